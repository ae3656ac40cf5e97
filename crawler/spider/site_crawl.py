"""SiteCrawler: crawls one site in one run, from its site files to the removal of pages that are gone."""

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
from crawler.discovery.robots import ROBOTS_TTL, RobotsTxtRules, fetch_robots
from crawler.discovery.site_files import ListedUrl, fetch_site_files
from crawler.extract.dispatch import result_kind
from crawler.extract.template_lines import TemplateLines
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
    from crawler.browser.page_renderer import PageRenderer  # needs packages that are optional

logger = logging.getLogger(__name__)

MAX_CONCURRENT_WITHOUT_DELAY = 16
"""Concurrent requests to a site without a delay: enough to keep its slot busy while pages are read."""

MAX_CONCURRENT_WITH_DELAY = 3
"""Concurrent requests to a site with a delay: more would only wait."""

MAX_UNREAD_BYTES = 128 * 1024 * 1024
"""Bytes of bodies that wait to be read; above it, no new requests are sent."""


@dataclass
class CrawlContext:
    """What the crawlers of all sites in one run share.

    Attributes:
        crawler: Scrapy's crawler.
        writer: stores the fetched pages.
        readers: extract the fetched pages.
        on_progress: see `CrawlProgress`.
        full: whether all pages are requested unconditionally.
        headers: sent with every request.
        timeout: seconds one response may take.
        renderer: renders the pages of sites that require it.
        unread_bytes: bytes of bodies that wait to be read.
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
    """Crawls one site until it is finished, or until there is a reason to stop."""

    def __init__(self, site: Site, context: CrawlContext) -> None:
        self.site = site
        self._context = context
        self._store, self._run = context.store, context.writer.run
        self._validators: dict[str, Validators] = {}
        self._stop_conditions = StopConditions(site, context.store, context.writer)
        self._failures = 0
        self._robots_fetched_at = time.monotonic()
        self._robots: RobotsTxtRules | None = None

    async def crawl(self) -> None:
        """Crawl the site.

        Raises:
            StoreError: fetched pages can no longer be stored.
        """
        problem = self._stop_conditions.reason_to_stop()
        frontier = None if problem else await self._prepare()
        if frontier is None:
            if problem:
                self._finish(problem)
            return
        self._report_progress(frontier)
        await self._fetch_all(frontier)
        if not self._context.crawler.crawling:  # Ctrl-C: the next crawl continues from here
            return
        self._context.writer.flush()
        await self._finish_crawl(frontier)

    # ------------------------------------------------------------ preparing

    async def _prepare(self) -> Frontier | None:
        """Fetch the site files and return the frontier; None when nothing may be requested."""
        site_files = await fetch_site_files(self.site, self._fetch_file, self._store.fallback_robots(self.site.id))
        self._store.save_site_files(self.site.id, self._run, site_files.files)
        if site_files.robots is None:
            self._finish(site_files.problem)
            return None
        self._apply_robots(site_files.robots, site_files.files[0])
        frontier = Frontier(self.site, site_files.robots, site_files.aliases)
        self._store.set_skip_reasons(frontier.restore(self._store.known_urls(self.site.id), self._run))
        listed = {item.url: item for item in site_files.listed}
        frontier.enqueue(self._due(listed))
        self._store.add_urls(self.site.id, self._add_listed(frontier, site_files.listed))
        if not self._context.full:
            await self._extract_again(frontier)
            self._validators = self._store.validators(self.site.id)
        return frontier

    def _due(self, listed: dict[str, ListedUrl]) -> list[KnownUrl]:
        """Return the known URLs that this run requests, in their order."""
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

    def _add_listed(self, frontier: Frontier, listed: Iterable[ListedUrl]) -> list[Discovery]:
        found = [frontier.add(self.site.url, "seed", "sites.toml", 0)]
        found += [frontier.add(item.url, item.how, item.source, 1, lastmod=item.lastmod) for item in listed]
        return [discovery for discovery in found if discovery]

    async def _extract_again(self, frontier: Frontier) -> None:
        """Extract stored bodies of an earlier extractor version again, without requests."""
        for url in self._store.outdated_urls(self.site.id):
            page, body = self._store.page(url), self._store.body(url)
            if page and body:
                result = FetchResult(
                    url=url,
                    site=page.site,
                    status=page.status,
                    fetched_at=page.fetched_at,
                    headers=page.headers,
                    body=body,
                    elapsed_ms=page.elapsed_ms,
                )
                depth = known.depth if (known := self._store.known_url(url)) else 1
                again = await self._context.readers.read(result)
                self._store.replace_extraction(again, frontier.add_discovered_on(again, depth))

    def _apply_robots(self, robots: RobotsTxtRules, file: SiteFile) -> None:
        self._robots = robots
        if RobotsTxtRules.from_response("", file.status, b""):
            self._store.save_fallback_robots(file)
        throttle = self._context.crawler.get_extension(ThrottleExtension)
        if throttle and robots.crawl_delay:
            throttle.set_crawl_delay(self.site.id, robots.crawl_delay)

    async def _fetch_file(self, site: Site, url: str) -> SiteFile:
        try:
            return site_file_from_response(await self._download(url, "GET"), url, site)
        except Exception as error:  # noqa: BLE001 -- any failure is a result to store
            return failed_site_file(error, url, site)

    # ------------------------------------------------------------- fetching

    async def _fetch_all(self, frontier: Frontier) -> None:
        limit = MAX_CONCURRENT_WITHOUT_DELAY if self.site.delay == 0 else MAX_CONCURRENT_WITH_DELAY
        pending: set[asyncio.Task[None]] = set()
        try:
            while True:
                if time.monotonic() - self._robots_fetched_at > ROBOTS_TTL.total_seconds():
                    await self._refetch_robots(frontier)
                while len(pending) < limit and self._may_request(pending) and (target := frontier.pop()):
                    frontier.outstanding += 1
                    pending.add(asyncio.create_task(self._process(frontier, target)))
                if not pending:
                    return
                finished, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    task.result()
                self._report_progress(frontier)
        finally:
            for task in pending:
                task.cancel()

    def _may_request(self, pending: set[asyncio.Task[None]]) -> bool:
        has_room = self._context.unread_bytes < MAX_UNREAD_BYTES or not pending
        return has_room and self._context.crawler.crawling and self._stop_conditions.reason_to_stop() is None

    async def _refetch_robots(self, frontier: Frontier) -> None:
        """Fetch robots.txt again: it is not used for more than a day (RFC 9309, section 2.4)."""
        self._robots_fetched_at = time.monotonic()
        file, robots = await fetch_robots(self.site, self._fetch_file, self._store.fallback_robots(self.site.id))
        if robots:
            self._apply_robots(robots, file)
            self._store.set_skip_reasons(frontier.apply_robots(robots))

    async def _process(self, frontier: Frontier, target: CrawlTarget) -> None:
        result = await self._fetch(target)
        self._stop_conditions.record_result(result)
        stored = self._validators.get(target.url)
        fingerprint = response_fingerprint(result) if result.status == STATUS_OK else None
        if stored and (result.status == STATUS_NOT_MODIFIED or (fingerprint and fingerprint == stored.fingerprint)):
            self._context.writer.mark_unchanged(target.url)
        else:
            page = await self._read(result)
            self._failures += page.status != STATUS_OK and not page.redirect
            body = result.body if page.kind in READABLE_KINDS and page.status == STATUS_OK else b""
            found = frontier.add_discovered_on(page, target.depth)
            self._context.writer.add(FetchedPage(page, body, found, fingerprint))
        frontier.outstanding -= 1

    async def _fetch(self, target: CrawlTarget) -> FetchResult:
        method = request_method(target.url, target.how)
        try:
            response = await self._download(target.url, method)
            if method == "HEAD" and response.status in {405, 501}:
                response = await self._download(target.url, "GET")
        except Exception as error:  # noqa: BLE001 -- any failure is a result to store
            return failed_result(error, target.url, self.site)
        result = from_response(response, target.url, self.site)
        return await self._render(result, response) if method == "GET" else result

    async def _render(self, result: FetchResult, response: Response) -> FetchResult:
        """Return a result with the page's rendered HTML, when required; unchanged when that fails."""
        renderer, robots = self._context.renderer, self._robots
        if not renderer or not robots or result.status != STATUS_OK or not needs_rendering(self.site, result.url):
            return result
        if result_kind(result) is not BodyKind.HTML:
            return result
        rendered = await renderer.render(response, self.site, robots, self._stop_conditions.reason_to_stop)
        if rendered.problem:
            logger.warning("%s is stored as it was fetched: %s", result.url, rendered.problem)
        for reason, count in rendered.refused.items():
            logger.info("%s: %d of its requests were refused: %s", result.url, count, reason)
        return dataclasses.replace(result, body=rendered.body)

    async def _download(self, url: str, method: str) -> Response:
        """Fetch with Scrapy's downloader and its middlewares, without its scheduler and scraper."""
        headers = self._context.headers
        stored = self._validators.get(url)
        if needs_rendering(self.site, url):
            stored = None  # an unchanged page may show changed data after its scripts ran
        if stored and stored.etag:
            headers = {**headers, "If-None-Match": stored.etag}
        if stored and stored.last_modified:
            headers = {**headers, "If-Modified-Since": stored.last_modified}
        meta = {"download_slot": self.site.id, "download_timeout": self._context.timeout}
        engine: Any = self._context.crawler.engine
        response: Response = await engine.download_async(Request(url, method=method, headers=headers, meta=meta))
        return response

    async def _read(self, result: FetchResult) -> Page:
        self._context.unread_bytes += len(result.body)
        try:
            return await self._context.readers.read(result)
        finally:
            self._context.unread_bytes -= len(result.body)

    # ------------------------------------------------------------ finishing

    async def _finish_crawl(self, frontier: Frontier) -> None:
        """Finish the site's crawl: remove pages that are gone, and compute the template lines again."""
        problem = self._stop_conditions.reason_to_stop()
        if frontier.is_limited:
            problem = problem or f"stopped at max_pages ({self.site.max_pages}); raise it in sites.toml to crawl more"
        expiry = self._store.expire_pages(self.site.id, self._run, self.site.max_shrink)
        if expiry.doubted:
            problem = problem or (
                f"{expiry.doubted} of its pages seem gone at once; they are kept until the next crawl confirms it"
            )
        if self._store.event_counts(self.site.id, self._run):
            template = TemplateLines()
            for page in self._store.pages(self.site.id, whole=True):
                template.add(page)
            self._store.save_template_lines(self.site.id, template.lines())
        self._finish(problem)

    def _finish(self, problem: str | None) -> None:
        self._context.writer.flush()
        self._store.finish_site(self.site.id, self._run, problem)
        if problem:
            logger.warning("%s: %s", self.site.id, problem)

    def _report_progress(self, frontier: Frontier) -> None:
        done, total = frontier.started - frontier.outstanding, frontier.started + frontier.waiting
        self._context.on_progress(self.site.id, done, total, self._failures)
