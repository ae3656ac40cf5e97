"""Memory is trimmed, and batches for the store are limited."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.process.malloc_trim import MemoryTrimmer
from crawler.records.page import BodyKind, Page
from crawler.records.stored_records import FetchedPage
from crawler.store import batch_writer
from crawler.store.batch_writer import MAX_BATCH_BYTES, BatchWriter
from crawler.store.page_store import PageStore


def test_memory_is_trimmed_once_per_interval() -> None:
    """Not for each body; a body larger than the interval counts once."""
    given: list[str] = []
    returns = MemoryTrimmer(10, lambda: given.append("given back"))
    counts = []
    for size in (4, 5, 1, 9, 30, 9, 1):
        returns.add(size)
        counts.append(len(given))
    assert [0, 0, 1, 1, 2, 2, 3] == counts


def test_large_pages_fill_a_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pages wait for others; a batch with many bytes is stored."""
    monkeypatch.setattr(batch_writer, "MAX_BATCH_AGE", float("inf"))
    with PageStore.open(tmp_path / "pages.db") as store:
        kept = BatchWriter(store, store.begin_run(["a"]))

        def stored_after(name: str, size: int) -> int:
            moment = datetime.now(UTC)
            page = Page(url=f"https://a.be/{name}", site="a", fetched_at=moment, status=200, kind=BodyKind.HTML)
            kept.add(FetchedPage(page, b"x" * size))
            return store.count_readable_pages("a")

        assert [0, 2, 2] == [stored_after("a", 1), stored_after("b", MAX_BATCH_BYTES), stored_after("c", 1)]
