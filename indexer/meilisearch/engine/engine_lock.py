"""Lock that lets one process at a time start, stop or download the engine.

The lock is an flock on a file: the kernel releases it when the process that holds it ends, also after a crash.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.meilisearch.engine.disk import translate_disk_errors
from indexer.records.errors import EngineError


@contextlib.contextmanager
def engine_lock(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock file `path`; wait up to `timeout` seconds while another process holds it.

    Raises:
        EngineError: another process still holds the lock, or the file cannot be created.
    """
    lock = FileLock(path, timeout=timeout, mode=0o600)
    with translate_disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise EngineError(
                f"another program has been working on the engine in {path.parent} for {timeout:.0f} s; "
                "end it, or wait until it is done"
            ) from error
    try:
        yield
    finally:
        lock.release()
