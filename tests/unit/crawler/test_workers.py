"""Reading in worker processes: one bad file costs one file."""

import asyncio
import os
import sys
import time
from datetime import UTC, datetime

import pytest

from crawler import workers
from crawler.extract import html
from crawler.extract.read import Answer, read
from crawler.page import Kind, Page
from crawler.workers import Workers

HTML = b"<title>goed</title>"
GIB = 1024**3
LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="other platforms may not limit memory")


def answer(body: bytes) -> Answer:
    """Return an HTML answer with this body."""
    headers = {"content-type": "text/html"}
    return Answer(url="https://a.be/", site="a", status=200, fetched_at=datetime.now(UTC), headers=headers, body=body)


def hostile(asked: Answer) -> Page:
    """Read an answer as a parser with faults would: some bodies kill the process, some hold it up."""
    if asked.body == b"kill":
        os._exit(9)
    if asked.body == b"stall":
        time.sleep(60)
    if asked.body == b"answer too large":
        bytearray(2 * GIB)
    return read(asked)


def greedy(asked: Answer) -> Page:
    """Read an answer with a parser that wants as many GiB as the body says."""
    genuine = html.read_html

    def read_html(url: str, body: bytes, headers: dict[str, str]) -> dict[str, object]:
        return {"titles": (f"{len(bytearray(int(body) * GIB))}",)} if body.isdigit() else genuine(url, body, headers)

    html.read_html = read_html
    try:
        return read(asked)
    finally:
        html.read_html = genuine


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"kill", "reading it broke the reader (memory, or a fault in a parser)"),
        (b"stall", "reading it took more than 10 seconds"),
        pytest.param(b"answer too large", "reading it took more memory than is allowed", marks=LIMITED),
    ],
)
def test_a_file_that_breaks_its_reader_costs_itself_only(
    monkeypatch: pytest.MonkeyPatch, body: bytes, error: str
) -> None:
    """The bad file has its reason, the files around it are read, and those after it too."""
    monkeypatch.setattr(workers, "read", hostile)

    async def run() -> list[Page]:
        pool = Workers(2, deadline=10, memory=GIB)
        try:
            together = await asyncio.gather(*(pool.read(answer(b)) for b in (HTML, body, HTML)))
            return [*together, await pool.read(answer(HTML))]
        finally:
            pool.close()

    pages = asyncio.run(run())
    assert [None, error, None, None] == [page.error for page in pages]
    assert [Kind.HTML, Kind.NONE, Kind.HTML, Kind.HTML] == [page.kind for page in pages]


@LIMITED
def test_a_file_that_eats_memory_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that asks for more than a worker may hold gets none; the same worker reads what comes after."""
    monkeypatch.setattr(workers, "read", greedy)

    async def run(memory: int) -> list[Page]:
        pool = Workers(1, memory=memory)
        try:
            return [await pool.read(answer(body)) for body in (b"1", HTML)]
        finally:
            pool.close()

    bounded, free = asyncio.run(run(GIB)), asyncio.run(run(3 * GIB))
    assert ["reading it took more memory than is allowed", None] == [page.error for page in bounded]
    assert [("", Kind.HTML), ("goed", Kind.HTML)] == [(page.title, page.kind) for page in bounded]
    assert [str(GIB), "goed"] == [page.title for page in free]
