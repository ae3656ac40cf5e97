"""Lock that lets one crawl at a time work in a data folder.

Two crawls of the same sites would each keep the delay between requests, and so send twice as many as promised. The
lock is an flock on a file: the kernel releases it when the process that holds it ends, also after a crash.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.records.errors import CrawlRunningError

CRAWL_LOCK_NAME = "crawl.lock"
"""Name of the lock file in the data folder."""


@contextlib.contextmanager
def crawl_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a data folder during a crawl.

    Raises:
        CrawlRunningError: another crawl holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / CRAWL_LOCK_NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise CrawlRunningError(
            f"another crawl is using the data folder {folder}; wait until it is done, or end it"
        ) from error
    try:
        yield
    finally:
        lock.release()
