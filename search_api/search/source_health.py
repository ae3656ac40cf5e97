"""Health of the external sources (events, products, feeds), for the `degraded` field of a search response."""

from __future__ import annotations

import time

from crawler.records.errors import StoreError
from indexer.sources.problems import source_problems

SOURCE_HEALTH_TTL = 60.0
"""Seconds between two reads of the harvest status; sources are harvested about once a day."""


class SourceHealth:
    """Caches the failures of external sources; `store` is the database URL of the page store, "" for none."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._sentences: tuple[str, ...] = ()
        self._at = float("-inf")

    def messages(self) -> tuple[str, ...]:
        """Return one sentence for each source whose last harvest failed."""
        moment = time.monotonic()
        if self._store and moment - self._at >= SOURCE_HEALTH_TTL:
            self._at = moment
            try:
                problems = source_problems(self._store)
            except StoreError:  # search works without the page store
                problems = ()
            self._sentences = tuple(problem.sentence for problem in problems)
        return self._sentences
