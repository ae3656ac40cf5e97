"""What each step of one search costs, in the process of the API: medians over judged queries, one at a time."""

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
"""Queries measured."""


async def time_search_steps(region: IndexedRegion) -> dict[str, float]:
    """Return milliseconds by step; "whole" is a search from request to record, all steps and what joins them."""
    took: defaultdict[str, list[float]] = defaultdict(list)
    config = api_config(region.settings, region.sites, region.engine)
    towns = TownNames(region.sites)
    async with Searcher.open(config) as searcher:
        known = await searcher.artifacts.current()
        order = known.ranker
        if order is None:
            return {}
        for query in read_queries(LIBREOFFICE_FOLDER / "queries.tsv")[:MAX_QUERIES]:
            request = SearchRequest(q=query.text)
            moments = [time.perf_counter()]

            def done(step: str, moments: list[float] = moments) -> None:
                moments.append(time.perf_counter())
                took[step].append((moments[-1] - moments[-2]) * 1000)

            asked = parse_query(query.text, None, towns, known.lexicon, known.correct_word)
            done("understanding")
            best = order.top_documents(asked, request, time.time())
            done("ranking model")
            found = await fetch_page(searcher.engine, config.index, asked, request, best, order.model, dict)
            done("engine")
            marker = Highlighter(query.text, known.lexicon, also=asked.synonym_stems)
            for hit in found.results:
                marker.highlight(hit["title"])
                marker.excerpt(hit["body"], hit["description"])
            done("excerpts")
            result = await searcher.search(request)
            done("whole")
            json_response(result)
            done("writing JSON")
    return {step: round(statistics.median(values), 3) for step, values in took.items()}
