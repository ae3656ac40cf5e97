"""`regiozoek evaluate`: relevance of the API's own search on judged queries."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from crawler.registry.site import Site
from indexer.meilisearch.engine.state import Engine
from regiozoek.commands.serve import api_config
from regiozoek.settings import Settings
from search_api.evaluation.evaluate import Evaluation, evaluate_queries, read_qrels, read_queries
from search_api.search.search import Searcher


def run_evaluation(
    settings: Settings,
    sites: Sequence[Site],
    engine: Engine,
    queries: Path,
    qrels: Path,
    *,
    base_url: str,
    home: str | None,
) -> Evaluation:
    """Run every judged query and return the relevance measures.

    Raises:
        EvaluationError: a file cannot be read or is invalid.
        EngineUnavailableError: the engine does not respond.
    """
    judged_queries = read_queries(queries)
    judgements = read_qrels(qrels, base_url)

    async def run() -> Evaluation:
        async with Searcher.open(api_config(settings, sites, engine)) as searcher:
            return await evaluate_queries(searcher, judged_queries, judgements, home=home)

    return asyncio.run(run())
