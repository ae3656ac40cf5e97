"""One list of results from two orders: the model's best answers, and behind them all else that the engine finds.

The engine is asked for what it finds beside the best answers, so its counts and facets and those of the best answers
add up to the list's, and no result is on two pages or on none.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.meilisearch.index_settings import LONGEST_LIST, STEM_FIELDS
from indexer.ranking.model import RankingModel
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, documents_by_id, filter_conditions, needs_distinct
from search_api.records.facets import FACET_NAMES, FACETS
from search_api.search.ranking import model_values

HIT_FIELDS = ("id", "url", "title", "body", "description", "site", "type", "date", "starts", "lang", "copies")
"""What a result is made of."""

ENGINE_COUNT_QUERY: Mapping[str, Any] = {"hitsPerPage": 0, "facets": FACET_NAMES}
LIST_COUNT_QUERY: Mapping[str, Any] = {"hitsPerPage": LONGEST_LIST, "page": 1, "attributesToRetrieve": FACET_NAMES}
"""How facets are asked for: as the engine counts them, and as a list to count, see `count_facets`."""

MATCHING_STRATEGIES = ("frequency", "last")
"""Which words may be missing: the most frequent ones first; when that finds nothing, the last ones."""

RawHit = dict[str, Any]
"""A document or an answer as the engine gives it."""

BuiltHit = TypeVar("BuiltHit")


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[BuiltHit]):
    """One page of a list: its results, how many the list has, and the facets of all of them."""

    results: list[BuiltHit]
    total: int
    facets: dict[str, dict[str, int]]


async def fetch_page(
    engine: EngineClient,
    index: str,
    asked: ParsedQuery,
    request: SearchRequest,
    best: NDArray[np.intp],
    model: RankingModel | None,
    made: Callable[[RawHit], BuiltHit],
) -> ResultPage[BuiltHit]:
    """Return the page of a list that a request is for.

    Args:
        engine: where the index is.
        index: its name.
        asked: what the engine compares.
        request: the filters and the page.
        best: numbers of the documents that come first, one of a cluster.
        model: whose numbers they are, None when there are none.
        made: makes a result of a document, which has `HIT_FIELDS`.

    Raises:
        EngineGoneError, EngineRefusedError: see `EngineClient`.
    """
    first, size, distinct = (request.page - 1) * request.size, request.size, needs_distinct(request)
    filters = filter_conditions(request, asked.home)
    clusters = _names(model.facts.clusters[model.facts.cluster[best]]) if model and len(best) else ()
    ids = _names(model.facts.ids[best[first : first + size]]) if model and len(best) else ()
    rest = {
        "indexUid": index,
        "q": asked.engine_query,
        "attributesToSearchOn": STEM_FIELDS,
        "distinct": "cluster" if distinct else None,
        "filter": [*filters, f"cluster NOT IN [{', '.join(clusters)}]"] if clusters else filters,
    }
    start = max(first - len(best), 0)
    wanted = min(size - len(ids), LONGEST_LIST - first - len(ids))
    for strategy in MATCHING_STRATEGIES:
        queries: list[RawHit] = [
            {**rest, "matchingStrategy": strategy, **(LIST_COUNT_QUERY if distinct else ENGINE_COUNT_QUERY)}
        ]
        if wanted > 0:
            more = {"matchingStrategy": strategy, "offset": start, "limit": wanted, "attributesToRetrieve": HIT_FIELDS}
            queries.append(rest | more)
        results, answers = await _named_and_found(engine, index, ids, queries, made)
        if answers[0]["totalHits"] or len(best) or not asked.engine_query:
            break
    if wanted > 0:
        results += map(made, answers[1]["hits"])
    total = min(len(best) + answers[0]["totalHits"], LONGEST_LIST)
    counted = count_facets(answers[0]["hits"]) if distinct else answers[0]["facetDistribution"]
    return ResultPage(results, total, _facets(counted, best, model))


async def _named_and_found(
    engine: EngineClient, index: str, ids: Sequence[str], queries: list[RawHit], made: Callable[[RawHit], BuiltHit]
) -> tuple[list[BuiltHit], list[RawHit]]:
    """Return what was made of the documents `ids`, and the answers to `queries`.

    An engine with nothing else to do is asked for both at once, so that it counts while results are made. One that has
    work is asked once: a second exchange would be work that others wait for.
    """
    if not ids:
        return [], await _answers(engine, queries)
    named = {"indexUid": index, **documents_by_id(ids, HIT_FIELDS)}

    def results(answer: RawHit) -> list[BuiltHit]:
        return [made(document) for document in in_requested_order(answer["hits"], ids)]

    async def at_once() -> list[BuiltHit]:
        return results(*await _answers(engine, [named]))

    if engine.idle:
        return await asyncio.gather(at_once(), _answers(engine, queries))
    *answers, last = await _answers(engine, [*queries, named])
    return results(last), answers


async def _answers(engine: EngineClient, queries: list[RawHit]) -> list[RawHit]:
    answers: list[RawHit] = (await engine.post("/multi-search", {"queries": queries}))["results"]
    return answers


def in_requested_order(documents: Iterable[RawHit], ids: Iterable[str]) -> list[RawHit]:
    """Return documents in the order of `ids`, without those that are not there."""
    by_id = {document["id"]: document for document in documents}
    return [by_id[name] for name in ids if name in by_id]


def count_facets(hits: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return the counts of all hits of a list: the engine's own count another copy of a text than the one it lists."""
    listed = list(hits)
    return {name: dict(Counter(hit[name] for hit in listed).most_common()) for name in FACET_NAMES}


def _facets(
    counted: Mapping[str, Mapping[str, int]], best: NDArray[np.intp], model: RankingModel | None
) -> dict[str, dict[str, int]]:
    """Return the engine's counts with those of the best answers."""
    sums = {name: Counter(dict(counted.get(name, {}))) for name in FACET_NAMES}
    if model and len(best):
        for facet in FACETS:
            numbers, values = model_values(model, facet)
            counts = np.bincount(numbers[best]).tolist()
            sums[facet.name].update({values[number]: count for number, count in enumerate(counts) if count})
    return {name: dict(count.most_common()) for name, count in sums.items()}


def _names(ids: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(name.decode() for name in ids)
