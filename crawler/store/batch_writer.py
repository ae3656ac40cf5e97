"""BatchWriter: stores fetched pages in batches, because a transaction for each page would cost more.

A crawl that is killed loses its last batch, and requests those pages again: see `crawler.store.schema`.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

from crawler.process.malloc_trim import MemoryTrimmer
from crawler.records.date_parsing import BRUSSELS
from crawler.records.stored_records import FetchedPage
from crawler.store.page_store import PageStore

MAX_BATCH_ENTRIES = 50
"""Fetched pages in a batch."""

MAX_BATCH_BYTES = 8 * 1024 * 1024
"""Bytes of their bodies. A page takes several times that in memory, so a few large ones fill a batch."""

MAX_BATCH_AGE = 0.5
"""Seconds after which a batch is stored when the next page arrives, however small it is."""


class BatchWriter:
    """Collects the fetched pages of one run for the store."""

    def __init__(self, store: PageStore, run: int) -> None:
        self.store = store
        self.run = run
        self._entries: list[FetchedPage] = []
        self._unchanged: dict[str, datetime] = {}
        self._requests: Counter[tuple[str, str]] = Counter()
        self._bytes = 0
        self._trimmer = MemoryTrimmer()
        self._stored_at = time.monotonic()

    def add(self, entry: FetchedPage) -> None:
        """Add a fetched page.

        Raises:
            StoreError: the store failed. The pages of the batch are requested again by the next crawl.
        """
        self._entries.append(entry)
        self._bytes += len(entry.body)
        self._flush_if_due()

    def mark_unchanged(self, url: str) -> None:
        """Record that the stored page of a URL is still valid."""
        self._unchanged[url] = datetime.now(UTC)
        self._flush_if_due()

    def count_request(self, site: str) -> None:
        """Count a request to a site."""
        self._requests[site, today_in_belgium()] += 1

    def unsaved_requests(self, site: str) -> int:
        """Return how many requests of today are not stored yet."""
        return self._requests[site, today_in_belgium()]

    def flush(self) -> None:
        """Store the batch.

        Raises:
            StoreError: the store failed.
        """
        if self._entries or self._unchanged or self._requests:
            entries, unchanged, requests = self._entries, self._unchanged, self._requests
            self._entries, self._unchanged, self._requests = [], {}, Counter()
            size, self._bytes = self._bytes, 0
            self.store.save_batch(self.run, entries, unchanged, requests)
            del entries
            self._trimmer.add(size)
        self._stored_at = time.monotonic()

    def _flush_if_due(self) -> None:
        waiting = len(self._entries) + len(self._unchanged)
        if (
            waiting >= MAX_BATCH_ENTRIES
            or self._bytes >= MAX_BATCH_BYTES
            or time.monotonic() - self._stored_at > MAX_BATCH_AGE
        ):
            self.flush()


def today_in_belgium() -> str:
    """Return the ISO date in the region's time zone, which `max_per_day` uses."""
    return datetime.now(BRUSSELS).date().isoformat()
