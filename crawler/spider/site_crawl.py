"""The crawl of one site in one run: what steers it, what is asked, and how it ends."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.browser.chromium import needs_rendering
from crawler.discovery.robots import ROBOTS_TTL, RobotsTxt, fetch_robots
from crawler.discovery.site_files import ListedUrl, fetch_site_files
from crawler.extract.boilerplate import TemplateLines
from crawler.extract.dispatch import body_kind, parse_media_type
from crawler.fetch.responses import (
    failed_result,
    failed_site_file,
    from_response,
    response_fingerprint,
    site_file_from_response,
)
from crawler.fetch.stop_conditions import StopConditions
from crawler.fetch.throttle_extension import ThrottleExtension
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import STATUS_NOT_MODIFIED, STATUS_OK
from crawler.records.page import READABLE_KINDS, BodyKind, Page
from crawler.records.stored_records import Discovery, FetchedPage, KnownUrl, SiteFile, Validators
from crawler.registry.site import Site
from crawler.spider.crawl_job import CrawlProgress
from crawler.spider.frontier import CrawlTarget, Frontier, request_method
from crawler.spider.readers import ReaderPool
from crawler.spider.recrawl_policy import crawl_order, reason_due
from crawler.store.batch_writer import BatchWriter
from crawler.store.page_store import PageStore

if TYPE_CHECKING:
    from crawler.browser.page_renderer import PageRenderer  # needs packages that a crawl without rendering does without

logger = logging.getLogger(__name__)

MAX_CONCURRENT_WITHOUT_DELAY = 16
"""Requests of one site under way at a time when it has no delay: enough to keep its slot busy while pages are read."""

MAX_CONCURRENT_WITH_DELAY = 3
"""The same of a site with a delay: more would only wait."""

MAX_UNREAD_BYTES = 128 * 1024 * 1024
"""Bytes of bodies that wait to be read; while there are more, nothing new is asked."""


@dataclass
class CrawlContext:
    """What the crawls of all sites in one run share.

    `headers` go out with every request, `timeout` is the seconds an answer may take, `renderer` renders the pages
    of sites that ask for it, `held` are the bytes of bodies that wait to be read.
    """

    crawler: Crawler
    writer: BatchWriter
    readers: ReaderPool
    on_progress: CrawlProgress
    full: bool
    headers: dict[str, str]
    timeout: float
    renderer: PageRenderer | None = None
    unread_bytes: int = 0

    @property
    def store(self) -> PageStore:
        """The store of the run."""
        return self.writer.store


class SiteCrawler:
    """Crawls one site to its end, or to a stated reason to stop before."""

    def __init__(self, site: Site, shared: CrawlContext) -> None:
        self.site = site
        self._context = shared
        self._store, self._run = shared.store, shared.writer.run
        self._validators: dict[str, Validators] = {}
        self._stop_conditions = StopConditions(site, shared.store, shared.writer)
        self._errors = 0
        self._robots_at = time.monotonic()
        self._robots: RobotsTxt | None = None

    async def crawl(self) -> None:
        """Crawl the site.

        Raises:
            StoreError: what comes back can no longer be kept.
        """
        problem = self._stop_conditions.reason_to_stop()
        frontier = None if problem else await self._prepare()
        if frontier is None:
            if problem:
                self._finish(problem)
            return
        self._tell(frontier)
        await self._ask_all(frontier)
        if not self._context.crawler.crawling:  # Ctrl-C: the next crawl goes on from here
            return
        self._context.writer.flush()
        await self._judge(frontier)

    # ------------------------------------------------------------ preparing

    async def _prepare(self) -> Frontier | None:
        """Read what steers the crawl, and return what is to be asked; None when nothing may be."""
        facts = await fetch_site_files(self.site, self._fetch_file, self._store.fallback_robots(self.site.id))
        self._store.save_site_files(self.site.id, self._run, facts.files)
        if facts.robots is None:
            self._finish(facts.problem)
            return None
        self._learn(facts.robots, facts.files[0])
        frontier = Frontier(self.site, facts.robots, facts.aliases)
        self._store.set_skip_reasons(frontier.restore(self._store.known_urls(self.site.id), self._run))
        listed = {item.url: item for item in facts.listed}
        frontier.enqueue(self._due(listed))
        self._store.add_urls(self.site.id, self._admitted(frontier, facts.listed))
        if not self._context.full:
            await self._read_again(frontier)
            self._validators = self._store.validators(self.site.id)
        return frontier

    def _due(self, listed: dict[str, ListedUrl]) -> list[KnownUrl]:
        """Return the known addresses that this run asks, in their order."""
        now = datetime.now(UTC)
        due, dated = [], []
        for stored in self._store.pending_urls(self.site.id, self._run):
            known = stored
            item = listed.get(known.url)
            if item and item.lastmod and item.lastmod != known.lastmod:
                known = dataclasses.replace(known, lastmod=item.lastmod)
                dated.append(Discovery(known.url, known.how, known.source, known.depth, None, item.lastmod))
            if self._context.full or reason_due(known, self.site.url, now):
                due.append(known)
        self._store.add_urls(self.site.id, dated)
        return crawl_order(due, self.site.url)

    def _admitted(self, frontier: Frontier, listed: Iterable[ListedUrl]) -> list[Discovery]:
        found = [frontier.add(self.site.url, "seed", "sites.toml", 0)]
        found += [frontier.add(item.url, item.how, item.source, 1, lastmod=item.lastmod) for item in listed]
        return [discovery for discovery in found if discovery]

    async def _read_again(self, frontier: Frontier) -> None:
        """Read the stored bodies that an earlier extractor read, so that nothing is asked for it."""
        for url in self._store.outdated_urls(self.site.id):
            page, body = self._store.page(url), self._store.body(url)
            if page and body:
                answer = FetchResult(
                    url=url,
                    site=page.site,
                    status=page.status,
                    fetched_at=page.fetched_at,
                    headers=page.headers,
                    body=body,
                    elapsed_ms=page.elapsed_ms,
                )
                depth = known.depth if (known := self._store.known_url(url)) else 1
                again = await self._context.readers.read(answer)
                self._store.replace_extraction(again, frontier.add_discovered_on(again, depth))

    def _learn(self, robots: RobotsTxt, file: SiteFile) -> None:
        self._robots = robots
        if RobotsTxt.from_response("", file.status, b""):
            self._store.save_fallback_robots(file)
        courtesy = self._context.crawler.get_extension(ThrottleExtension)
        if courtesy and robots.crawl_delay:
            courtesy.set_crawl_delay(self.site.id, robots.crawl_delay)

    async def _fetch_file(self, site: Site, url: str) -> SiteFile:
        try:
            return site_file_from_response(await self._download(url, "GET"), url, site)
        except Exception as error:  # noqa: BLE001 -- whatever keeps an answer away is the fact to store
            return failed_site_file(error, url, site)

    # --------------------------------------------------------------- asking

    async def _ask_all(self, frontier: Frontier) -> None:
        most = MAX_CONCURRENT_WITHOUT_DELAY if self.site.delay == 0 else MAX_CONCURRENT_WITH_DELAY
        asking: set[asyncio.Task[None]] = set()
        try:
            while True:
                if time.monotonic() - self._robots_at > ROBOTS_TTL.total_seconds():
                    await self._read_robots_again(frontier)
                while len(asking) < most and self._may_ask(asking) and (target := frontier.pop()):
                    frontier.outstanding += 1
                    asking.add(asyncio.create_task(self._ask(frontier, target)))
                if not asking:
                    return
                answered, asking = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
                for task in answered:
                    task.result()
                self._tell(frontier)
        finally:
            for task in asking:
                task.cancel()

    def _may_ask(self, asking: set[asyncio.Task[None]]) -> bool:
        room = self._context.unread_bytes < MAX_UNREAD_BYTES or not asking
        return room and self._context.crawler.crawling and self._stop_conditions.reason_to_stop() is None

    async def _read_robots_again(self, frontier: Frontier) -> None:
        """A robots.txt is not relied on for more than a day (RFC 9309, section 2.4)."""
        self._robots_at = time.monotonic()
        file, robots = await fetch_robots(self.site, self._fetch_file, self._store.fallback_robots(self.site.id))
        if robots:
            self._learn(robots, file)
            self._store.set_skip_reasons(frontier.apply_robots(robots))

    async def _ask(self, frontier: Frontier, target: CrawlTarget) -> None:
        answer = await self._answer(target)
        self._stop_conditions.record_result(answer)
        stored = self._validators.get(target.url)
        mark = response_fingerprint(answer) if answer.status == STATUS_OK else None
        if stored and (answer.status == STATUS_NOT_MODIFIED or (mark and mark == stored.fingerprint)):
            self._context.writer.mark_unchanged(target.url)
        else:
            page = await self._read(answer)
            self._errors += page.status != STATUS_OK and not page.redirect
            body = answer.body if page.kind in READABLE_KINDS and page.status == STATUS_OK else b""
            found = frontier.add_discovered_on(page, target.depth)
            self._context.writer.add(FetchedPage(page, body, found, mark))
        frontier.outstanding -= 1

    async def _answer(self, target: CrawlTarget) -> FetchResult:
        method = request_method(target.url, target.how)
        try:
            response = await self._download(target.url, method)
            if method == "HEAD" and response.status in {405, 501}:
                response = await self._download(target.url, "GET")
        except Exception as error:  # noqa: BLE001 -- whatever keeps an answer away is the fact to store
            return failed_result(error, target.url, self.site)
        answer = from_response(response, target.url, self.site)
        return await self._rendered(answer, response) if method == "GET" else answer

    async def _rendered(self, answer: FetchResult, response: Response) -> FetchResult:
        """Return an answer with what scripts make of its page, when that is wanted; as it was when it fails."""
        renderer, robots = self._context.renderer, self._robots
        if not renderer or not robots or answer.status != STATUS_OK or not needs_rendering(self.site, answer.url):
            return answer
        if body_kind(parse_media_type(answer.headers.get("content-type", "")), answer.body) is not BodyKind.HTML:
            return answer
        rendered = await renderer.render(response, self.site, robots, self._stop_conditions.reason_to_stop)
        if rendered.problem:
            logger.warning("%s is kept as it was fetched: %s", answer.url, rendered.problem)
        for reason, count in rendered.refused.items():
            logger.info("%s did not get %d of its requests: %s", answer.url, count, reason)
        return dataclasses.replace(answer, body=rendered.body)

    async def _download(self, url: str, method: str) -> Response:
        """Ask through Scrapy's downloader and its middlewares; its scheduler and scraper would add only their cost."""
        headers = self._context.headers
        stored = self._validators.get(url)
        if needs_rendering(self.site, url):
            stored = None  # an unchanged page says nothing of the data that its scripts put into it
        if stored and stored.etag:
            headers = {**headers, "If-None-Match": stored.etag}
        if stored and stored.last_modified:
            headers = {**headers, "If-Modified-Since": stored.last_modified}
        meta = {"download_slot": self.site.id, "download_timeout": self._context.timeout}
        engine: Any = self._context.crawler.engine
        response: Response = await engine.download_async(Request(url, method=method, headers=headers, meta=meta))
        return response

    async def _read(self, answer: FetchResult) -> Page:
        self._context.unread_bytes += len(answer.body)
        try:
            return await self._context.readers.read(answer)
        finally:
            self._context.unread_bytes -= len(answer.body)

    # --------------------------------------------------------------- ending

    async def _judge(self, frontier: Frontier) -> None:
        """Bring the site's crawl to its end: what is gone goes, what its pages repeat is counted again."""
        problem = self._stop_conditions.reason_to_stop()
        if frontier.is_limited:
            problem = problem or f"stopped at the {self.site.max_pages} pages that max_pages allows"
        settled = self._store.expire_pages(self.site.id, self._run, self.site.max_shrink)
        if settled.doubted:
            problem = problem or (
                f"{settled.doubted} of its pages seem gone at once; they are kept until the next crawl finds the same"
            )
        if self._store.event_counts(self.site.id, self._run):
            repeats = TemplateLines()
            for page in self._store.pages(self.site.id, whole=True):
                repeats.add(page)
            self._store.save_template_lines(self.site.id, repeats.lines())
        self._finish(problem)

    def _finish(self, problem: str | None) -> None:
        self._context.writer.flush()
        self._store.finish_site(self.site.id, self._run, problem)
        if problem:
            logger.warning("%s: %s", self.site.id, problem)

    def _tell(self, frontier: Frontier) -> None:
        done, total = frontier.started - frontier.outstanding, frontier.started + frontier.waiting
        self._context.on_progress(self.site.id, done, total, self._errors)
