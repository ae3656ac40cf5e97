"""Cache of search responses: reused while fresh, and served stale while the engine is unavailable."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from search_api.query.search_request import SearchRequest
from search_api.records.response_models import SearchResult

RESPONSE_TTL = 30.0
"""Seconds for which a response is reused; a new index version invalidates it at once."""

STALE_RESPONSE_TTL = 3_600.0
"""Seconds for which a response may be served stale while the engine is unavailable."""

MAX_CACHED_RESPONSES = 2_000
"""Maximum cached responses, some 20 MB."""


@dataclass(frozen=True, slots=True)
class _Entry:
    at: float
    version: str
    result: SearchResult


class ResponseCache:
    """LRU cache of the latest response to each request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: OrderedDict[SearchRequest, _Entry] = OrderedDict()

    def store(self, request: SearchRequest, version: str, result: SearchResult) -> None:
        """Store a response computed with `version` of the index artifacts."""
        self._entries[request] = _Entry(self._clock(), version, result)
        self._entries.move_to_end(request)
        if len(self._entries) > MAX_CACHED_RESPONSES:
            self._entries.popitem(last=False)

    def get(self, request: SearchRequest, version: str) -> SearchResult | None:
        """Return the cached response to a request if it is fresh and of the same index version."""
        entry = self._entries.get(request)
        if entry and entry.version == version and self._clock() - entry.at < RESPONSE_TTL:
            return entry.result
        return None

    def get_stale(self, request: SearchRequest) -> tuple[SearchResult, float] | None:
        """Return the last response to a request with its age in seconds; None when there is none or it is too old."""
        entry = self._entries.get(request)
        age = self._clock() - entry.at if entry else STALE_RESPONSE_TTL
        return (entry.result, age) if entry and age < STALE_RESPONSE_TTL else None
