"""Answers given before."""

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
    """A clock that a test sets."""

    now: float = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def answer(q: str = "brug") -> SearchResult:
    """Return an answer that can be told from others."""
    return SearchResult(query=q, total=0, page=1, pages=0, took_ms=0, hits=(), facets=FacetCounts())


def test_an_answer_is_given_again_while_it_is_fresh() -> None:
    """And not a moment longer."""
    clock = Clock()
    kept = ResponseCache(clock)
    kept.store(BRUG, "1", answer())
    clock.now += RESPONSE_TTL - 0.001
    young = kept.get(BRUG, "1")
    clock.now += 0.001
    assert (answer(), None) == (young, kept.get(BRUG, "1"))


def test_a_new_index_makes_every_answer_old() -> None:
    """What was worked out with another version is not as good as new, but better than nothing."""
    kept = ResponseCache(Clock())
    kept.store(BRUG, "1", answer())
    assert (None, (answer(), 0.0)) == (kept.get(BRUG, "2"), kept.get_stale(BRUG))


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
def test_another_request_has_another_answer(other: SearchRequest) -> None:
    """Whatever differs: words, home, filters, page or size."""
    kept = ResponseCache(Clock())
    kept.store(BRUG, "1", answer())
    assert (None, None) == (kept.get(other, "1"), kept.get_stale(other))


def test_the_last_answer_stays_for_an_hour_with_its_age() -> None:
    """While the engine is gone; what is older says nothing of today."""
    clock = Clock()
    kept = ResponseCache(clock)
    kept.store(BRUG, "1", answer())
    clock.now += STALE_RESPONSE_TTL - 1
    aged = kept.get_stale(BRUG)
    clock.now += 1
    assert ((answer(), STALE_RESPONSE_TTL - 1), None) == (aged, kept.get_stale(BRUG))


def test_a_newer_answer_replaces_the_older_one() -> None:
    """With its own moment."""
    clock = Clock()
    kept = ResponseCache(clock)
    kept.store(BRUG, "1", answer("oud"))
    clock.now += 20
    kept.store(BRUG, "1", answer("nieuw"))
    clock.now += 20
    assert (answer("nieuw"), 20.0) == (kept.get(BRUG, "1"), (kept.get_stale(BRUG) or (None, 0))[1])


def test_the_oldest_answers_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of so many answers the ones kept longest ago go; one that was worked out again is new."""
    monkeypatch.setattr(response_cache, "MAX_CACHED_RESPONSES", 3)
    kept = ResponseCache(Clock())
    for q in ("a", "b", "c", "a", "d"):
        kept.store(SearchRequest(q=q), "1", answer(q))
    assert ["a", "c", "d"] == [q for q in "abcd" if kept.get_stale(SearchRequest(q=q))]
