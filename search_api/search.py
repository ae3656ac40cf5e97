"""The search itself, used by the API, the search page and the evaluation alike."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from crawler.sites import Site
from indexer.compounds import Lexicon
from indexer.language import words
from indexer.lexicon_index import lexicon_name, lexicon_of
from indexer.settings import LONGEST_LIST, STEM_FIELDS
from search_api.config import ApiConfig
from search_api.engine_client import EngineClient
from search_api.errors import EngineRefusedError, UnknownSiteError
from search_api.excerpts import Marker
from search_api.query import SearchRequest, Sort, conditions
from search_api.ranking import home_first, window_of
from search_api.results import CopyElsewhere, Facets, Hit, SearchResult
from search_api.suggest import Suggester

FIELDS = ("id", "url", "title", "body", "description", "site", "type", "date", "starts", "lang", "copies")
"""What a result is made of."""

FACETS = ("site", "type", "lang")

STRATEGIES = ("frequency", "last")
"""Which words may be missing: the most frequent ones first; when that finds nothing, the last ones."""

FRESH = 60.0
"""Seconds a lexicon is used before the index is asked whether there is a newer one."""


class Searcher:
    """Searches one index of a region."""

    def __init__(self, engine: EngineClient, index: str, sites: Sequence[Site]) -> None:
        self.engine = engine
        self.sites = {site.id: site for site in sites}
        self._index = index
        self._path = f"/indexes/{index}/search"
        self._names = {tuple(words(site.name)): site.id for site in sites}
        self._lexicon = Lexicon()
        self._asked = -FRESH
        self._suggester = Suggester(engine, self._path)
        self.suggest = self._suggester.suggest

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, config: ApiConfig) -> AsyncIterator[Self]:
        """Open a searcher with a session of its own, and close both with the block."""
        async with EngineClient(config.engine_url, config.engine_key, config.deadline) as engine:
            yield cls(engine, config.index, config.sites)

    async def search(self, request: SearchRequest) -> SearchResult:
        """Return one page of results.

        Raises:
            UnknownSiteError: the request names a site that the region does not have.
            EngineGoneError, EngineRefusedError: see `EngineClient`.
        """
        started = time.perf_counter()
        self._check(request)
        lexicon = await self.lexicon()
        query = lexicon.query(request.q)
        home = self._home(request)
        newest = request.sort is Sort.DATE
        body = {"q": query, "attributesToSearchOn": STEM_FIELDS, "distinct": "cluster", "facets": FACETS}
        body["filter"] = conditions(request, home)
        if newest:
            answer = await self._newest(body, request)
        else:
            answer = await self._best(body, request, home)
        marker = Marker(request.q, lexicon)
        total = min(answer["totalHits"], LONGEST_LIST)
        return SearchResult(
            query=request.q,
            total=total,
            page=request.page,
            pages=-(-total // request.size),
            took_ms=round((time.perf_counter() - started) * 1000),
            hits=tuple(self._hit(hit, marker) for hit in answer["hits"]),
            facets=Facets(**{name: answer["facetDistribution"].get(name, {}) for name in FACETS}),
        )

    async def lexicon(self) -> Lexicon:
        """Return the lexicon the index was split with, asked again every `FRESH` seconds; empty when there is none."""
        now = time.monotonic()
        if now - self._asked >= FRESH:
            self._asked = now
            try:
                answer = await self.engine.get(f"/indexes/{lexicon_name(self._index)}/documents?limit=1")
            except EngineRefusedError:
                self._lexicon = Lexicon()
            else:
                fresh = lexicon_of(answer["results"][0]) if answer["results"] else Lexicon()
                if fresh != self._lexicon:
                    self._lexicon = fresh
        return self._lexicon

    async def _best(self, body: dict[str, Any], request: SearchRequest, home: str | None) -> dict[str, Any]:
        """Return the page, best first; with a home, from a window that is ranked anew."""
        window = window_of(request.size) if home else request.size
        first = (request.page - 1) * request.size
        body |= {
            "attributesToRetrieve": FIELDS,
            "hitsPerPage": window,
            "page": first // window + 1,
            "showRankingScoreDetails": home is not None,
        }
        answer = await self._ask(body)
        if home:
            ranked = home_first(answer["hits"], home)
            answer["hits"] = ranked[first % window :][: request.size]
        return answer

    async def _newest(self, body: dict[str, Any], request: SearchRequest) -> dict[str, Any]:
        """Return the page, newest first: what has all the words is listed by date alone, then that page is fetched.

        The engine's own sort comes after its ranking by words; a list by date must not.
        """
        listing = await self._ask(
            body
            | {
                "attributesToRetrieve": ["id", "date", "starts"],
                "hitsPerPage": LONGEST_LIST,
                "page": 1,
                "matchingStrategy": "all",
            }
        )
        ordered = sorted(listing["hits"], key=lambda hit: -(hit["starts"] or hit["date"] or 0))
        first = (request.page - 1) * request.size
        wanted = [hit["id"] for hit in ordered[first : first + request.size]]
        if wanted:
            quoted = ", ".join(f'"{name}"' for name in wanted)
            found = await self.engine.post(
                self._path,
                {"q": "", "filter": f"id IN [{quoted}]", "attributesToRetrieve": FIELDS, "limit": len(wanted)},
            )
            by_id = {hit["id"]: hit for hit in found["hits"]}
            listing["hits"] = [by_id[name] for name in wanted if name in by_id]
        else:
            listing["hits"] = []
        return listing

    async def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """Search, with a second strategy when the first finds nothing."""
        strategies: Iterable[str] = [body["matchingStrategy"]] if "matchingStrategy" in body else STRATEGIES
        answer: dict[str, Any] = {}
        for strategy in strategies:
            answer = await self.engine.post(self._path, body | {"matchingStrategy": strategy})
            if answer["totalHits"] or not body["q"]:
                break
        return answer

    def _home(self, request: SearchRequest) -> str | None:
        """Return the municipality whose answers come first: the one the words name, else the one asked on."""
        asked = list(words(request.q))
        for name, site in self._names.items():
            if any(tuple(asked[at : at + len(name)]) == name for at in range(len(asked))):
                return site
        return request.home

    def _check(self, request: SearchRequest) -> None:
        named = [*request.sites, *([request.home] if request.home else [])]
        if unknown := [name for name in named if name not in self.sites]:
            raise UnknownSiteError(f'no site is called "{unknown[0]}"; the region has {", ".join(self.sites)}')

    def _hit(self, hit: dict[str, Any], marker: Marker) -> Hit:
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
