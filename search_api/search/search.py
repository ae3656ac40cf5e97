"""The search itself, used by the API, the search page and the evaluation alike."""

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

from indexer.meilisearch.index_settings import LONGEST_LIST, STEM_FIELDS
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
    """Searches one index of a region."""

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
        """Open a searcher with a session of its own, and close both with the block."""
        load_dictionaries()
        async with EngineClient(config.engine_url, config.engine_key, config.deadline) as engine:
            yield cls(engine, config)

    async def search(self, request: SearchRequest) -> SearchResult:
        """Return one page of results; the last answer to the same request, marked, while the engine is gone.

        Raises:
            UnknownSiteError: the request names a site that the region does not have.
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        started = time.perf_counter()
        self._check(request)
        try:
            async with asyncio.timeout(self._timeout):
                result = await self._answer(request)
        except (EngineUnavailableError, TimeoutError) as error:
            if last := self._cache.get_stale(request):
                result, age = last
                note = f"The search engine does not answer; these results are {_age(age)} old."
                result = replace(result, degraded=(*result.degraded, note))
            elif isinstance(error, EngineUnavailableError):
                raise
            else:
                raise EngineUnavailableError(
                    "the search engine is too slow to answer; try again in a moment"
                ) from error
        cards = answer_cards(
            request, self._places.places, self._site_names, datetime.now(UTC)
        )  # "open now" is never kept
        return replace(result, answers=cards, took_ms=round((time.perf_counter() - started) * 1000))

    async def suggest(self, request: SearchRequest) -> Suggestions:
        """Return what could be meant by what was typed so far, under the filters of the request.

        Raises:
            UnknownSiteError: the request names a site that the region does not have.
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        self._check(request)
        return await self._suggester.suggest(request, await self.artifacts.current())

    async def _answer(self, request: SearchRequest) -> SearchResult:
        """Return a remembered answer that is as good as new, else a new one."""
        known = await self.artifacts.current()
        await self._places.current()
        if remembered := self._cache.get(request, known.version):
            return remembered
        result = await self._search(request, known)
        self._cache.store(request, known.version, result)
        return result

    async def _search(self, request: SearchRequest, known: IndexArtifacts) -> SearchResult:
        asked = parse_query(request.q, request.home, self._town_names, known.lexicon, known.correct_word)
        marker = Highlighter(request.q, known.lexicon, also=asked.synonym_stems)
        listed = self._newest if request.sort is SortOrder.DATE else self._best
        found = await listed(asked, request, known, partial(self._hit, marker))
        result = SearchResult(
            query=request.q,
            total=found.total,
            page=request.page,
            pages=-(-found.total // request.size),
            took_ms=0,
            hits=tuple(found.results),
            facets=FacetCounts(**found.facets),
            did_you_mean=self._meant(asked, request, known),
            best_bets=self.best_bets.matching(asked, request),
            degraded=(
                *((NO_MODEL_NOTE,) if self._has_model and known.ranker is None else ()),
                *self._source_health.messages(),
            ),
        )
        if found.total or not request.q.strip():
            return result
        offered = await zero_result_suggestions(self.engine, self._index, asked, request, known)
        return EmptyResult(**{each.name: getattr(result, each.name) for each in fields(result)}, instead=offered)

    async def _best(
        self, asked: ParsedQuery, request: SearchRequest, known: IndexArtifacts, made: Callable[[RawHit], Hit]
    ) -> ResultPage[Hit]:
        """Return the page, best first."""
        order, best = known.ranker, NO_RANKED_DOCUMENTS
        if order and asked.words:
            meant = await self._semantic.nearest(asked, request) if self._semantic else None
            best = order.top_documents(asked, request, time.time(), meant)
            if not len(best) and asked.home in (request.sites or self.sites):
                best = await self._unfinished_at_home(asked, request, order)
        model = order.model if order else None
        return await fetch_page(self.engine, self._index, asked, request, best, model, made)

    async def _unfinished_at_home(self, asked: ParsedQuery, request: SearchRequest, order: Ranker) -> NDArray[np.intp]:
        """Return what the own town has for words that are none, such as half of one, which the engine completes."""
        found = await self.engine.post(
            self._search_path,
            {
                "q": asked.engine_query,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if needs_distinct(request) else None,
                "filter": [*filter_conditions(request, asked.home), f'site = "{asked.home}"'],
                "attributesToRetrieve": ["id"],
                "matchingStrategy": "all",
                "limit": MAX_RANKED,
            },
        )
        return order.document_numbers(hit["id"] for hit in found["hits"])

    async def _newest(
        self, asked: ParsedQuery, request: SearchRequest, _: IndexArtifacts, made: Callable[[RawHit], Hit]
    ) -> ResultPage[Hit]:
        """Return the page, newest first: what has all the words is listed by date alone, then that page is fetched.

        The engine's own sort comes after its ranking by words; a list by date must not.
        """
        listed = await self.engine.post(
            self._search_path,
            {
                "q": asked.engine_query,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if needs_distinct(request) else None,
                "facets": FACET_NAMES,
                "filter": filter_conditions(request, asked.home),
                "attributesToRetrieve": ["id", "date", "starts", "ends", *FACET_NAMES],
                "hitsPerPage": LONGEST_LIST,
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
            hits = [made(document) for document in in_requested_order(found["hits"], wanted)]
        counted = count_facets(listed["hits"]) if needs_distinct(request) else listed["facetDistribution"]
        facets = {name: counted.get(name, {}) for name in FACET_NAMES}
        return ResultPage(hits, min(listed["totalHits"], LONGEST_LIST), facets)

    def _meant(self, asked: ParsedQuery, request: SearchRequest, known: IndexArtifacts) -> str | None:
        """Return the query as it was probably meant, when more pages have its words."""
        meant = asked.corrected_text()
        if not meant or known.ranker is None:
            return None
        model = known.ranker.model
        right = parse_query(meant, request.home, self._town_names, known.lexicon, _as_typed)
        typed = parse_query(asked.text, request.home, self._town_names, known.lexicon, _as_typed)
        return meant if model.having(right.term_groups) > model.having(typed.term_groups) else None

    def _check(self, request: SearchRequest) -> None:
        named = [*request.sites, *([request.home] if request.home else [])]
        if unknown := [name for name in named if name not in self.sites]:
            raise UnknownSiteError(f'no site is called "{unknown[0]}"; the region has {", ".join(self.sites)}')

    def _hit(self, marker: Highlighter, hit: RawHit) -> Hit:
        site = self.sites.get(hit["site"])
        moment = hit["starts"] or hit["date"]
        return Hit(
            id=hit["id"],
            url=hit["url"],
            title=hit["title"],
            title_html=marker.highlight(hit["title"]),
            excerpt=marker.excerpt(hit["body"], hit["description"]),
            site=hit["site"],
            site_name=site.name if site else hit["site"],
            type=hit["type"],
            date=datetime.fromtimestamp(moment, UTC).date().isoformat() if moment else None,
            lang=hit["lang"],
            also_on=tuple(DuplicateOnSite(copy["site"], copy["url"]) for copy in hit["copies"]),
        )


def date_sort_key(hit: RawHit, now: float) -> tuple[int, float]:
    """Return what a list by date is sorted by: events to come, the next first, then everything else, newest first."""
    starts, ends = hit["starts"], hit["ends"]
    if starts and (ends or starts) >= now:
        return 0, max(starts, now)
    return 1, -(starts or hit["date"] or 0)


def _as_typed(_: str) -> None:
    """Correct nothing."""


def _age(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute" if minutes else "some seconds"
