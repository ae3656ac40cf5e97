"""One list of results from two orders: the model's best answers, and behind them all else that the engine finds.

The engine is asked for what it finds beside the best answers, so its counts and facets and those of the best answers
add up to the list's, and no result is on two pages or on none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.ranking.model import KINDS, RankingModel
from indexer.settings import LONGEST_LIST, STEM_FIELDS
from search_api.engine_client import EngineClient

FIELDS = ("id", "url", "title", "body", "description", "site", "type", "date", "starts", "lang", "copies")
"""What a result is made of."""

FACETS = ("site", "type", "lang")

COUNTS: Mapping[str, Any] = {"hitsPerPage": 0, "facets": FACETS}
COUNTED: Mapping[str, Any] = {"hitsPerPage": LONGEST_LIST, "page": 1, "attributesToRetrieve": FACETS}
"""How facets are asked for: as the engine counts them, and as a list to count, see `facets_of`."""

STRATEGIES = ("frequency", "last")
"""Which words may be missing: the most frequent ones first; when that finds nothing, the last ones."""

Hits = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list: its hits, how many the list has, and the facets of all of them."""

    hits: Hits
    total: int
    facets: dict[str, dict[str, int]]


async def listing(
    engine: EngineClient,
    index: str,
    query: str,
    conditions: list[str],
    distinct: bool,
    best: NDArray[np.intp],
    model: RankingModel | None,
    first: int,
    size: int,
) -> Slice:
    """Return the results at places `first` to `first + size` of a list.

    Args:
        engine: where the index is.
        index: its name.
        query: what the engine compares.
        conditions: the filters, which all hold.
        distinct: whether the engine must see to it that of near-identical texts only one is found.
        best: numbers of the documents that come first, one of a cluster.
        model: whose numbers they are, None when there are none.
        first: the first place, from 0.
        size: places.

    Raises:
        EngineGoneError, EngineRefusedError: see `EngineClient`.
    """
    clusters = _names(model.facts.clusters[model.facts.cluster[best]]) if model and len(best) else ()
    ids = _names(model.facts.ids[best[first : first + size]]) if model and len(best) else ()
    rest = {
        "indexUid": index,
        "q": query,
        "attributesToSearchOn": STEM_FIELDS,
        "distinct": "cluster" if distinct else None,
        "filter": [*conditions, f"cluster NOT IN [{', '.join(clusters)}]"] if clusters else conditions,
    }
    start = max(first - len(best), 0)
    wanted = min(size - len(ids), LONGEST_LIST - first - len(ids))
    for strategy in STRATEGIES:
        queries: list[dict[str, Any]] = [{**rest, "matchingStrategy": strategy, **(COUNTED if distinct else COUNTS)}]
        if ids:
            named = {"indexUid": index, "filter": f"id IN [{', '.join(ids)}]", "limit": len(ids)}
            queries.append(named | {"attributesToRetrieve": FIELDS})
        if wanted > 0:
            more = {"matchingStrategy": strategy, "offset": start, "limit": wanted, "attributesToRetrieve": FIELDS}
            queries.append(rest | more)
        answers = (await engine.post("/multi-search", {"queries": queries}))["results"]
        if answers[0]["totalHits"] or len(best) or not query:
            break
    by_id = {hit["id"]: hit for hit in answers[1]["hits"]} if ids else {}
    hits = [by_id[name] for name in ids if name in by_id]
    if wanted > 0:
        hits += answers[-1]["hits"]
    total = min(len(best) + answers[0]["totalHits"], LONGEST_LIST)
    counted = facets_of(answers[0]["hits"]) if distinct else answers[0]["facetDistribution"]
    return Slice(hits, total, _facets(counted, best, model))


def facets_of(hits: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return the counts of all hits of a list: the engine's own count another copy of a text than the one it lists."""
    listed = list(hits)
    return {name: dict(Counter(hit[name] for hit in listed).most_common()) for name in FACETS}


def _facets(
    counted: Mapping[str, Mapping[str, int]], best: NDArray[np.intp], model: RankingModel | None
) -> dict[str, dict[str, int]]:
    """Return the engine's counts with those of the best answers."""
    sums = {name: Counter(dict(counted.get(name, {}))) for name in FACETS}
    if model and len(best):
        facts = model.facts
        sums["site"].update(facts.sites[number] for number in facts.site[best])
        sums["type"].update(str(KINDS[number]) for number in facts.kind[best])
        sums["lang"].update(facts.langs[number] for number in facts.lang[best])
    return {name: dict(count.most_common()) for name, count in sums.items()}


def _names(ids: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(name.decode() for name in ids)
