"""The search: one `Searcher` serves the API, the search page and the evaluation."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.meilisearch.index_settings import MAX_TOTAL_HITS, STEM_FIELDS
from search_api.answers.cards import answer_cards
from search_api.answers.known_places import PlacesCache
from search_api.engine.engine_client import EngineClient
from search_api.query.query_understanding import ParsedQuery, TownNames, parse_query
from search_api.query.search_request import SearchRequest, SortOrder, documents_by_id, filter_conditions, needs_distinct
from search_api.query.spelling import load_dictionaries
from search_api.records.config import ApiConfig
from search_api.records.errors import EngineUnavailableError, UnknownSiteError
from search_api.records.facets import FACET_NAMES
from search_api.records.response_models import DuplicateOnSite, EmptyResult, FacetCounts, Hit, SearchResult, Suggestions
from search_api.search.best_bets import BestBets
from search_api.search.excerpts import Highlighter
from search_api.search.index_artifacts import NO_MODEL_NOTE, IndexArtifacts, IndexArtifactsCache
from search_api.search.ranking import MAX_RANKED, Ranker
from search_api.search.response_cache import ResponseCache
from search_api.search.result_page import (
    HIT_FIELDS,
    RawHit,
    ResultPage,
    count_facets,
    fetch_page,
    in_requested_order,
)
from search_api.search.semantic import SemanticSearch
from search_api.search.source_health import SourceHealth
from search_api.search.suggest import Suggester
from search_api.search.zero_results import zero_result_suggestions

NO_RANKED_DOCUMENTS = np.empty(0, np.intp)


class Searcher:
    """Searches the index of one region."""

    def __init__(self, engine: EngineClient, config: ApiConfig) -> None:
        self.engine = engine
        self.sites = {site.id: site for site in config.sites}
        self._index = config.index
        self._search_path = f"/indexes/{config.index}/search"
        self._town_names = TownNames(config.sites)
        self._has_model = config.ranking is not None
        self._timeout = config.deadline
        self._cache = ResponseCache()
        self._semantic = SemanticSearch(engine, self._search_path) if config.embedder else None
        self._site_names = {site.id: site.name for site in config.sites}
        self._places = PlacesCache(engine, config.index)
        self.best_bets = BestBets(config.best_bets, config.sites)
        self._source_health = SourceHealth(config.store)
        self.artifacts = IndexArtifactsCache(engine, config.index, config.ranking)
        self._suggester = Suggester(engine, config.index)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, config: ApiConfig) -> AsyncIterator[Self]:
        """Open a searcher with its own engine client; both are closed at the end of the block."""
        load_dictionaries()
        async with EngineClient(config.engine_url, config.engine_key, config.deadline) as engine:
            yield cls(engine, config)

    async def search(self, request: SearchRequest) -> SearchResult:
        """Return one page of results.

        While the engine is unavailable, it is the last response to the same request, with a note in `degraded`.

        Raises:
            UnknownSiteError: the request names a site that is not in the registry.
            EngineUnavailableError, EngineRejectedError: see `EngineClient`.
        """
        started = time.perf_counter()
        self._check_sites(request)
        try:
            async with asyncio.timeout(self._timeout):
                result = await self._cached_search(request)
        except (EngineUnavailableError, TimeoutError) as error:
            if stale := self._cache.get_stale(request):
                result, age = stale
                note = f"The search engine does not respond; these results are {_spoken_age(age)} old."
                result = replace(result, degraded=(*result.degraded, note))
            elif isinstance(error, EngineUnavailableError):
                raise
            else:
                raise EngineUnavailableError(
                    "the search engine is too slow to answer; try again in a moment"
                ) from error
        # never cached, since "open now" changes by the minute
        cards = answer_cards(request, self._places.places, self._site_names, datetime.now(UTC))
        return replace(result, answers=cards, took_ms=round((time.perf_counter() - started) * 1000))

    async def suggest(self, request: SearchRequest) -> Suggestions:
        """Return suggestions for the query typed so far, within the filters of the request.

        Raises:
            UnknownSiteError: the request names a site that is not in the registry.
            EngineUnavailableError, EngineRejectedError: see `EngineClient`.
        """
        self._check_sites(request)
        return await self._suggester.suggest(request, await self.artifacts.current())

    async def _cached_search(self, request: SearchRequest) -> SearchResult:
        """Return the cached response if it is still valid, else search."""
        artifacts = await self.artifacts.current()
        await self._places.current()
        if cached := self._cache.get(request, artifacts.version):
            return cached
        result = await self._search(request, artifacts)
        self._cache.store(request, artifacts.version, result)
        return result

    async def _search(self, request: SearchRequest, artifacts: IndexArtifacts) -> SearchResult:
        parsed = parse_query(request.q, request.home, self._town_names, artifacts.lexicon, artifacts.correct_word)
        highlighter = Highlighter(request.q, artifacts.lexicon, also=parsed.synonym_stems)
        list_page = self._page_by_date if request.sort is SortOrder.DATE else self._page_by_relevance
        found = await list_page(parsed, request, artifacts, partial(self._build_hit, highlighter))
        result = SearchResult(
            query=request.q,
            total=found.total,
            page=request.page,
            pages=-(-found.total // request.size),
            took_ms=0,
            hits=tuple(found.results),
            facets=FacetCounts(**found.facets),
            did_you_mean=self._did_you_mean(parsed, request, artifacts),
            best_bets=self.best_bets.matching(parsed, request),
            degraded=(
                *((NO_MODEL_NOTE,) if self._has_model and artifacts.ranker is None else ()),
                *self._source_health.messages(),
            ),
        )
        if found.total or not request.q.strip():
            return result
        alternatives = await zero_result_suggestions(self.engine, self._index, parsed, request, artifacts)
        return EmptyResult(**{each.name: getattr(result, each.name) for each in fields(result)}, instead=alternatives)

    async def _page_by_relevance(
        self, parsed: ParsedQuery, request: SearchRequest, artifacts: IndexArtifacts, build_hit: Callable[[RawHit], Hit]
    ) -> ResultPage[Hit]:
        """Return the requested page, most relevant first."""
        ranker, best = artifacts.ranker, NO_RANKED_DOCUMENTS
        if ranker and parsed.words:
            similarities = await self._semantic.nearest(parsed, request) if self._semantic else None
            best = ranker.top_documents(parsed, request, time.time(), similarities)
            if not len(best) and parsed.home in (request.sites or self.sites):
                best = await self._home_prefix_matches(parsed, request, ranker)
        model = ranker.model if ranker else None
        return await fetch_page(self.engine, self._index, parsed, request, best, model, build_hit)

    async def _home_prefix_matches(
        self, parsed: ParsedQuery, request: SearchRequest, ranker: Ranker
    ) -> NDArray[np.intp]:
        """Return documents of the home site for unfinished words, which the engine completes as prefixes."""
        found = await self.engine.post(
            self._search_path,
            {
                "q": parsed.engine_query,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if needs_distinct(request) else None,
                "filter": [*filter_conditions(request, parsed.home), f'site = "{parsed.home}"'],
                "attributesToRetrieve": ["id"],
                "matchingStrategy": "all",
                "limit": MAX_RANKED,
            },
        )
        return ranker.document_numbers(hit["id"] for hit in found["hits"])

    async def _page_by_date(
        self, parsed: ParsedQuery, request: SearchRequest, _: IndexArtifacts, build_hit: Callable[[RawHit], Hit]
    ) -> ResultPage[Hit]:
        """Return the requested page, newest first, of the documents that contain all words.

        Two requests: one lists all matches with their dates, one fetches the page. The engine's own `sort` comes after
        its ranking rules for words, and a list by date must not be ordered by words at all.
        """
        listed = await self.engine.post(
            self._search_path,
            {
                "q": parsed.engine_query,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if needs_distinct(request) else None,
                "facets": FACET_NAMES,
                "filter": filter_conditions(request, parsed.home),
                "attributesToRetrieve": ["id", "date", "starts", "ends", *FACET_NAMES],
                "hitsPerPage": MAX_TOTAL_HITS,
                "page": 1,
                "matchingStrategy": "all",
            },
        )
        now = time.time()
        ordered = sorted(listed["hits"], key=lambda hit: date_sort_key(hit, now))
        first = (request.page - 1) * request.size
        wanted = [hit["id"] for hit in ordered[first : first + request.size]]
        hits: list[Hit] = []
        if wanted:
            found = await self.engine.post(self._search_path, documents_by_id(wanted, HIT_FIELDS))
            hits = [build_hit(document) for document in in_requested_order(found["hits"], wanted)]
        counted = count_facets(listed["hits"]) if needs_distinct(request) else listed["facetDistribution"]
        facets = {name: counted.get(name, {}) for name in FACET_NAMES}
        return ResultPage(hits, min(listed["totalHits"], MAX_TOTAL_HITS), facets)

    def _did_you_mean(self, parsed: ParsedQuery, request: SearchRequest, artifacts: IndexArtifacts) -> str | None:
        """Return the corrected query when more documents match it than the typed one."""
        corrected = parsed.corrected_text()
        if not corrected or artifacts.ranker is None:
            return None
        model = artifacts.ranker.model
        corrected_query = parse_query(corrected, request.home, self._town_names, artifacts.lexicon, _no_correction)
        typed_query = parse_query(parsed.text, request.home, self._town_names, artifacts.lexicon, _no_correction)
        better = model.count_matching(corrected_query.term_groups) > model.count_matching(typed_query.term_groups)
        return corrected if better else None

    def _check_sites(self, request: SearchRequest) -> None:
        named = [*request.sites, *([request.home] if request.home else [])]
        if unknown := [name for name in named if name not in self.sites]:
            raise UnknownSiteError(f'unknown site "{unknown[0]}"; use one of {", ".join(self.sites)}')

    def _build_hit(self, highlighter: Highlighter, hit: RawHit) -> Hit:
        site = self.sites.get(hit["site"])
        moment = hit["starts"] or hit["date"]
        return Hit(
            id=hit["id"],
            url=hit["url"],
            title=hit["title"],
            title_html=highlighter.highlight(hit["title"]),
            excerpt=highlighter.excerpt(hit["body"], hit["description"]),
            site=hit["site"],
            site_name=site.name if site else hit["site"],
            type=hit["type"],
            date=datetime.fromtimestamp(moment, UTC).date().isoformat() if moment else None,
            lang=hit["lang"],
            also_on=tuple(DuplicateOnSite(copy["site"], copy["url"]) for copy in hit["copies"]),
        )


def date_sort_key(hit: RawHit, now: float) -> tuple[int, float]:
    """Return the sort key of a list by date: upcoming events, soonest first, then the rest, newest first."""
    starts, ends = hit["starts"], hit["ends"]
    if starts and (ends or starts) >= now:
        return 0, max(starts, now)
    return 1, -(starts or hit["date"] or 0)


def _no_correction(_: str) -> None:
    """Correct no word."""


def _spoken_age(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute" if minutes else "some seconds"
