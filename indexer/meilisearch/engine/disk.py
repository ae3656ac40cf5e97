"""Disk access of the engine: atomic writes, and errors of the disk as one sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from indexer.records.errors import EngineError


@contextlib.contextmanager
def translate_disk_errors(folder: Path) -> Iterator[None]:
    """Raise an EngineError with one sentence for an OSError about `folder`."""
    try:
        yield
    except OSError as error:
        raise EngineError(disk_error_message(folder, error)) from error


def disk_error_message(folder: Path, error: OSError) -> str:
    """Return a sentence that says what is wrong with `folder` and what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"the disk under {folder} is full; make room and run it again"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"the folder {folder} cannot be written ({error.strerror}); choose another, or give yourself the right"
    return f"the folder {folder} cannot be used ({error.strerror}); choose another"


@contextlib.contextmanager
def atomic_write(path: Path, mode: int) -> Iterator[BinaryIO]:
    """Yield a new file that replaces `path` when the block succeeds, and is deleted otherwise.

    It is next to `path` until it is complete and on disk, so that no reader sees half a file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def require_space(folder: Path, needed: int, purpose: str) -> None:
    """Check that `folder`, which exists, has `needed` bytes free.

    Raises:
        EngineError: there is not enough space.
    """
    with translate_disk_errors(folder):
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise EngineError(
            f"the disk under {folder} has {free // 2**20} MB free and {purpose} needs {needed // 2**20} MB; "
            "make room and run it again"
        )
