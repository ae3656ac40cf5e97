"""Freed memory is given back, and what waits for the store is bounded."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.process.malloc_trim import MemoryTrimmer
from crawler.records.page import BodyKind, Page
from crawler.records.stored_records import FetchedPage
from crawler.store import batch_writer
from crawler.store.batch_writer import MAX_BATCH_BYTES, BatchWriter
from crawler.store.page_store import PageStore


def test_memory_is_given_back_once_for_so_many_bytes() -> None:
    """Not for each body, and a body that is larger than that counts once."""
    given: list[str] = []
    returns = MemoryTrimmer(10, lambda: given.append("given back"))
    counts = []
    for size in (4, 5, 1, 9, 30, 9, 1):
        returns.add(size)
        counts.append(len(given))
    assert [0, 0, 1, 1, 2, 2, 3] == counts


def test_few_large_pages_do_not_wait_for_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small answers wait for others; once their bodies are many bytes all of them are stored."""
    monkeypatch.setattr(batch_writer, "MAX_BATCH_AGE", float("inf"))
    with PageStore.open(tmp_path / "pages.db") as store:
        kept = BatchWriter(store, store.begin_run(["a"]))

        def stored_after(name: str, size: int) -> int:
            moment = datetime.now(UTC)
            page = Page(url=f"https://a.be/{name}", site="a", fetched_at=moment, status=200, kind=BodyKind.HTML)
            kept.add(FetchedPage(page, b"x" * size))
            return store.count_readable_pages("a")

        assert [0, 2, 2] == [stored_after("a", 1), stored_after("b", MAX_BATCH_BYTES), stored_after("c", 1)]
