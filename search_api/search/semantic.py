"""What pages mean, beside their words: nearest documents by an embedder that the region runs elsewhere.

The engine asks the embedder, for documents when they are indexed and for each query. An embedder that is slow or gone
costs a search `EMBEDDER_TIMEOUT` once in `EMBEDDER_RETRY_PAUSE`, and its share of the order; the words still answer.
"""

from __future__ import annotations

import asyncio
import logging
import time

from indexer.meilisearch.index_settings import EMBEDDER
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery
from search_api.query.search_request import SearchRequest, filter_conditions
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

logger = logging.getLogger(__name__)

EMBEDDER_TIMEOUT = 0.4
"""Seconds an embedder may take for a query; a small model on a processor takes some 20 ms."""

EMBEDDER_RETRY_PAUSE = 30.0
"""Seconds in which an embedder that failed is not asked."""

MAX_NEAREST_DOCUMENTS = 50
"""Documents asked for."""


class SemanticSearch:
    """Asks for the documents nearest in meaning."""

    def __init__(self, engine: EngineClient, path: str) -> None:
        self._engine, self._path = engine, path
        self._asked_again_at = float("-inf")

    async def nearest(self, asked: ParsedQuery, request: SearchRequest) -> dict[str, float]:
        """Return the nearest documents that pass the filters, id → similarity (0 to 1); {} without an answer."""
        if time.monotonic() < self._asked_again_at:
            return {}
        body = {
            "q": asked.text,
            "hybrid": {"embedder": EMBEDDER, "semanticRatio": 1.0},
            "filter": filter_conditions(request, asked.home),
            "attributesToRetrieve": ["id"],
            "showRankingScore": True,
            "limit": MAX_NEAREST_DOCUMENTS,
        }
        try:
            async with asyncio.timeout(EMBEDDER_TIMEOUT):
                answer = await self._engine.post(self._path, body)
        except (EngineUnavailableError, EngineRejectedError, TimeoutError) as error:
            self._asked_again_at = time.monotonic() + EMBEDDER_RETRY_PAUSE
            logger.warning(
                "the embedder gave no answer (%s); for %d seconds words alone decide", error, EMBEDDER_RETRY_PAUSE
            )
            return {}
        return {hit["id"]: hit["_rankingScore"] for hit in answer["hits"]}
