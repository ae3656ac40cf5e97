"""Answers given before: again at once while they are fresh, and marked as such when the engine is gone."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from search_api.query.search_request import SearchRequest
from search_api.records.response_models import SearchResult

RESPONSE_TTL = 30.0
"""Seconds an answer is given again as it is; a new index makes it old at once."""

STALE_RESPONSE_TTL = 3_600.0
"""Seconds an answer is kept for when the engine is gone."""

MAX_CACHED_RESPONSES = 2_000
"""Answers kept: some 20 MB."""


@dataclass(frozen=True, slots=True)
class _Entry:
    at: float
    version: str
    result: SearchResult


class ResponseCache:
    """The latest answers, by request."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: OrderedDict[SearchRequest, _Entry] = OrderedDict()

    def store(self, request: SearchRequest, version: str, result: SearchResult) -> None:
        """Keep an answer that was worked out while `version` of the index was known."""
        self._entries[request] = _Entry(self._clock(), version, result)
        self._entries.move_to_end(request)
        if len(self._entries) > MAX_CACHED_RESPONSES:
            self._entries.popitem(last=False)

    def get(self, request: SearchRequest, version: str) -> SearchResult | None:
        """Return the answer to the same request if it is as good as a new one."""
        entry = self._entries.get(request)
        if entry and entry.version == version and self._clock() - entry.at < RESPONSE_TTL:
            return entry.result
        return None

    def get_stale(self, request: SearchRequest) -> tuple[SearchResult, float] | None:
        """Return the last answer to the same request with its age in seconds, None when it is too old."""
        entry = self._entries.get(request)
        age = self._clock() - entry.at if entry else STALE_RESPONSE_TTL
        return (entry.result, age) if entry and age < STALE_RESPONSE_TTL else None
