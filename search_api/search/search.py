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
from search_api.answers.cards import answers_for
from search_api.answers.known_places import KnownPlaces
from search_api.engine.engine_client import EngineClient
from search_api.query.dictionary import load
from search_api.query.query_understanding import Question, Towns, question
from search_api.query.search_request import SearchRequest, Sort, conditions, told_apart, with_ids
from search_api.records.config import ApiConfig
from search_api.records.errors import EngineGoneError, UnknownSiteError
from search_api.records.response_models import CopyElsewhere, EmptyResult, Facets, Hit, SearchResult, Suggestions
from search_api.search.best_bets import BestBets
from search_api.search.excerpts import Marker
from search_api.search.index_artifacts import UNORDERED, Knowledge, Known
from search_api.search.ranking import MOST, Orderer
from search_api.search.response_cache import Memory
from search_api.search.result_page import FACETS, FIELDS, Given, Slice, facets_of, in_order, listing
from search_api.search.semantic import Meaning
from search_api.search.source_health import TroubledSources
from search_api.search.suggest import Suggester
from search_api.search.zero_results import instead

NONE_BEST = np.empty(0, np.intp)


class Searcher:
    """Searches one index of a region."""

    def __init__(self, engine: EngineClient, config: ApiConfig) -> None:
        self.engine = engine
        self.sites = {site.id: site for site in config.sites}
        self._index = config.index
        self._path = f"/indexes/{config.index}/search"
        self._towns = Towns(config.sites)
        self._ordered = config.ranking is not None
        self._deadline = config.deadline
        self._memory = Memory()
        self._meaning = Meaning(engine, self._path) if config.embedder else None
        self._names = {site.id: site.name for site in config.sites}
        self._places = KnownPlaces(engine, config.index)
        self.best_bets = BestBets(config.best_bets, config.sites)
        self._troubled = TroubledSources(config.store)
        self.knowledge = Knowledge(engine, config.index, config.ranking)
        self._suggester = Suggester(engine, config.index)

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, config: ApiConfig) -> AsyncIterator[Self]:
        """Open a searcher with a session of its own, and close both with the block."""
        load()
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
            async with asyncio.timeout(self._deadline):
                result = await self._answer(request)
        except (EngineGoneError, TimeoutError) as error:
            if last := self._memory.last(request):
                result, age = last
                note = f"The search engine does not answer; these results are {_age(age)} old."
                result = replace(result, degraded=(*result.degraded, note))
            elif isinstance(error, EngineGoneError):
                raise
            else:
                raise EngineGoneError("the search engine is too slow to answer; try again in a moment") from error
        cards = answers_for(request, self._places.known, self._names, datetime.now(UTC))  # "open now" is never kept
        return replace(result, answers=cards, took_ms=round((time.perf_counter() - started) * 1000))

    async def suggest(self, request: SearchRequest) -> Suggestions:
        """Return what could be meant by what was typed so far, under the filters of the request.

        Raises:
            UnknownSiteError: the request names a site that the region does not have.
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        self._check(request)
        return await self._suggester.suggest(request, await self.knowledge.now())

    async def _answer(self, request: SearchRequest) -> SearchResult:
        """Return a remembered answer that is as good as new, else a new one."""
        known = await self.knowledge.now()
        await self._places.now()
        if remembered := self._memory.fresh(request, known.version):
            return remembered
        result = await self._search(request, known)
        self._memory.keep(request, known.version, result)
        return result

    async def _search(self, request: SearchRequest, known: Known) -> SearchResult:
        asked = question(request.q, request.home, self._towns, known.lexicon, known.correct)
        marker = Marker(request.q, known.lexicon, also=asked.also)
        listed = self._newest if request.sort is Sort.DATE else self._best
        found = await listed(asked, request, known, partial(self._hit, marker))
        result = SearchResult(
            query=request.q,
            total=found.total,
            page=request.page,
            pages=-(-found.total // request.size),
            took_ms=0,
            hits=tuple(found.results),
            facets=Facets(**found.facets),
            did_you_mean=self._meant(asked, request, known),
            best_bets=self.best_bets.answering(asked, request),
            degraded=(*((UNORDERED,) if self._ordered and known.orderer is None else ()), *self._troubled.now()),
        )
        if found.total or not request.q.strip():
            return result
        offered = await instead(self.engine, self._index, asked, request, known)
        return EmptyResult(**{each.name: getattr(result, each.name) for each in fields(result)}, instead=offered)

    async def _best(
        self, asked: Question, request: SearchRequest, known: Known, made: Callable[[Given], Hit]
    ) -> Slice[Hit]:
        """Return the page, best first."""
        order, best = known.orderer, NONE_BEST
        if order and asked.words:
            meant = await self._meaning.near(asked, request) if self._meaning else None
            best = order.best(asked, request, time.time(), meant)
            if not len(best) and asked.home in (request.sites or self.sites):
                best = await self._unfinished_at_home(asked, request, order)
        model = order.model if order else None
        return await listing(self.engine, self._index, asked, request, best, model, made)

    async def _unfinished_at_home(self, asked: Question, request: SearchRequest, order: Orderer) -> NDArray[np.intp]:
        """Return what the own town has for words that are none, such as half of one, which the engine completes."""
        found = await self.engine.post(
            self._path,
            {
                "q": asked.engine,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if told_apart(request) else None,
                "filter": [*conditions(request, asked.home), f'site = "{asked.home}"'],
                "attributesToRetrieve": ["id"],
                "matchingStrategy": "all",
                "limit": MOST,
            },
        )
        return order.numbers(hit["id"] for hit in found["hits"])

    async def _newest(
        self, asked: Question, request: SearchRequest, _: Known, made: Callable[[Given], Hit]
    ) -> Slice[Hit]:
        """Return the page, newest first: what has all the words is listed by date alone, then that page is fetched.

        The engine's own sort comes after its ranking by words; a list by date must not.
        """
        listed = await self.engine.post(
            self._path,
            {
                "q": asked.engine,
                "attributesToSearchOn": STEM_FIELDS,
                "distinct": "cluster" if told_apart(request) else None,
                "facets": FACETS,
                "filter": conditions(request, asked.home),
                "attributesToRetrieve": ["id", "date", "starts", "ends", *FACETS],
                "hitsPerPage": LONGEST_LIST,
                "page": 1,
                "matchingStrategy": "all",
            },
        )
        now = time.time()
        ordered = sorted(listed["hits"], key=lambda hit: by_date(hit, now))
        first = (request.page - 1) * request.size
        wanted = [hit["id"] for hit in ordered[first : first + request.size]]
        hits: list[Hit] = []
        if wanted:
            found = await self.engine.post(self._path, with_ids(wanted, FIELDS))
            hits = [made(document) for document in in_order(found["hits"], wanted)]
        counted = facets_of(listed["hits"]) if told_apart(request) else listed["facetDistribution"]
        facets = {name: counted.get(name, {}) for name in FACETS}
        return Slice(hits, min(listed["totalHits"], LONGEST_LIST), facets)

    def _meant(self, asked: Question, request: SearchRequest, known: Known) -> str | None:
        """Return the query as it was probably meant, when more pages have its words."""
        meant = asked.as_meant()
        if not meant or known.orderer is None:
            return None
        model = known.orderer.model
        right = question(meant, request.home, self._towns, known.lexicon, _as_typed)
        typed = question(asked.typed, request.home, self._towns, known.lexicon, _as_typed)
        return meant if model.having(right.wordings) > model.having(typed.wordings) else None

    def _check(self, request: SearchRequest) -> None:
        named = [*request.sites, *([request.home] if request.home else [])]
        if unknown := [name for name in named if name not in self.sites]:
            raise UnknownSiteError(f'no site is called "{unknown[0]}"; the region has {", ".join(self.sites)}')

    def _hit(self, marker: Marker, hit: Given) -> Hit:
        site = self.sites.get(hit["site"])
        moment = hit["starts"] or hit["date"]
        return Hit(
            id=hit["id"],
            url=hit["url"],
            title=hit["title"],
            title_html=marker.marked(hit["title"]),
            excerpt=marker.excerpt(hit["body"], hit["description"]),
            site=hit["site"],
            site_name=site.name if site else hit["site"],
            type=hit["type"],
            date=datetime.fromtimestamp(moment, UTC).date().isoformat() if moment else None,
            lang=hit["lang"],
            also_on=tuple(CopyElsewhere(copy["site"], copy["url"]) for copy in hit["copies"]),
        )


def by_date(hit: Given, now: float) -> tuple[int, float]:
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
