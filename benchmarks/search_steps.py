"""Time of each step of a search in the process of the API: medians over judged queries, one at a time."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict

from benchmarks.indexed_region import IndexedRegion
from benchmarks.relevance import LIBREOFFICE_FOLDER
from regiozoek.commands.serve import api_config
from search_api.evaluation.evaluate import read_queries
from search_api.http.json_response import json_response
from search_api.query.query_understanding import TownNames, parse_query
from search_api.query.search_request import SearchRequest
from search_api.search.excerpts import Highlighter
from search_api.search.result_page import fetch_page
from search_api.search.search import Searcher

MAX_QUERIES = 400
"""Number of queries measured."""


async def time_search_steps(region: IndexedRegion) -> dict[str, float]:
    """Return milliseconds by step; "whole" is a complete search from request to response model."""
    durations: defaultdict[str, list[float]] = defaultdict(list)
    config = api_config(region.settings, region.sites, region.engine)
    towns = TownNames(region.sites)
    async with Searcher.open(config) as searcher:
        artifacts = await searcher.artifacts.current()
        ranker = artifacts.ranker
        if ranker is None:
            return {}
        for query in read_queries(LIBREOFFICE_FOLDER / "queries.tsv")[:MAX_QUERIES]:
            request = SearchRequest(q=query.text)
            times = [time.perf_counter()]

            def finish(step: str, times: list[float] = times) -> None:
                times.append(time.perf_counter())
                durations[step].append((times[-1] - times[-2]) * 1000)

            parsed = parse_query(query.text, None, towns, artifacts.lexicon, artifacts.correct_word)
            finish("understanding")
            best = ranker.top_documents(parsed, request, time.time())
            finish("ranking model")
            page = await fetch_page(searcher.engine, config.index, parsed, request, best, ranker.model, dict)
            finish("engine")
            highlighter = Highlighter(query.text, artifacts.lexicon, also=parsed.synonym_stems)
            for hit in page.results:
                highlighter.highlight(hit["title"])
                highlighter.excerpt(hit["body"], hit["description"])
            finish("excerpts")
            result = await searcher.search(request)
            finish("whole")
            json_response(result)
            finish("writing JSON")
    return {step: round(statistics.median(values), 3) for step, values in durations.items()}
