"""The one spider: asks the addresses of every site's frontier and stores what comes back.

Scrapy schedules, spaces, retries and decodes; deduplication is the frontier's, because a Request
and a fingerprint for each link on each page cost more than twice the CPU (6.9 against 3.1 ms a page).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.courtesy import Courtesy
from crawler.errors import StoreError
from crawler.extract.read import Answer
from crawler.failures import phrase
from crawler.frontier import Frontier, Target, asked_with
from crawler.page import Kind
from crawler.robots import Robots
from crawler.site_files import read_site_files
from crawler.sites import Site
from crawler.spider_plan import Plan
from crawler.store import Discovery, PageStore, SiteFile, Validators
from crawler.url import normalise
from crawler.workers import Workers

LISTS = frozenset({"cache-control", "content-encoding", "link", "vary", "x-robots-tag"})
"""Headers that may come several times (RFC 9110, section 5.3); of any other the first counts."""

IMPATIENT = 16
"""Requests of one site that are with the downloader at a time: enough to keep its slot busy."""


class RegionSpider(scrapy.Spider):
    """Crawls every site of a plan side by side, each at its own pace."""

    name = "regiozoek"

    def __init__(
        self,
        plan: Plan,
        on_progress: Callable[[str, int, int], None],
        on_failure: Callable[[BaseException], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._plan = plan
        self._on_progress = on_progress
        self._on_failure = on_failure
        self._store = PageStore.open(plan.store)
        self._run = self._store.begin(site.id for site in plan.sites)
        self._validators: dict[str, dict[str, Validators]] = {}
        self._left = {site.id for site in plan.sites}
        self._ending: asyncio.Future[None] | None = None
        self._workers = Workers(max(1, (os.cpu_count() or 2) - 1))

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests of each site as soon as its robots.txt and sitemaps are read."""
        preparing = [asyncio.ensure_future(self._prepare(site)) for site in self._plan.sites]
        for prepared in asyncio.as_completed(preparing):
            try:
                frontier = await prepared
            except StoreError as error:
                self._give_up(error)
                return
            if frontier:
                for request in self._fill(frontier):
                    yield request

    def closed(self, reason: str) -> None:
        """Release what the spider holds; the run is over when every site is."""
        self._workers.close()
        if reason == "finished" and not self._left:
            self._store.finish(self._run)
        self._store.close()

    # ------------------------------------------------------------- preparing

    async def _prepare(self, site: Site) -> Frontier | None:
        facts = await read_site_files(site, self._fetch_file, self._store.known_robots(site.id))
        self._store.save_site_files(site.id, self._run, facts.files)
        if facts.robots is None:
            self._finish(site.id, facts.problem)
            return None
        if Robots.of("", facts.files[0].status, b""):
            self._store.keep_robots(facts.files[0])
        courtesy = self.crawler.get_extension(Courtesy)
        if courtesy and facts.robots.crawl_delay:
            courtesy.robots_asks(site.id, facts.robots.crawl_delay)
        frontier = Frontier(site, facts.robots)
        for url, skip in frontier.restore(self._store.known(site.id), self._run).items():
            self._store.skip(url, skip)
        frontier.enqueue(self._store.pending(site.id, self._run))
        if not self._plan.full:
            self._validators[site.id] = self._store.validators(site.id)
        found = [frontier.admit(site.url, "seed", "sites.toml", 0)]
        found += [frontier.admit(url, "sitemap", sitemap, 1) for url, sitemap in facts.listed]
        self._store.discover(site.id, [discovery for discovery in found if discovery])
        if frontier.done:
            self._finish(site.id, None)
        return frontier

    async def _fetch_file(self, site: Site, url: str) -> SiteFile:
        request = Request(url, meta={"download_slot": site.id}, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 -- whatever keeps an answer away is the fact to store
            return SiteFile(site=site.id, kind="", url=url, status=0, fetched_at=_now(), error=phrase(error))
        location = (response.headers.get("location") or b"").decode("latin-1")
        return SiteFile(
            site=site.id,
            kind="",
            url=url,
            status=response.status,
            fetched_at=_now(),
            body=response.body,
            content_type=(response.headers.get("content-type") or b"").decode("latin-1"),
            redirect=normalise(location, url) if location and 300 <= response.status < 400 else None,
        )

    # ---------------------------------------------------------------- asking

    def _fill(self, frontier: Frontier) -> Iterator[Request]:
        while frontier.outstanding < IMPATIENT and (target := frontier.next()):
            frontier.outstanding += 1
            yield self._request(frontier, target, asked_with(target.url, target.how))

    def _request(self, frontier: Frontier, target: Target, method: str) -> Request:
        headers = {}
        stored = self._validators.get(frontier.site.id, {}).get(target.url)
        if stored and stored.etag:
            headers["If-None-Match"] = stored.etag
        if stored and stored.last_modified:
            headers["If-Modified-Since"] = stored.last_modified
        return Request(
            target.url,
            method=method,
            headers=headers,
            callback=self._on_answer,
            errback=self._on_silence,
            cb_kwargs={"frontier": frontier, "target": target},
            meta={"download_slot": frontier.site.id},
            dont_filter=True,
        )

    async def _on_answer(self, response: Response, frontier: Frontier, target: Target) -> AsyncIterator[Request]:
        request = response.request
        if request is not None and request.method == "HEAD" and response.status in {405, 501}:
            yield self._request(frontier, target, "GET")
            return
        try:
            if response.status == 304:
                self._store.unchanged(self._run, target.url, _now())
            else:
                await self._keep(frontier, target, _answer(response, target, frontier.site))
            following = list(self._go_on(frontier))
        except StoreError as error:
            self._give_up(error)
            return
        for next_request in following:
            yield next_request

    async def _on_silence(self, failure: Failure) -> AsyncIterator[Request]:
        request = failure.request  # type: ignore[attr-defined]
        frontier, target = request.cb_kwargs["frontier"], request.cb_kwargs["target"]
        reason = phrase(failure.value or RuntimeError("no reason given"))
        answer = Answer(url=target.url, site=frontier.site.id, status=0, fetched_at=_now(), error=reason)
        try:
            await self._keep(frontier, target, answer)
            following = list(self._go_on(frontier))
        except StoreError as error:
            self._give_up(error)
            return
        for next_request in following:
            yield next_request

    async def _keep(self, frontier: Frontier, target: Target, answer: Answer) -> None:
        page = await self._workers.read(answer)
        discoveries: list[Discovery] = frontier.yields(page, target.depth)
        body = answer.body if page.kind in {Kind.HTML, Kind.PDF, Kind.OFFICE} and page.status == 200 else b""
        self._store.save(self._run, page, body, discoveries)

    def _give_up(self, error: StoreError) -> None:
        """End the crawl: what comes back can no longer be kept."""
        if self._ending is None:
            self._on_failure(error)
            self._ending = asyncio.ensure_future(self.crawler.stop_async())

    def _go_on(self, frontier: Frontier) -> Iterator[Request]:
        frontier.outstanding -= 1
        yield from self._fill(frontier)
        self._on_progress(frontier.site.id, frontier.asked - frontier.outstanding, frontier.asked + frontier.waiting)
        if frontier.done:
            limit = f"stopped at the {frontier.site.max_pages} pages that max_pages allows"
            self._finish(frontier.site.id, limit if frontier.limited else None)

    def _finish(self, site: str, problem: str | None) -> None:
        self._store.finish_site(site, self._run, problem)
        self._left.discard(site)
        if problem:
            self.logger.warning("%s: %s", site, problem)


def _answer(response: Response, target: Target, site: Site) -> Answer:
    names = {name.decode("latin-1").lower() for name in response.headers}
    headers = {
        name: b", ".join(response.headers.getlist(name)[: None if name in LISTS else 1]).decode("latin-1")
        for name in names
    }
    return Answer(
        url=target.url,
        site=site.id,
        status=response.status,
        fetched_at=_now(),
        headers=headers,
        body=response.body,
        elapsed_ms=round(1000 * response.meta.get("download_latency", 0)),
    )


def _now() -> datetime:
    return datetime.now(UTC)
