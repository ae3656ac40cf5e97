"""A lock on a file, held by one process at a time and freed by the kernel when that process ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.meilisearch.engine.disk import translated
from indexer.records.errors import EngineError

POLL = 0.05
"""Seconds between two attempts."""


@contextlib.contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock at `path`, waiting up to `patience` seconds for another process to let go.

    Raises:
        EngineError: another process still holds it, or the file cannot be made.
    """
    with translated(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise EngineError(
                        f"another program has been working on the engine in {path.parent} for {patience:.0f} s; "
                        "end it, or wait until it is done"
                    ) from error
                time.sleep(POLL)
        yield
    finally:
        os.close(handle)
