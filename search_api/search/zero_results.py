"""Alternatives for a query without results: similar titles, other towns that have results, a contact page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from indexer.meilisearch.index_settings import STEM_FIELDS
from indexer.records.document import DocumentType
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, documents_by_id, filter_conditions
from search_api.records.response_models import ZeroResultSuggestions
from search_api.search.index_artifacts import IndexArtifacts
from search_api.search.result_page import in_requested_order

MAX_SIMILAR_TITLES = 5
"""Maximum similar titles."""

MIN_TITLE_SIMILARITY = 0.2
"""Minimum similarity (cosine) of a title and the query; pairs below it look random."""


async def zero_result_suggestions(
    engine: EngineClient, index: str, parsed: ParsedQuery, request: SearchRequest, artifacts: IndexArtifacts
) -> ZeroResultSuggestions:
    """Return alternatives: each query has results, and each site has results without the filters.

    Raises:
        EngineUnavailableError, EngineRejectedError: see `EngineClient`.
    """
    similar_ids = _nearest(parsed, artifacts)
    unfiltered = replace(request, sites=(), types=(), langs=(), since=None, until=None)
    queries: list[dict[str, Any]] = [
        {
            "indexUid": index,
            "q": parsed.engine_query,
            "attributesToSearchOn": STEM_FIELDS,
            "matchingStrategy": "all",
            "filter": filter_conditions(unfiltered, None),
            "facets": ["site"],
            "limit": 0,
        },
        {
            "indexUid": index,
            "q": "",
            "filter": [f"type = {DocumentType.CONTACT}", f'site = "{parsed.home}"'],
            "attributesToRetrieve": ["url"],
            "limit": 1,
        },
        {"indexUid": index, **documents_by_id(similar_ids, ["id", "title"])},
    ]
    found = (await engine.post("/multi-search", {"queries": queries}))["results"]
    contact = found[1]["hits"] if parsed.home else []
    return ZeroResultSuggestions(
        queries=tuple(dict.fromkeys(hit["title"] for hit in in_requested_order(found[2]["hits"], similar_ids))),
        sites=dict(found[0]["facetDistribution"].get("site", {})),
        contact=contact[0]["url"] if contact else None,
    )


def _nearest(parsed: ParsedQuery, artifacts: IndexArtifacts) -> Sequence[str]:
    """Return the ids of the documents whose names are most similar to the query, one per title."""
    if artifacts.ranker is None:
        return ()
    model = artifacts.ranker.model
    likeness = model.name_similarity(parsed.words)
    ordered = np.argsort(-likeness, kind="stable")[: MAX_SIMILAR_TITLES * len(model.arrays.sites) + MAX_SIMILAR_TITLES]
    close = ordered[likeness[ordered] >= MIN_TITLE_SIMILARITY]
    _, first = np.unique(model.arrays.title[close], return_index=True)
    return [model.arrays.ids[number].decode() for number in close[np.sort(first)][:MAX_SIMILAR_TITLES]]
