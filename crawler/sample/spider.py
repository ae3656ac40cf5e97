"""SampleSpider: the Scrapy spider that opens pages in a browser instead of crawling them, see `crawler.sample.run`."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import scrapy
from scrapy import signals
from scrapy.http import Request, Response

from crawler.browser.page_renderer import PageRenderer
from crawler.browser.page_visit import RenderOptions
from crawler.browser.playwright_handler import end_browser
from crawler.browser.request_interceptor import CONTENT_RESOURCE_TYPES
from crawler.discovery.robots import RobotsTxtRules, fetch_robots
from crawler.extract.dispatch import result_kind
from crawler.fetch.download_errors import describe_download_error
from crawler.fetch.responses import failed_site_file, from_response, site_file_from_response
from crawler.fetch.stop_conditions import StopConditions
from crawler.fetch.throttle_extension import ThrottleExtension
from crawler.records.browser_snapshot import DESKTOP, PHONE, PageSnapshot, Screen, ScreenSnapshot
from crawler.records.http_status import STATUS_OK
from crawler.records.page import BodyKind
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site
from crawler.sample.job import SampleJob
from crawler.sample.page_probe import probe_page
from crawler.spider.readers import ReaderPool
from crawler.spider.spider import REQUEST_HEADERS
from crawler.store.batch_writer import BatchWriter
from crawler.store.page_store import PageStore

_NO_RUN = 0
"""Requests are counted, but no pages are stored, so there is no run."""


class SampleError(Exception):
    """A page could not be opened; the text is the reason."""


class SampleSpider(scrapy.Spider):
    """Opens the pages of a job in a browser, the sites concurrently."""

    name = "regiozoek-sample"

    def __init__(
        self,
        job: SampleJob,
        report: Callable[[PageSnapshot], None],
        on_failure: Callable[[BaseException], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.crawl_job = job.crawl
        self.report = report
        self.readers = ReaderPool(os.cpu_count() or 2)
        self.store = PageStore.open(job.crawl.store)
        self.writer = BatchWriter(self.store, _NO_RUN)
        self._pages = job.pages
        self._on_failure = on_failure

    async def start(self) -> AsyncIterator[Request]:
        """Open every page. When the last one is done the spider is idle, and Scrapy closes it."""
        self.crawler.signals.connect(self._request_sent, signal=signals.request_reached_downloader)
        self.renderer = PageRenderer(
            self.crawl_job.sites,
            download=self.crawler.engine.download_async,
            headers=REQUEST_HEADERS | {"User-Agent": self.crawl_job.user_agent},
            timeout=self.crawl_job.timeout,
            end_browser=functools.partial(end_browser, self.crawler),
        )
        visits = [
            asyncio.ensure_future(_SiteSample(site, self).open_pages(self._pages[site.id]))
            for site in self.crawl_job.sites
        ]
        try:
            await asyncio.gather(*visits)
        except Exception as error:
            self.logger.exception("the browser sample failed")
            self._on_failure(error)
        finally:
            for visit in visits:
                visit.cancel()
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # makes this an async generator, as Scrapy requires
            yield request

    def closed(self, reason: str) -> None:  # noqa: ARG002 -- Scrapy's signature
        """Release all resources."""
        self.readers.close()
        self.writer.flush()
        self.store.close()

    def _request_sent(self, request: Request, spider: scrapy.Spider) -> None:  # noqa: ARG002 -- the signal's signature
        slot = request.meta.get("download_slot", "")
        if slot in self._pages:
            self.writer.count_request(slot)


class _SiteSample:
    """Opens the pages of one site, one after the other."""

    def __init__(self, site: Site, spider: SampleSpider) -> None:
        self._site = site
        self._spider = spider
        self._stop_conditions = StopConditions(site, spider.store, spider.writer)
        self._options = {
            screen.name: _render_options(screen, spider.crawl_job.user_agent) for screen in (PHONE, DESKTOP)
        }

    async def open_pages(self, urls: tuple[str, ...]) -> None:
        """Open each page and report its snapshot."""
        _, robots = await fetch_robots(self._site, self._fetch_file, self._spider.store.fallback_robots(self._site.id))
        throttle = self._spider.crawler.get_extension(ThrottleExtension)
        if throttle and robots and robots.crawl_delay:
            throttle.set_crawl_delay(self._site.id, robots.crawl_delay)
        for url in urls:
            try:
                snapshot = await self._snapshot(url, robots)
            except SampleError as reason:
                snapshot = PageSnapshot(site=self._site.id, url=url, problem=str(reason))
                self._spider.logger.warning("%s was not sampled: %s", url, reason)
            self._spider.report(snapshot)

    async def _snapshot(self, url: str, robots: RobotsTxtRules | None) -> PageSnapshot:
        if robots is None:
            raise SampleError("its robots.txt cannot be fetched, so nothing may be requested")
        if not robots.allows(url):
            raise SampleError("robots.txt disallows it")
        phone = await self._screen_snapshot(url, PHONE, robots)
        desk = await self._screen_snapshot(url, DESKTOP, robots)
        return PageSnapshot(site=self._site.id, url=url, phone=phone, desk=desk)

    async def _screen_snapshot(self, url: str, screen: Screen, robots: RobotsTxtRules) -> ScreenSnapshot:
        if reason := self._stop_conditions.reason_to_stop():
            raise SampleError(reason)
        agent = self._options[screen.name].screen["user_agent"]
        try:
            response = await self._download(url, {**REQUEST_HEADERS, "User-Agent": agent})
        except Exception as error:
            raise SampleError(f"no response: {describe_download_error(error)}") from error
        result = from_response(response, url, self._site)
        self._stop_conditions.record_result(result)
        if result.status != STATUS_OK:
            raise SampleError(f"HTTP {result.status}")
        if result_kind(result) is not BodyKind.HTML:
            raise SampleError("not an HTML page")
        rendered = await self._spider.renderer.render(
            response, self._site, robots, self._stop_conditions.reason_to_stop, self._options[screen.name]
        )
        if rendered.problem:
            raise SampleError(f"on a {screen.name}: {rendered.problem}")
        images, obstacles = rendered.probe_result
        served = await self._spider.readers.read(result)
        shown = await self._spider.readers.read(dataclasses.replace(result, body=rendered.body))
        return ScreenSnapshot(served=served, shown=shown, images=images, obstacles=obstacles)

    async def _fetch_file(self, site: Site, url: str) -> SiteFile:
        try:
            response = await self._download(url, {**REQUEST_HEADERS, "User-Agent": self._spider.crawl_job.user_agent})
            return site_file_from_response(response, url, site)
        except Exception as error:  # noqa: BLE001 -- any failure is a result
            return failed_site_file(error, url, site)

    async def _download(self, url: str, headers: dict[str, str]) -> Response:
        meta = {"download_slot": self._site.id, "download_timeout": self._spider.crawl_job.timeout}
        engine: Any = self._spider.crawler.engine
        response: Response = await engine.download_async(Request(url, headers=headers, meta=meta, dont_filter=True))
        return response


def _render_options(screen: Screen, user_agent: str) -> RenderOptions:
    return RenderOptions(
        screen={
            "viewport": {"width": screen.width, "height": screen.height},
            "screen": {"width": screen.width, "height": screen.height},
            "device_scale_factor": screen.scale,
            "is_mobile": screen.phone,
            "has_touch": screen.phone,
            "user_agent": screen.user_agent.format(user_agent),
        },
        resource_types=CONTENT_RESOURCE_TYPES | {"image"},
        probe=probe_page,
    )
