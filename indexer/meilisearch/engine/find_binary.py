"""Find an engine binary on this machine: on PATH, or in the cache of downloads."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import msgspec

from indexer.meilisearch.engine import disk
from indexer.meilisearch.engine.pinned_release import MEILISEARCH_VERSION, BinarySource
from indexer.records.errors import EngineError

logger = logging.getLogger(__name__)

_CHUNK_SIZE = 1 << 20
"""Bytes read at a time when hashing."""


@dataclass(frozen=True, slots=True)
class VerifiedBinary:
    """Record that a binary with this size and modification time (ns) had this SHA-256."""

    size: int
    mtime_ns: int
    sha256: str


def binary_path(cache: Path) -> Path:
    """Return the path of the binary in a cache folder, whether or not it exists."""
    return cache / "meilisearch" / MEILISEARCH_VERSION / "meilisearch"


def find_on_path(search_path: str | None = None) -> Path | None:
    """Return the `meilisearch` on `search_path` (default: PATH), None when there is none."""
    found = shutil.which("meilisearch", path=search_path)
    return Path(found) if found else None


def find_in_cache(cache: Path, origin: BinarySource) -> Path | None:
    """Return the cached binary, None when it does not exist or has another checksum.

    All its 130 MB are hashed the first time. After that, an unchanged size and modification time suffice.
    """
    path = binary_path(cache)
    try:
        stat = path.stat()
    except OSError:
        return None
    if _stamp(path) == VerifiedBinary(stat.st_size, stat.st_mtime_ns, origin.sha256) and os.access(path, os.X_OK):
        return path
    with disk.translate_disk_errors(path.parent):
        if sha256_of(path) != origin.sha256:
            logger.warning("the cached engine %s has a wrong checksum; it is downloaded again", path)
            return None
        path.chmod(0o755)
        write_stamp(path, origin.sha256)
    return path


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_SIZE):
            digest.update(chunk)
    return digest.hexdigest()


def write_stamp(path: Path, sha256: str) -> None:
    """Record next to a binary that it was verified in its present state."""
    stat = path.stat()
    with disk.atomic_write(_stamp_path(path), 0o644) as file:
        file.write(msgspec.json.encode(VerifiedBinary(stat.st_size, stat.st_mtime_ns, sha256)))


def binary_version(binary: Path) -> str:
    """Return the version that a binary reports, such as "1.21.0".

    Raises:
        EngineError: it does not run here, or is not Meilisearch.
    """
    try:
        output = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603 - our own binary, or the one the user put on PATH
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(
            f"{binary} does not run on this machine ({error}); remove it, or install Meilisearch {MEILISEARCH_VERSION}"
        ) from error
    if found := re.match(r"meilisearch (\d+\.\d+\.\d+)", output):
        return found[1]
    raise EngineError(f"{binary} is not Meilisearch; remove it from PATH, or install Meilisearch {MEILISEARCH_VERSION}")


def _stamp_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _stamp(path: Path) -> VerifiedBinary | None:
    try:
        return msgspec.json.decode(_stamp_path(path).read_bytes(), type=VerifiedBinary)
    except (OSError, msgspec.DecodeError):
        return None
