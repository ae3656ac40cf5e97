"""What a crawl establishes goes to the store some answers at a time: a transaction for each would cost more.

A crawl that is killed loses what the last moment brought, and asks for that again: see `crawler.store.schema`.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime

from crawler.process.malloc_trim import MemoryTrimmer
from crawler.records.dates import BRUSSELS
from crawler.records.stored_records import FetchedPage
from crawler.store.page_store import PageStore

MAX_BATCH_ENTRIES = 50
"""Answers that wait for the store."""

MAX_BATCH_BYTES = 8 * 1024 * 1024
"""Bytes of their bodies: a page takes several times that, so that few large ones are many."""

MAX_BATCH_AGE = 0.5
"""Seconds after which they are stored when the next one comes, however few they are."""


class BatchWriter:
    """Collects the answers of one run for the store."""

    def __init__(self, store: PageStore, run: int) -> None:
        self.store = store
        self.run = run
        self._entries: list[FetchedPage] = []
        self._unchanged: dict[str, datetime] = {}
        self._requests: Counter[tuple[str, str]] = Counter()
        self._bytes = 0
        self._returns = MemoryTrimmer()
        self._stored_at = time.monotonic()

    def add(self, entry: FetchedPage) -> None:
        """Take an answer.

        Raises:
            StoreError: the store failed; nothing of what was waiting is lost to it but all is to be asked again.
        """
        self._entries.append(entry)
        self._bytes += len(entry.body)
        self._store_some()

    def mark_unchanged(self, url: str) -> None:
        """Take note that what is stored of an address still holds."""
        self._unchanged[url] = datetime.now(UTC)
        self._store_some()

    def count_request(self, site: str) -> None:
        """Count a request to a site."""
        self._requests[site, today_in_belgium()] += 1

    def unsaved_requests(self, site: str) -> int:
        """Return how many requests of today wait to be counted in the store."""
        return self._requests[site, today_in_belgium()]

    def flush(self) -> None:
        """Store what waits.

        Raises:
            StoreError: the store failed.
        """
        if self._entries or self._unchanged or self._requests:
            entries, unchanged, requests = self._entries, self._unchanged, self._requests
            self._entries, self._unchanged, self._requests = [], {}, Counter()
            size, self._bytes = self._bytes, 0
            self.store.save_batch(self.run, entries, unchanged, requests)
            del entries
            self._returns.add(size)
        self._stored_at = time.monotonic()

    def _store_some(self) -> None:
        waiting = len(self._entries) + len(self._unchanged)
        if (
            waiting >= MAX_BATCH_ENTRIES
            or self._bytes >= MAX_BATCH_BYTES
            or time.monotonic() - self._stored_at > MAX_BATCH_AGE
        ):
            self.flush()


def today_in_belgium() -> str:
    """Return the ISO date in the region's time zone, by which `max_per_day` counts."""
    return datetime.now(BRUSSELS).date().isoformat()
