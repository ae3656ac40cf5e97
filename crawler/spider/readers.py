"""ReaderPool: extract pages in worker processes, so that no page or file can block or end the crawl.

The reactor's process only fetches; other cores parse. When a file crashes its worker or exceeds the timeout, only that
file fails: the workers are replaced, and their other files are read again.
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
"""Bytes of data that one worker may use.

Idle it uses 0.2 GB. A page of 64 MiB, the largest that is fetched, of short paragraphs took 10 GB: without a limit, one
such page takes down a machine. 2 GiB is enough for one of 10 MiB (1.7 GB), and for an office document at its own limit
(0.7 GB).
"""

LARGE_BODY_BYTES = 1024 * 1024
"""Bytes from which bodies are read one at a time.

Reading a page takes 25 times its size or more: otherwise, each worker could have such a page at the same time. Small
ones are read meanwhile. Of the 32,101 pages of Debian's rust-doc, 46 are this large.
"""


class ReaderPool:
    """Processes that turn fetch results into pages, each within `timeout` seconds and `memory` bytes."""

    def __init__(self, count: int, timeout: float = READ_TIMEOUT, memory: int = READER_MEMORY_LIMIT) -> None:
        self._count = count
        self._timeout = timeout
        self._memory = memory
        self._pool = self._start()
        self._retry_lock = asyncio.Lock()
        self._large_lock = asyncio.Lock()

    async def read(self, result: FetchResult) -> Page:
        """Return the Page of a fetch result; one that crashes its worker has an `error`."""
        if not result.body or result.status != STATUS_OK:  # the text of error pages is not used
            return read_page(dataclasses.replace(result, body=b""))
        async with self._large_lock if len(result.body) >= LARGE_BODY_BYTES else contextlib.nullcontext():
            return await self._read(result)

    def close(self) -> None:
        """End the worker processes, including those that are just starting."""
        self._kill()

    async def _read(self, result: FetchResult) -> Page:
        pool = self._pool
        try:
            return await self._submit(pool, result)
        except (BrokenProcessPool, TimeoutError, MemoryError):  # MemoryError: for the result or the page
            async with self._retry_lock:  # one at a time, so that a second crash is attributed correctly
                if self._pool is pool:
                    self._replace()
                try:
                    return await self._submit(self._pool, result)
                except BrokenProcessPool:
                    reason = "the reader process crashed (memory, or a fault in a parser)"
                except TimeoutError:
                    reason = f"extraction took more than {self._timeout:.0f} seconds"
                except MemoryError:
                    reason = OUT_OF_MEMORY
                self._replace()
        return read_page(dataclasses.replace(result, body=b"", error=reason))

    async def _submit(self, pool: ProcessPoolExecutor, result: FetchResult) -> Page:
        loop = asyncio.get_running_loop()
        packed = await asyncio.wait_for(loop.run_in_executor(pool, _read_and_encode, read_page, result), self._timeout)
        return _DECODER.decode(packed)

    def _replace(self) -> None:
        self._kill()
        self._pool = self._start()

    def _kill(self) -> None:
        for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 -- the only way to end a stuck worker before Python 3.14
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_initialise_worker,
            initargs=(self._memory,),
        )


_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Page)
_TRIMMER = MemoryTrimmer()  # of this worker


def _read_and_encode(reader: Callable[[FetchResult], Page], result: FetchResult) -> bytes:
    """Read a fetch result in a worker. Pickling a Page takes four times as long as msgpack (.17 and .04 ms)."""
    packed = _ENCODER.encode(reader(result))
    _TRIMMER.add(len(result.body))  # everything except the result itself is freed by now
    return packed


def _limit_memory(memory: int) -> None:
    """Limit the memory of this process; no limit on platforms without one (Windows, some macOS).

    RLIMIT_DATA counts the writable memory of a process (from Linux 4.7 on); RLIMIT_AS would also count address space
    that libraries and threads reserve and never use.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _initialise_worker(memory: int) -> None:
    _limit_memory(memory)
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    exit_with_parent()
