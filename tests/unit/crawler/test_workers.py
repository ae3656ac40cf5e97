"""Reading in worker processes: one bad file costs one file."""

import asyncio
import os
import time
from datetime import UTC, datetime

import pytest

from crawler import workers
from crawler.extract.read import Answer, read
from crawler.page import Kind, Page
from crawler.workers import Workers

HTML = b"<title>goed</title>"


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
    return read(asked)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"kill", "reading it broke the reader (memory, or a fault in a parser)"),
        (b"stall", "reading it took more than 3 seconds"),
    ],
)
def test_a_file_that_breaks_its_reader_costs_itself_only(
    monkeypatch: pytest.MonkeyPatch, body: bytes, error: str
) -> None:
    """The bad file has its reason, the files around it are read, and those after it too."""
    monkeypatch.setattr(workers, "read", hostile)

    async def run() -> list[Page]:
        pool = Workers(2, deadline=3)
        try:
            together = await asyncio.gather(*(pool.read(answer(b)) for b in (HTML, body, HTML)))
            return [*together, await pool.read(answer(HTML))]
        finally:
            pool.close()

    pages = asyncio.run(run())
    assert [None, error, None, None] == [page.error for page in pages]
    assert [Kind.HTML, Kind.NONE, Kind.HTML, Kind.HTML] == [page.kind for page in pages]
