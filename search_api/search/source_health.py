"""Which sources of events, products and feeds are in trouble, as a search says it in `degraded`."""

from __future__ import annotations

import time

from crawler.records.errors import StoreError
from indexer.sources.problems import source_problems

SOURCE_HEALTH_TTL = 60.0
"""Seconds: sources are harvested once a day or so."""


class SourceHealth:
    """Keeps the sentences about sources in trouble; "" as `store` names no page store."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._sentences: tuple[str, ...] = ()
        self._at = float("-inf")

    def messages(self) -> tuple[str, ...]:
        """Return a sentence for each source whose last harvest failed."""
        moment = time.monotonic()
        if self._store and moment - self._at >= SOURCE_HEALTH_TTL:
            self._at = moment
            try:
                problems = source_problems(self._store)
            except StoreError:  # the index answers without the page store
                problems = ()
            self._sentences = tuple(problem.sentence for problem in problems)
        return self._sentences
