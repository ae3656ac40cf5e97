"""The response cache."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from search_api.query.search_request import SearchRequest
from search_api.records.response_models import FacetCounts, SearchResult
from search_api.search import response_cache
from search_api.search.response_cache import RESPONSE_TTL, STALE_RESPONSE_TTL, ResponseCache

BRUG = SearchRequest(q="brug")


@dataclass
class Clock:
    """A clock that the test sets."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


def response(q: str = "brug") -> SearchResult:
    """Return a response to query `q`."""
    return SearchResult(query=q, total=0, page=1, pages=0, took_ms=0, hits=(), facets=FacetCounts())


def test_response_is_reused_until_it_expires() -> None:
    clock = Clock()
    cache = ResponseCache(clock)
    cache.store(BRUG, "1", response())
    clock.now += RESPONSE_TTL - 0.001
    young = cache.get(BRUG, "1")
    clock.now += 0.001
    assert (response(), None) == (young, cache.get(BRUG, "1"))


def test_new_index_version_makes_responses_stale() -> None:
    """A stale response is used only while the engine is down."""
    cache = ResponseCache(Clock())
    cache.store(BRUG, "1", response())
    assert (None, (response(), 0.0)) == (cache.get(BRUG, "2"), cache.get_stale(BRUG))


@pytest.mark.parametrize(
    "other",
    [
        SearchRequest(q="Brug"),
        SearchRequest(q="brug", home="kuurne"),
        SearchRequest(q="brug", sites=("kuurne",)),
        SearchRequest(q="brug", page=2),
        SearchRequest(q="brug", size=20),
    ],
)
def test_cache_key_covers_the_whole_request(other: SearchRequest) -> None:
    """Query, home, filters, page and size."""
    cache = ResponseCache(Clock())
    cache.store(BRUG, "1", response())
    assert (None, None) == (cache.get(other, "1"), cache.get_stale(other))


def test_stale_response_is_available_for_an_hour_with_its_age() -> None:
    """For use while the engine is down."""
    clock = Clock()
    cache = ResponseCache(clock)
    cache.store(BRUG, "1", response())
    clock.now += STALE_RESPONSE_TTL - 1
    aged = cache.get_stale(BRUG)
    clock.now += 1
    assert ((response(), STALE_RESPONSE_TTL - 1), None) == (aged, cache.get_stale(BRUG))


def test_newer_response_replaces_the_older_one() -> None:
    """With its own time."""
    clock = Clock()
    cache = ResponseCache(clock)
    cache.store(BRUG, "1", response("oud"))
    clock.now += 20
    cache.store(BRUG, "1", response("nieuw"))
    clock.now += 20
    assert (response("nieuw"), 20.0) == (cache.get(BRUG, "1"), (cache.get_stale(BRUG) or (None, 0))[1])


def test_least_recently_stored_responses_are_evicted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A response that is computed again counts as new."""
    monkeypatch.setattr(response_cache, "MAX_CACHED_RESPONSES", 3)
    cache = ResponseCache(Clock())
    for q in ("a", "b", "c", "a", "d"):
        cache.store(SearchRequest(q=q), "1", response(q))
    assert ["a", "c", "d"] == [q for q in "abcd" if cache.get_stale(SearchRequest(q=q))]
