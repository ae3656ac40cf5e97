"""What a query that finds nothing offers instead: near titles, towns that have it, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from indexer.meilisearch.index_settings import STEM_FIELDS
from indexer.records.document import Type
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import Question
from search_api.query.search_request import SearchRequest, conditions, with_ids
from search_api.records.response_models import Instead
from search_api.search.index_artifacts import Known
from search_api.search.result_page import in_order

NEAREST = 5
"""Titles offered at most."""

RESEMBLES = 0.2
"""Likeness (cosine) of a title and the query from which it is offered; below it pairs look picked at random."""


async def instead(engine: EngineClient, index: str, asked: Question, request: SearchRequest, known: Known) -> Instead:
    """Return what to offer; each query in it finds something, each site has results without the filters.

    Raises:
        EngineGoneError, EngineRefusedError: see `EngineClient`.
    """
    near = _nearest(asked, known)
    unfiltered = replace(request, sites=(), types=(), langs=(), since=None, until=None)
    queries: list[dict[str, Any]] = [
        {
            "indexUid": index,
            "q": asked.engine,
            "attributesToSearchOn": STEM_FIELDS,
            "matchingStrategy": "all",
            "filter": conditions(unfiltered, None),
            "facets": ["site"],
            "limit": 0,
        },
        {
            "indexUid": index,
            "q": "",
            "filter": [f"type = {Type.CONTACT}", f'site = "{asked.home}"'],
            "attributesToRetrieve": ["url"],
            "limit": 1,
        },
        {"indexUid": index, **with_ids(near, ["id", "title"])},
    ]
    found = (await engine.post("/multi-search", {"queries": queries}))["results"]
    contact = found[1]["hits"] if asked.home else []
    return Instead(
        queries=tuple(dict.fromkeys(hit["title"] for hit in in_order(found[2]["hits"], near))),
        sites=dict(found[0]["facetDistribution"].get("site", {})),
        contact=contact[0]["url"] if contact else None,
    )


def _nearest(asked: Question, known: Known) -> Sequence[str]:
    """Return the ids of the documents whose names are most like the query, one of each title."""
    if known.orderer is None:
        return ()
    model = known.orderer.model
    likeness = model.by_pieces(asked.words)
    ordered = np.argsort(-likeness, kind="stable")[: NEAREST * len(model.facts.sites) + NEAREST]
    close = ordered[likeness[ordered] >= RESEMBLES]
    _, first = np.unique(model.facts.title[close], return_index=True)
    return [model.facts.ids[number].decode() for number in close[np.sort(first)][:NEAREST]]
