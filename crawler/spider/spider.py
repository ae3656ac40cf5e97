"""RegionSpider: the Scrapy spider that crawls all sites of a job concurrently, each at its own pace.

Scrapy delays, retries and decodes. The frontier decides what to request, because a Request and a fingerprint for each
link on each page cost more than twice the CPU (6.9 against 3.1 ms a page). Requests go straight to the downloader,
because the scheduler and the scraper would do nothing for them.
"""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.http import Request

from crawler.records.errors import StoreError
from crawler.spider.crawl_job import CrawlJob, CrawlProgress
from crawler.spider.readers import ReaderPool
from crawler.spider.site_crawl import CrawlContext, SiteCrawler
from crawler.store.batch_writer import BatchWriter
from crawler.store.page_store import PageStore

if TYPE_CHECKING:
    from crawler.browser.page_renderer import PageRenderer  # needs packages that are optional

REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "nl-BE,nl;q=0.9,fr;q=0.5",
}
"""Headers of every request: the preferred formats and languages."""


class RegionSpider(scrapy.Spider):
    """Crawls all sites of a job concurrently."""

    name = "regiozoek"

    def __init__(
        self,
        job: CrawlJob,
        on_progress: CrawlProgress,
        on_failure: Callable[[BaseException], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._on_progress = on_progress
        self._on_failure = on_failure
        self._store = PageStore.open(job.store)
        self._writer = BatchWriter(self._store, self._store.begin_run(site.id for site in job.sites))
        self._readers = ReaderPool(os.cpu_count() or 2)
        self._headers = REQUEST_HEADERS | {"User-Agent": job.user_agent}
        self._is_complete = False

    async def start(self) -> AsyncIterator[Request]:
        """Crawl all sites. When the last one ends the spider is idle, and Scrapy closes it."""
        self.crawler.signals.connect(self._request_sent, signal=signals.request_reached_downloader)
        context = CrawlContext(
            crawler=self.crawler,
            writer=self._writer,
            readers=self._readers,
            on_progress=self._on_progress,
            full=self._job.full,
            headers=self._headers,
            timeout=self._job.timeout,
            renderer=self._renderer() if self._job.chromium else None,
        )
        crawls = [asyncio.ensure_future(SiteCrawler(site, context).crawl()) for site in self._job.sites]
        try:
            await asyncio.gather(*crawls)
            self._is_complete = self.crawler.crawling
        except Exception as error:
            if not isinstance(error, StoreError):
                self.logger.exception("the crawl failed")
            self._on_failure(error)
        finally:
            for crawl in crawls:
                crawl.cancel()
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # makes this an async generator, as Scrapy requires
            yield request

    def closed(self, reason: str) -> None:
        """Release all resources, and finish the run when all sites are finished."""
        self._readers.close()
        if reason == "finished" and self._is_complete:
            self._store.finish_run(self._writer.run)
        else:
            self._flush_after_stop()
        self._store.close()

    def _flush_after_stop(self) -> None:
        """Store the last batch of a crawl that was stopped; a store that failed before may fail again."""
        try:
            self._writer.flush()
        except StoreError as error:
            self.logger.warning("the last batch is lost and will be requested again: %s", error)

    def _renderer(self) -> PageRenderer:
        from crawler.browser.page_renderer import PageRenderer
        from crawler.browser.playwright_handler import end_browser

        return PageRenderer(
            self._job.sites,
            download=self.crawler.engine.download_async,
            headers=self._headers,
            timeout=self._job.timeout,
            end_browser=functools.partial(end_browser, self.crawler),
        )

    def _request_sent(self, request: Request, spider: scrapy.Spider) -> None:  # noqa: ARG002 -- the signal's signature
        slot = request.meta.get("download_slot", "")
        # not the browser's own slot, nor those of other hosts that serve scripts
        if any(slot == site.id for site in self._job.sites):
            self._writer.count_request(slot)
