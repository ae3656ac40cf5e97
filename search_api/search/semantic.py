"""Semantic search: the nearest documents by an external embedder, which Meilisearch calls.

The engine calls the embedder for documents at indexing time and for each query. If the embedder is slow or unavailable,
one search in every `EMBEDDER_RETRY_PAUSE` waits `EMBEDDER_TIMEOUT`, and lexical search answers alone.
"""

from __future__ import annotations

import asyncio
import logging
import time

from indexer.meilisearch.index_settings import EMBEDDER_NAME
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, filter_conditions
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

logger = logging.getLogger(__name__)

EMBEDDER_TIMEOUT = 0.4
"""Seconds an embedder may take per query; a small model on a CPU takes some 20 ms."""

EMBEDDER_RETRY_PAUSE = 30.0
"""Seconds for which a failed embedder is not used."""

MAX_NEAREST_DOCUMENTS = 50
"""Maximum documents requested."""


class SemanticSearch:
    """Finds semantically similar documents."""

    def __init__(self, engine: EngineClient, path: str) -> None:
        self._engine, self._path = engine, path
        self._retry_at = float("-inf")

    async def nearest(self, parsed: ParsedQuery, request: SearchRequest) -> dict[str, float]:
        """Return id → similarity (0 to 1) of the nearest documents within the filters; {} on failure."""
        if time.monotonic() < self._retry_at:
            return {}
        body = {
            "q": parsed.text,
            "hybrid": {"embedder": EMBEDDER_NAME, "semanticRatio": 1.0},
            "filter": filter_conditions(request, parsed.home),
            "attributesToRetrieve": ["id"],
            "showRankingScore": True,
            "limit": MAX_NEAREST_DOCUMENTS,
        }
        try:
            async with asyncio.timeout(EMBEDDER_TIMEOUT):
                answer = await self._engine.post(self._path, body)
        except (EngineUnavailableError, EngineRejectedError, TimeoutError) as error:
            self._retry_at = time.monotonic() + EMBEDDER_RETRY_PAUSE
            logger.warning(
                "the embedder failed (%s); using lexical search alone for %d seconds", error, EMBEDDER_RETRY_PAUSE
            )
            return {}
        return {hit["id"]: hit["_rankingScore"] for hit in answer["hits"]}
