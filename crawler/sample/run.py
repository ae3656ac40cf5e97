"""Open a sample of each site's pages in a browser, on a phone and on a desktop screen, as politely as a crawl.

The pages are requested again through the crawl's own downloader: a site's delay, robots.txt, quiet hours, requests per
day, and the refusal of private addresses apply as in a crawl. Only the number of requests is written to the page store.
See `crawler.browser.page_renderer` for what a page can do to the browser, and how that is limited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from crawler.browser import chromium as browser_setup
from crawler.browser.chromium import Chromium
from crawler.process.scrapy_process import run_child, run_spider
from crawler.records.browser_snapshot import PageSnapshot
from crawler.records.errors import CrawlFailedError
from crawler.records.user_agent import DEFAULT_USER_AGENT
from crawler.registry.site import Site
from crawler.sample.job import SampleJob
from crawler.spider.crawl_job import RESPONSE_TIMEOUT, CrawlJob
from crawler.store.page_store import PageStore

SAMPLE_PACKAGES = (*browser_setup.RENDER_PACKAGES, "axe_playwright_python")

SampleProgress = Callable[[str, int, int, int], None]
"""Called with a site's id, the number of its finished pages, of all its pages, and of those that failed."""

_DECODER = msgspec.msgpack.Decoder(PageSnapshot)


def require_sample_browser(chromium: str = "") -> Chromium:
    """Return the browser for the sample.

    Raises:
        RenderingError: Chromium or a package is missing, or it does not start; the message says what to install.
    """
    return browser_setup.require_chromium("the browser sample requires Chromium", chromium, SAMPLE_PACKAGES)


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
    """Open pages in a browser, the sites concurrently and each at its own pace.

    Args:
        pages: URLs by site id.
        sites: the sites.
        store: the page store, for a site's last robots.txt and its requests per day.
        chromium: the browser program, "" to search the usual places.
        user_agent: inserted in the User-Agent of each screen.
        log_file: file for Scrapy's log, with the reason for each page that failed; None for no log.
        timeout: seconds one response may take, and again what the browser may take for a page.
        on_progress: see `SampleProgress`.

    Returns:
        One record per URL, including those with a `problem`, by site and in the order of the arguments.

    Raises:
        RenderingError: see `require_sample_browser`.
        CrawlFailedError: the process ended before it was finished.
        StoreError: the store cannot be opened.
    """
    browser = require_sample_browser(chromium)
    PageStore.open(store).close()  # a store that cannot be opened is the caller's error, not the child's
    if log_file:
        log_file.parent.mkdir(parents=True, exist_ok=True)
    sampled = tuple(site for site in sites if pages.get(site.id))
    crawl_job = CrawlJob(
        sites=sampled,
        store=str(store),
        full=False,
        user_agent=user_agent,
        log_file=str(log_file) if log_file else None,
        timeout=timeout,
        chromium=browser,
    )
    snapshots: dict[str, PageSnapshot] = {}
    counts = {site.id: [0, 0] for site in sampled}

    def on_message(message: bytes) -> None:
        record = _DECODER.decode(message)
        snapshots[record.url] = record
        count = counts[record.site]
        count[0] += 1
        count[1] += record.problem is not None
        if on_progress:
            on_progress(record.site, count[0], len(pages[record.site]), count[1])

    job = SampleJob(crawl=crawl_job, pages={site.id: tuple(pages[site.id]) for site in sampled})
    failure, code = run_child(_run_sample, job, name="regiozoek-sample", on_message=on_message)
    if failure or code:
        where = f"; see {log_file}" if log_file else ""
        raise CrawlFailedError(f"the browser sample stopped: {failure or f'its process ended with code {code}'}{where}")
    return tuple(_in_order(job, snapshots))


def _in_order(job: SampleJob, snapshots: Mapping[str, PageSnapshot]) -> Iterator[PageSnapshot]:
    for site, urls in job.pages.items():
        for url in urls:
            yield snapshots.get(url) or PageSnapshot(site=site, url=url, problem="it was not opened")


def _run_sample(job: SampleJob, sender: Connection) -> None:
    """Open the pages in this (child) process."""

    def prepare() -> tuple[Any, type, dict[str, Any]]:
        from scrapy.crawler import AsyncCrawlerProcess

        from crawler.sample.spider import SampleSpider
        from crawler.spider.scrapy_settings import crawl_settings

        assert job.crawl.chromium is not None
        browser_settings = browser_setup.playwright_settings(job.crawl.chromium, job.crawl.timeout, images=True)
        encoder = msgspec.msgpack.Encoder()
        options = {"job": job, "report": lambda record: sender.send(encoder.encode(record))}
        return AsyncCrawlerProcess(crawl_settings(job.crawl) | browser_settings), SampleSpider, options

    run_spider(prepare, sender)
