"""One page of results, combined from two lists: the results ranked by the model, then all other matches of the engine.

The engine searches with the ranked results excluded, so the totals and facets of both lists add up, and every result
appears on exactly one page.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.meilisearch.index_settings import MAX_TOTAL_HITS, STEM_FIELDS
from indexer.ranking.model import RankingModel
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, documents_by_id, filter_conditions, needs_distinct
from search_api.records.facets import FACET_NAMES, FACETS
from search_api.search.ranking import model_values

HIT_FIELDS = ("id", "url", "title", "body", "description", "site", "type", "date", "starts", "lang", "copies")
"""Document fields that a result is built from."""

ENGINE_COUNT_QUERY: Mapping[str, Any] = {"hitsPerPage": 0, "facets": FACET_NAMES}
LIST_COUNT_QUERY: Mapping[str, Any] = {"hitsPerPage": MAX_TOTAL_HITS, "page": 1, "attributesToRetrieve": FACET_NAMES}
"""Parameters that let the engine count facets, or that list all hits so that `count_facets` can count them."""

MATCHING_STRATEGIES = ("frequency", "last")
"""Which words may be missing from a match: frequent words first; if that finds nothing, the last words."""

RawHit = dict[str, Any]
"""A document or a response, as JSON of the engine."""

BuiltHit = TypeVar("BuiltHit")


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[BuiltHit]):
    """One page of a result list, with the total and facet counts of the whole list."""

    results: list[BuiltHit]
    total: int
    facets: dict[str, dict[str, int]]


async def fetch_page(
    engine: EngineClient,
    index: str,
    parsed: ParsedQuery,
    request: SearchRequest,
    best: NDArray[np.intp],
    model: RankingModel | None,
    build_hit: Callable[[RawHit], BuiltHit],
) -> ResultPage[BuiltHit]:
    """Return the page of results that a request is for.

    Args:
        engine: client of the engine.
        index: name of the index.
        parsed: the parsed query.
        request: the filters and the page number.
        best: document numbers of the ranked results, one per cluster.
        model: the ranking model of these numbers, None without one.
        build_hit: builds a result from a document with `HIT_FIELDS`.

    Raises:
        EngineUnavailableError, EngineRejectedError: see `EngineClient`.
    """
    first, size, distinct = (request.page - 1) * request.size, request.size, needs_distinct(request)
    filters = filter_conditions(request, parsed.home)
    clusters = _names(model.arrays.clusters[model.arrays.cluster[best]]) if model and len(best) else ()
    ids = _names(model.arrays.ids[best[first : first + size]]) if model and len(best) else ()
    rest = {
        "indexUid": index,
        "q": parsed.engine_query,
        "attributesToSearchOn": STEM_FIELDS,
        "distinct": "cluster" if distinct else None,
        "filter": [*filters, f"cluster NOT IN [{', '.join(clusters)}]"] if clusters else filters,
    }
    start = max(first - len(best), 0)
    wanted = min(size - len(ids), MAX_TOTAL_HITS - first - len(ids))
    for strategy in MATCHING_STRATEGIES:
        queries: list[RawHit] = [
            {**rest, "matchingStrategy": strategy, **(LIST_COUNT_QUERY if distinct else ENGINE_COUNT_QUERY)}
        ]
        if wanted > 0:
            more = {"matchingStrategy": strategy, "offset": start, "limit": wanted, "attributesToRetrieve": HIT_FIELDS}
            queries.append(rest | more)
        results, responses = await _ranked_and_matched(engine, index, ids, queries, build_hit)
        if responses[0]["totalHits"] or len(best) or not parsed.engine_query:
            break
    if wanted > 0:
        results += map(build_hit, responses[1]["hits"])
    total = min(len(best) + responses[0]["totalHits"], MAX_TOTAL_HITS)
    counted = count_facets(responses[0]["hits"]) if distinct else responses[0]["facetDistribution"]
    return ResultPage(results, total, _facets(counted, best, model))


async def _ranked_and_matched(
    engine: EngineClient, index: str, ids: Sequence[str], queries: list[RawHit], build_hit: Callable[[RawHit], BuiltHit]
) -> tuple[list[BuiltHit], list[RawHit]]:
    """Return the results built from the documents `ids`, and the responses to `queries`.

    An idle engine gets two concurrent requests, so that it counts while results are built. A busy engine gets one
    combined request, since a second one would delay other searches.
    """
    if not ids:
        return [], await _multi_search(engine, queries)
    named = {"indexUid": index, **documents_by_id(ids, HIT_FIELDS)}

    def results(response: RawHit) -> list[BuiltHit]:
        return [build_hit(document) for document in in_requested_order(response["hits"], ids)]

    async def ranked_results() -> list[BuiltHit]:
        return results(*await _multi_search(engine, [named]))

    if engine.idle:
        return await asyncio.gather(ranked_results(), _multi_search(engine, queries))
    *responses, last = await _multi_search(engine, [*queries, named])
    return results(last), responses


async def _multi_search(engine: EngineClient, queries: list[RawHit]) -> list[RawHit]:
    responses: list[RawHit] = (await engine.post("/multi-search", {"queries": queries}))["results"]
    return responses


def in_requested_order(documents: Iterable[RawHit], ids: Iterable[str]) -> list[RawHit]:
    """Return documents in the order of `ids`, leaving out missing ones."""
    by_id = {document["id"]: document for document in documents}
    return [by_id[name] for name in ids if name in by_id]


def count_facets(hits: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return facet counts of hits; with `distinct`, the engine's own counts are of other copies than those it lists."""
    listed = list(hits)
    return {name: dict(Counter(hit[name] for hit in listed).most_common()) for name in FACET_NAMES}


def _facets(
    counted: Mapping[str, Mapping[str, int]], best: NDArray[np.intp], model: RankingModel | None
) -> dict[str, dict[str, int]]:
    """Return the engine's facet counts plus those of the ranked results."""
    sums = {name: Counter(dict(counted.get(name, {}))) for name in FACET_NAMES}
    if model and len(best):
        for facet in FACETS:
            numbers, values = model_values(model, facet)
            counts = np.bincount(numbers[best]).tolist()
            sums[facet.name].update({str(values[number]): count for number, count in enumerate(counts) if count})
    return {name: dict(count.most_common()) for name, count in sums.items()}


def _names(ids: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(name.decode() for name in ids)
