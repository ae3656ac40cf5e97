"""Result pages form one list without duplicates or gaps, and totals and facet counts agree with it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from indexer.records.document import DocumentType
from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from search_api.query.search_request import SearchRequest, SortOrder
from search_api.records.response_models import Hit, SearchResult
from search_api.search.search import Searcher

FetchedPages = tuple[SearchResult, list[Hit]]

QUERIES = (
    "recyclagepark",
    "afval",
    "openingsuren bibliotheek kuurne",
    "hoe vraag ik een identiteitskaart aan",
    "carte d'identité",
    "containerprak",
    "gemeente",
    "xqzwvkjx",
    "xqzwvkjx subsidie",
    "",
)

FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"home": "kuurne"},
    {"home": "spiere-helkijn"},
    {"sites": ("menen",)},
    {"sites": ("menen", "kortrijk"), "home": "kuurne"},
    {"types": (DocumentType.NEWS, DocumentType.PRODUCT), "home": "menen"},
    {"langs": ("fr",)},
    {"langs": ("nl",), "sites": ("spiere-helkijn", "anzegem")},
    {"since": date(2020, 1, 1), "home": "kortrijk"},
    {"types": (DocumentType.NEWS,), "until": date(2026, 6, 30)},
)

PAGE_SIZES = (50, 7)


@pytest.fixture(scope="module")
def runner(prepared_region: PreparedRegion) -> Iterator[tuple[asyncio.Runner, Searcher]]:
    """A searcher over the miniature region, with its event loop."""
    with asyncio.Runner() as running:
        opened = Searcher.open(
            serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)
        )
        searcher = running.run(opened.__aenter__())
        yield running, searcher
        running.run(opened.__aexit__(None, None, None))


async def fetch_all_pages(searcher: Searcher, request: SearchRequest) -> FetchedPages:
    """Return the first result page and the hits of all pages."""
    first = await searcher.search(request)
    hits = list(first.hits)
    for number in range(2, first.pages + 1):
        result = await searcher.search(replace(request, page=number))
        assert (first.total, first.facets) == (result.total, result.facets)
        assert number == first.pages or len(result.hits) == request.size
        hits += result.hits
    beyond = await searcher.search(replace(request, page=first.pages + 1))
    assert (first.total, ()) == (beyond.total, beyond.hits)
    return first, hits


@pytest.mark.parametrize("choice", FILTERS, ids=lambda choice: " ".join(choice) or "everything")
@pytest.mark.parametrize("sort", SortOrder)
def test_pages_of_any_size_form_one_list(
    runner: tuple[asyncio.Runner, Searcher], choice: dict[str, Any], sort: SortOrder
) -> None:
    """With and without home and filters, by relevance and by date.

    No hit is on two pages or on none, each cluster has one hit, and facet counts equal the listed hits.
    """
    running, searcher = runner
    for q in QUERIES:
        lists = []
        for size in PAGE_SIZES:
            first, hits = running.run(fetch_all_pages(searcher, SearchRequest(q=q, sort=sort, size=size, **choice)))
            urls = [hit.url for hit in hits]
            assert (first.total, first.total) == (len(urls), len(set(urls))), (q, size)
            copies = {copy.url for hit in hits for copy in hit.also_on}
            assert set() == copies & set(urls), (q, size)
            for name in ("site", "type", "lang"):
                counted = Counter(getattr(hit, name) for hit in hits)
                assert dict(counted) == {key: count for key, count in getattr(first.facets, name).items() if count}, q
            lists.append(urls)
        assert lists[0] == lists[1], q


@pytest.mark.parametrize("choice", FILTERS, ids=lambda choice: " ".join(choice) or "everything")
def test_all_hits_match_the_filters(runner: tuple[asyncio.Runner, Searcher], choice: dict[str, Any]) -> None:
    """Ranked hits and the ones behind them."""
    running, searcher = runner
    _, hits = running.run(fetch_all_pages(searcher, SearchRequest(q="gemeente afval", size=50, **choice)))
    for field, name in (("sites", "site"), ("types", "type"), ("langs", "lang")):
        if wanted := choice.get(field):
            assert {getattr(hit, name) for hit in hits} <= set(wanted)
    if since := choice.get("since"):
        assert all(hit.date and hit.date >= since.isoformat() for hit in hits if hit.type != "event")


def test_empty_query_lists_all_pages_of_a_site(runner: tuple[asyncio.Runner, Searcher]) -> None:
    """As many as the site's facet count."""
    running, searcher = runner
    everything = running.run(searcher.search(SearchRequest(q="", size=1)))
    for site in ("kuurne", "spiere-helkijn"):
        _, hits = running.run(fetch_all_pages(searcher, SearchRequest(q="", sites=(site,), size=50)))
        assert len(hits) >= everything.facets.site[site] > 0


def test_concurrent_searches_have_the_same_results_as_single_ones(
    runner: tuple[asyncio.Runner, Searcher], prepared_region: PreparedRegion
) -> None:
    """An idle engine gets a separate request for the first results; a busy one does not."""
    running, alone = runner
    requests = [SearchRequest(q=q, home="kuurne", page=page) for q in QUERIES for page in (1, 2)]

    async def at_once() -> list[SearchResult]:
        async with Searcher.open(
            serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)
        ) as searcher:
            return await asyncio.gather(*map(searcher.search, requests))

    for request, found in zip(requests, running.run(at_once()), strict=True):
        assert replace(running.run(alone.search(request)), took_ms=0) == replace(found, took_ms=0), request
