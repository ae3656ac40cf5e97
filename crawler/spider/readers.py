"""Reading answers in worker processes, so that no page or file can hold up or end the crawl.

The reactor's process only fetches; the second core parses. A file that kills its worker or keeps it
past the deadline costs that one file: the workers are replaced and whatever else they had is read again.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import msgspec

from crawler.extract.dispatch import OUT_OF_MEMORY, read_page
from crawler.process.malloc_trim import MemoryTrimmer
from crawler.process.parent_watch import exit_with_parent
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import STATUS_OK
from crawler.records.page import Page

READ_TIMEOUT = 60.0
"""Seconds for one body: the slowest of 3,731 real pages took 0.6 s of CPU."""


READER_MEMORY_LIMIT = 2 * 1024**3
"""Bytes of data one worker may hold.

Idle it holds 0.2 GB. A page of 64 MiB, the most that is fetched, of short paragraphs took 10 GB: without a limit one
such page ends a machine. 2 GiB reads the like of 10 MiB (1.7 GB), and an office document at its own limit (0.7 GB).
"""

LARGE_BODY_BYTES = 1024 * 1024
"""Bytes from which bodies are read one at a time.

Reading a page takes 25 times its size or more: without this, each reader would hold such a page at the same time.
Small ones are read beside it. Of the 32,101 pages of Debian's rust-doc 46 are as large.
"""


class ReaderPool:
    """A pool of processes that turn answers into pages, each within `deadline` seconds and `memory` bytes."""

    def __init__(self, count: int, timeout: float = READ_TIMEOUT, memory: int = READER_MEMORY_LIMIT) -> None:
        self._count = count
        self._timeout = timeout
        self._memory = memory
        self._pool = self._start()
        self._alone = asyncio.Lock()
        self._large = asyncio.Lock()

    async def read(self, answer: FetchResult) -> Page:
        """Return the Page of an answer; one that breaks its reader has an `error` that says so."""
        if not answer.body or answer.status != STATUS_OK:  # what an error page says is nobody's text
            return read_page(dataclasses.replace(answer, body=b""))
        async with self._large if len(answer.body) >= LARGE_BODY_BYTES else contextlib.nullcontext():
            return await self._read(answer)

    def close(self) -> None:
        """End the worker processes, also those that are just starting."""
        self._kill()

    async def _read(self, answer: FetchResult) -> Page:
        pool = self._pool
        try:
            return await self._submit(pool, answer)
        except (BrokenProcessPool, TimeoutError, MemoryError):  # the last: no room for the answer or the page itself
            async with self._alone:  # one at a time, so that a second break names its cause
                if self._pool is pool:
                    self._replace()
                try:
                    return await self._submit(self._pool, answer)
                except BrokenProcessPool:
                    reason = "the reader process crashed (memory, or a fault in a parser)"
                except TimeoutError:
                    reason = f"extraction took more than {self._timeout:.0f} seconds"
                except MemoryError:
                    reason = OUT_OF_MEMORY
                self._replace()
        return read_page(dataclasses.replace(answer, body=b"", error=reason))

    async def _submit(self, pool: ProcessPoolExecutor, answer: FetchResult) -> Page:
        loop = asyncio.get_running_loop()
        packed = await asyncio.wait_for(loop.run_in_executor(pool, _packed, read_page, answer), self._timeout)
        return _DECODER.decode(packed)

    def _replace(self) -> None:
        self._kill()
        self._pool = self._start()

    def _kill(self) -> None:
        for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 -- a stuck worker ends no other way before Python 3.14
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_prepare,
            initargs=(self._memory,),
        )


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Page)
_RETURNS = MemoryTrimmer()  # of the worker that this is


def _packed(reader: Callable[[FetchResult], Page], answer: FetchResult) -> bytes:
    """Read an answer in a worker; pickling the records of a page takes four times as long as this (.17 and .04 ms)."""
    packed = _ENCODER.encode(reader(answer))
    _RETURNS.add(len(answer.body))  # what was read is freed by now, but for the answer itself
    return packed


def _limit(memory: int) -> None:
    """Bound what this process may hold; a platform that cannot do it (Windows, some macOS) goes on without.

    RLIMIT_DATA counts what a process can write to (Linux 4.7 on); RLIMIT_AS would also count address space that
    libraries and threads reserve and never use.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _prepare(memory: int) -> None:
    _limit(memory)
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    exit_with_parent()
