"""Reading in worker processes: one bad file affects only itself."""

import asyncio
import dataclasses
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.extract import html
from crawler.extract.dispatch import read_page
from crawler.process import malloc_trim
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind, Page
from crawler.spider import readers
from crawler.spider.readers import LARGE_BODY_BYTES, ReaderPool

HTML = b"<title>goed</title>"
MIB = 1024**2
GIB = 1024**3
LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="other platforms may not limit memory")
GLIBC = pytest.mark.skipif(malloc_trim.trim_memory() is False, reason="the C library here has no malloc_trim")


def answer(body: bytes) -> FetchResult:
    """Return an HTML response with this body."""
    headers = {"content-type": "text/html"}
    return FetchResult(
        url="https://a.be/", site="a", status=200, fetched_at=datetime.now(UTC), headers=headers, body=body
    )


def resident(process: int) -> int:
    """Return the resident bytes of a process."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def hostile(asked: FetchResult) -> Page:
    """Read like a faulty parser: some bodies kill the process, some block it."""
    if asked.body == b"kill":
        os._exit(9)
    if asked.body == b"stall":
        time.sleep(60)
    if asked.body == b"answer too large":
        bytearray(2 * GIB)
    return read_page(asked)


def greedy(asked: FetchResult) -> Page:
    """Read with a parser that allocates as many GiB as the body says."""
    genuine = html.read_html

    def read_html(url: str, body: bytes, headers: dict[str, str]) -> dict[str, object]:
        return {"titles": (f"{len(bytearray(int(body) * GIB))}",)} if body.isdigit() else genuine(url, body, headers)

    html.read_html = read_html
    try:
        return read_page(asked)
    finally:
        html.read_html = genuine


def alone(asked: FetchResult) -> Page:
    """Read a result; a large one creates a folder during that time, and fails if there is one."""
    mark = Path(asked.url.removeprefix("file://"))
    if len(asked.body) < LARGE_BODY_BYTES:
        return read_page(asked)
    try:
        mark.mkdir()
    except FileExistsError:
        return read_page(dataclasses.replace(asked, body=b"", error="another large one is being read"))
    time.sleep(0.5)
    mark.rmdir()
    return read_page(dataclasses.replace(asked, body=HTML))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"kill", "the reader process crashed (memory, or a fault in a parser)"),
        (b"stall", "extraction took more than 10 seconds"),
        pytest.param(b"answer too large", "extraction exceeded the memory limit", marks=LIMITED),
    ],
)
def test_a_file_that_crashes_its_reader_affects_only_itself(
    monkeypatch: pytest.MonkeyPatch, body: bytes, error: str
) -> None:
    """The bad file has a reason; the files around it and after it are read."""
    monkeypatch.setattr(readers, "read_page", hostile)

    async def run() -> list[Page]:
        pool = ReaderPool(2, timeout=10, memory=GIB)
        try:
            together = await asyncio.gather(*(pool.read(answer(b)) for b in (HTML, body, HTML)))
            return [*together, await pool.read(answer(HTML))]
        finally:
            pool.close()

    pages = asyncio.run(run())
    assert [None, error, None, None] == [page.error for page in pages]
    assert [BodyKind.HTML, BodyKind.NONE, BodyKind.HTML, BodyKind.HTML] == [page.kind for page in pages]


@LIMITED
def test_a_file_that_exceeds_the_memory_limit_affects_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser cannot exceed the memory limit; the same worker reads the next file."""
    monkeypatch.setattr(readers, "read_page", greedy)

    async def run(memory: int) -> list[Page]:
        pool = ReaderPool(1, memory=memory)
        try:
            return [await pool.read(answer(body)) for body in (b"1", HTML)]
        finally:
            pool.close()

    bounded, free = asyncio.run(run(GIB)), asyncio.run(run(3 * GIB))
    assert ["extraction exceeded the memory limit", None] == [page.error for page in bounded]
    assert [("", BodyKind.HTML), ("goed", BodyKind.HTML)] == [(page.title, page.kind) for page in bounded]
    assert [str(GIB), "goed"] == [page.title for page in free]


@GLIBC
def test_a_reader_returns_the_memory_of_a_large_page() -> None:
    """After a page that takes 450 MiB, a reader is about as large as before."""
    small, large = b"<main>" + b"<p>a <b>b</b> c" * 1_000, b"<main>" + b"<p>a <b>b</b> c" * 600_000
    large += b"".join(b"<p name-%d>" % number for number in range(5_000))  # the parser keeps names: they pin the rest

    async def run() -> tuple[int, int]:
        pool = ReaderPool(1)
        try:
            await pool.read(answer(small))  # it has loaded by then what it reads with
            (reader,) = pool._pool._processes
            before = resident(reader)
            await pool.read(answer(large))
            return before, resident(reader)
        finally:
            pool.close()

    before, after = asyncio.run(run())
    assert after < before + 50 * MIB


def test_large_bodies_are_read_one_at_a_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only one reader has a large page at a time."""
    monkeypatch.setattr(readers, "read_page", alone)
    mark = dataclasses.replace(answer(HTML), url=f"file://{tmp_path / 'mark'}")
    large = dataclasses.replace(mark, body=HTML.ljust(LARGE_BODY_BYTES))

    async def run() -> list[Page]:
        pool = ReaderPool(2)
        try:
            await asyncio.gather(*(pool.read(mark) for _ in range(8)))  # so that both are there
            return await asyncio.gather(*(pool.read(large) for _ in range(4)))
        finally:
            pool.close()

    assert [None] * 4 == [page.error for page in asyncio.run(run())]
