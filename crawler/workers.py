"""Reading answers in worker processes, so that no page or file can hold up or end the crawl.

The reactor's process only fetches; the second core parses. A file that kills its worker or keeps it
past the deadline costs that one file: the workers are replaced and whatever else they had is read again.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from crawler.extract.read import Answer, read
from crawler.page import Page

DEADLINE = 60.0
"""Seconds for one body: the slowest of 3,731 real pages took 0.6 s of CPU."""


class Workers:
    """A pool of processes that turn answers into pages."""

    def __init__(self, count: int, deadline: float = DEADLINE) -> None:
        self._count = count
        self._deadline = deadline
        self._pool = self._start()
        self._alone = asyncio.Lock()

    async def read(self, answer: Answer) -> Page:
        """Return the Page of an answer; one that breaks its reader has an `error` that says so."""
        pool = self._pool
        try:
            return await self._submit(pool, answer)
        except (BrokenProcessPool, TimeoutError):
            async with self._alone:  # one at a time, so that a second break names its cause
                if self._pool is pool:
                    self._replace()
                try:
                    return await self._submit(self._pool, answer)
                except BrokenProcessPool:
                    reason = "reading it broke the reader (memory, or a fault in a parser)"
                except TimeoutError:
                    reason = f"reading it took more than {self._deadline:.0f} seconds"
                self._replace()
        return read(dataclasses.replace(answer, body=b"", error=reason))

    def close(self) -> None:
        """End the worker processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _submit(self, pool: ProcessPoolExecutor, answer: Answer) -> Page:
        loop = asyncio.get_running_loop()
        return await asyncio.wait_for(loop.run_in_executor(pool, read, answer), self._deadline)

    def _replace(self) -> None:
        for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 -- a stuck worker ends no other way before Python 3.14
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._count, mp_context=multiprocessing.get_context("spawn"), initializer=_prepare)


def end_with_parent() -> None:
    """Watch the parent process from a thread and end this one at once when it is gone.

    Ending at once is safe: everything worth keeping is committed to the store page by page.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _prepare() -> None:
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    end_with_parent()
