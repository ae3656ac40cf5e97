"""Looks at some pages of each site in a browser, on a phone and at a desk, as politely as a crawl.

The pages are asked anew, through the crawl's own downloader: a site's delay, robots.txt, quiet hours, requests of a
day, and the refusal of private addresses hold as they do in a crawl. Nothing of it goes into the page store, but the
number of requests. See `crawler.browser.page_renderer` for what a page may do to the browser, and what that costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from crawler.browser import chromium as rendering
from crawler.browser.chromium import Chromium
from crawler.process.scrapy_process import run_child, run_spider
from crawler.records.browser_snapshot import PageSnapshot
from crawler.records.errors import CrawlFailedError
from crawler.registry.site import Site
from crawler.sample.job import SampleJob
from crawler.spider.crawl_job import DEFAULT_USER_AGENT, RESPONSE_TIMEOUT, CrawlJob
from crawler.store.page_store import PageStore

SAMPLE_PACKAGES = (*rendering.RENDER_PACKAGES, "axe_playwright_python")

SampleProgress = Callable[[str, int, int, int], None]
"""Called with a site's id, its pages done, its pages in all, and those that could not be seen."""

_DECODER = msgspec.msgpack.Decoder(PageSnapshot)


def require_sample_browser(chromium: str = "") -> Chromium:
    """Return the browser that pages are looked at with.

    Raises:
        RenderingError: Chromium or a package is missing, or it does not start; the message says what to install.
    """
    return rendering.require_chromium("looking at pages takes a browser", chromium, SAMPLE_PACKAGES)


def sample_pages(
    pages: Mapping[str, Sequence[str]],
    sites: Sequence[Site],
    store: Path | str,
    *,
    chromium: str = "",
    user_agent: str = DEFAULT_USER_AGENT,
    log_file: Path | None = None,
    timeout: float = RESPONSE_TIMEOUT,
    on_progress: SampleProgress | None = None,
) -> tuple[PageSnapshot, ...]:
    """Look at pages, the sites side by side and each at its own pace.

    Args:
        pages: addresses by site id.
        sites: the sites.
        store: the page store, which knows a site's robots.txt and counts its requests of a day.
        chromium: the browser's program, "" to look where it is usually installed.
        user_agent: who asks; stands in the User-Agent of each screen.
        log_file: where Scrapy's log goes, with the reason for each page that was not seen; nowhere when None.
        timeout: seconds one answer may take, and again what the browser may take for a page.
        on_progress: see `SampleProgress`.

    Returns one record for each address, those with a `problem` among them, by site and in their order.

    Raises:
        RenderingError: see `require_sample_browser`.
        CrawlFailedError: the process ended before its work was done.
        StoreError: the store cannot be opened.
    """
    browser = require_sample_browser(chromium)
    PageStore.open(store).close()  # a store that cannot be opened is the caller's error, not the child's
    if log_file:
        log_file.parent.mkdir(parents=True, exist_ok=True)
    wanted = tuple(site for site in sites if pages.get(site.id))
    plan = CrawlJob(
        sites=wanted,
        store=str(store),
        full=False,
        user_agent=user_agent,
        log_file=str(log_file) if log_file else None,
        timeout=timeout,
        chromium=browser,
    )
    looked: dict[str, PageSnapshot] = {}
    counts = {site.id: [0, 0] for site in wanted}

    def heard(message: bytes) -> None:
        record = _DECODER.decode(message)
        looked[record.url] = record
        count = counts[record.site]
        count[0] += 1
        count[1] += record.problem is not None
        if on_progress:
            on_progress(record.site, count[0], len(pages[record.site]), count[1])

    asked = SampleJob(plan=plan, pages={site.id: tuple(pages[site.id]) for site in wanted})
    failure, code = run_child(_look_here, asked, name="regiozoek-sample", on_message=heard)
    if failure or code:
        where = f"; its log is {log_file}" if log_file else ""
        raise CrawlFailedError(f"looking at pages stopped: {failure or f'its process ended with code {code}'}{where}")
    return tuple(_in_order(asked, looked))


def _in_order(asked: SampleJob, looked: Mapping[str, PageSnapshot]) -> Iterator[PageSnapshot]:
    for site, urls in asked.pages.items():
        for url in urls:
            yield looked.get(url) or PageSnapshot(site=site, url=url, problem="it was not looked at")


def _look_here(asked: SampleJob, sender: Connection) -> None:
    """Look at pages in this (child) process."""

    def prepare() -> tuple[Any, type, dict[str, Any]]:
        from scrapy.crawler import AsyncCrawlerProcess

        from crawler.sample.spider import SampleSpider
        from crawler.spider.scrapy_settings import crawl_settings

        assert asked.plan.chromium is not None
        sight = rendering.playwright_settings(asked.plan.chromium, asked.plan.timeout, images=True)
        encoder = msgspec.msgpack.Encoder()
        options = {"asked": asked, "tell": lambda record: sender.send(encoder.encode(record))}
        return AsyncCrawlerProcess(crawl_settings(asked.plan) | sight), SampleSpider, options

    run_spider(prepare, sender)
