"""Search quality on the miniature region: minimum scores for the municipal judgement set."""

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

MIN_SCORE = 0.78
"""Minimum of nDCG@10, also on the held-out third, and of recall@3."""


@pytest.fixture(scope="module")
def judgements(prepared_region: PreparedRegion) -> MunicipalSet:
    """The judgement set, with the URLs of the running region."""
    return municipal_set(MUNICIPAL_FOLDER, {site.id: site.url for site in prepared_region.sites})


@pytest.fixture(scope="module")
def rankings(prepared_region: PreparedRegion, judgements: MunicipalSet) -> Rankings:
    """The result ranking of each query."""
    homes = {site.id: site.url for site in prepared_region.sites}
    return rank_with_search(
        IndexedRegion(prepared_region.settings, prepared_region.sites, prepared_region.engine, homes),
        judgements.queries,
        judgements.homes,
    )


def test_ndcg_at_10_reaches_its_minimum(judgements: MunicipalSet, rankings: Rankings) -> None:
    """For all queries, and for the held-out third, which was not used for tuning."""
    measured = relevance_figures(judgements.queries, judgements.judgements, rankings)
    assert len(judgements.queries) == measured["overall"]["queries"] >= 150
    assert measured["overall"]["ndcg@10"] >= MIN_SCORE
    assert measured["held_out"]["ndcg@10"] >= MIN_SCORE


def test_recall_at_3_reaches_its_minimum(judgements: MunicipalSet, rankings: Rankings) -> None:
    """On a phone few people look further."""
    assert recall_at_3(judgements, rankings) >= MIN_SCORE


def test_fixed_pairs_of_query_and_page_are_in_the_top_three(judgements: MunicipalSet, rankings: Rankings) -> None:
    assert [] == failed_pairs(judgements, rankings)
