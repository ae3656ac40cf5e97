"""How well the miniature region answers what citizens ask: floors that no change may fall below."""

from __future__ import annotations

import pytest

from benchmarks.indexed_region import IndexedRegion
from benchmarks.relevance import (
    MUNICIPAL_FOLDER,
    Rankings,
    failed_pairs,
    rank_with_search,
    recall_at_3,
    relevance_figures,
)
from regiozoek.commands.demo import PreparedRegion
from regiozoek.demo.judgement_set import MunicipalSet, municipal_set

FLOOR = 0.78
"""Of nDCG@10, of its held-out third, and of recall@3."""


@pytest.fixture(scope="module")
def judged(prepared_region: PreparedRegion) -> MunicipalSet:
    """The questions, with the addresses that the running region answers at."""
    return municipal_set(MUNICIPAL_FOLDER, {site.id: site.url for site in prepared_region.sites})


@pytest.fixture(scope="module")
def rankings(prepared_region: PreparedRegion, judged: MunicipalSet) -> Rankings:
    """What the search answers to each question."""
    homes = {site.id: site.url for site in prepared_region.sites}
    return rank_with_search(
        IndexedRegion(prepared_region.settings, prepared_region.sites, prepared_region.engine, homes),
        judged.queries,
        judged.homes,
    )


def test_citizens_questions_are_answered(judged: MunicipalSet, rankings: Rankings) -> None:
    """All of them together, and the third that nothing was chosen by."""
    measured = relevance_figures(judged.queries, judged.judgements, rankings)
    assert len(judged.queries) == measured["overall"]["queries"] >= 150
    assert measured["overall"]["ndcg@10"] >= FLOOR
    assert measured["held_out"]["ndcg@10"] >= FLOOR


def test_answers_stand_among_the_first_three(judged: MunicipalSet, rankings: Rankings) -> None:
    """Nobody reads further on a telephone."""
    assert recall_at_3(judged, rankings) >= FLOOR


def test_what_must_always_be_found_is_found(judged: MunicipalSet, rankings: Rankings) -> None:
    """The fixed pairs of a question and its page, each among the first three."""
    assert [] == failed_pairs(judged, rankings)
