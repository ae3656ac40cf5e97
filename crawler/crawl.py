"""Crawl sites into the page store, in a child process, and summarise the result."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawler.browser import chromium as browser_setup
from crawler.process.scrapy_process import run_child, run_spider
from crawler.records.errors import CrawlFailedError
from crawler.records.page_events import PageEvent
from crawler.records.user_agent import DEFAULT_USER_AGENT
from crawler.registry.site import Site
from crawler.spider.crawl_job import RESPONSE_TIMEOUT, CrawlJob, CrawlProgress
from crawler.store.page_store import PageStore

MAX_EVENTS_SHOWN = 10
"""Events of one site in a summary."""

CRAWL_PROGRESS_INTERVAL = 0.2
"""Seconds between two progress messages of one site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSummary:
    """What the store contains of a site after a crawl.

    Attributes:
        site: id of the site.
        pages: number of pages and documents with status 200 that were read.
        statuses: number of stored responses by HTTP status (0: no response).
        skipped: number of known URLs that are not requested, by reason.
        events: number of events of the last crawl, by kind (`page_events`).
        problem: why the crawl is incomplete, None otherwise.
        news: the first of these events, unless it was the site's first crawl.
        more_news: number of the other events.
    """

    site: str
    pages: int
    statuses: dict[int, int]
    skipped: dict[str, int]
    events: dict[str, int]
    problem: str | None
    news: tuple[PageEvent, ...] = ()
    more_news: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """The result of one crawl: the `seconds` it took, and a summary of each site."""

    seconds: float
    sites: tuple[SiteSummary, ...]


def crawl_sites(
    sites: Sequence[Site],
    store: Path | str,
    *,
    full: bool = False,
    user_agent: str = DEFAULT_USER_AGENT,
    log_file: Path | None = None,
    timeout: float = RESPONSE_TIMEOUT,
    chromium: str = "",
    on_progress: CrawlProgress | None = None,
) -> CrawlSummary:
    """Crawl `sites` into the store and return a summary of what it contains afterwards.

    An interrupted crawl of the same sites resumes.

    Args:
        sites: the sites to crawl.
        store: a file path or SQLAlchemy URL.
        full: request every page unconditionally, instead of only what changed since it was stored.
        user_agent: sent with every request.
        log_file: file for Scrapy's log, None for no log.
        timeout: seconds one response may take until it is complete; a request is tried three times.
        chromium: the browser program for sites that require rendering, "" to search the usual places.
        on_progress: see `CrawlProgress`.

    Raises:
        CrawlFailedError: the crawl process ended before it was finished.
        StoreError: the store cannot be opened.
        RenderingError: a site requires rendering, and this machine cannot do it; no requests are sent.
    """
    started = time.monotonic()
    PageStore.open(store).close()  # a store that cannot be opened is the caller's error, not the child's
    browser = browser_setup.chromium_for(sites, chromium)
    if log_file:
        log_file.parent.mkdir(parents=True, exist_ok=True)
    log = str(log_file) if log_file else None
    job = CrawlJob(
        sites=tuple(sites),
        store=str(store),
        full=full,
        user_agent=user_agent,
        log_file=log,
        timeout=timeout,
        chromium=browser,
    )

    def on_message(message: tuple[str, int, int, int]) -> None:
        if on_progress:
            on_progress(*message)

    failure, code = run_child(_run_crawl, job, name="regiozoek-crawl", on_message=on_message)
    where = f"; see {log_file}" if log_file else ""
    if failure:
        raise CrawlFailedError(f"the crawl stopped: {failure}{where}")
    if code:
        raise CrawlFailedError(f"the crawl process ended with code {code}; run the command again to resume{where}")
    return CrawlSummary(seconds=time.monotonic() - started, sites=tuple(site_summaries(sites, store)))


def site_summaries(sites: Sequence[Site], store: Path | str) -> list[SiteSummary]:
    """Return a summary of what the store contains of each site."""
    with PageStore.open(store) as pages:
        return [_summary(pages, site) for site in sites]


def _summary(pages: PageStore, site: Site) -> SiteSummary:
    last = pages.last_crawl(site.id)
    if last is None:
        problem: str | None = "never crawled"
    elif last.problem or last.complete:
        problem = last.problem
    else:
        problem = "interrupted; crawl again to resume"
    events = pages.event_counts(site.id, last.run) if last else {}
    news = (
        pages.run_events(site.id, last.run, MAX_EVENTS_SHOWN)
        if last and not pages.is_first_crawl(site.id, last.run)
        else ()
    )
    return SiteSummary(
        site=site.id,
        pages=pages.count_readable_pages(site.id),
        statuses=pages.status_counts(site.id),
        skipped=pages.skip_counts(site.id),
        events=events,
        problem=problem,
        news=news,
        more_news=sum(events.values()) - len(news) if news else 0,
    )


class _ProgressReporter:
    """Sends progress to the parent: each site every `CRAWL_PROGRESS_INTERVAL` seconds at most, and at its end."""

    def __init__(self, sender: Connection) -> None:
        self._sender = sender
        self._last: dict[str, float] = {}

    def __call__(self, site: str, done: int, total: int, errors: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last.get(site, 0) < CRAWL_PROGRESS_INTERVAL:
            return
        self._last[site] = now
        with contextlib.suppress(OSError):
            self._sender.send((site, done, total, errors))


def _run_crawl(job: CrawlJob, sender: Connection) -> None:
    """Crawl in this (child) process."""

    def prepare() -> tuple[Any, type, dict[str, Any]]:
        from scrapy.crawler import AsyncCrawlerProcess

        from crawler.spider.scrapy_settings import crawl_settings
        from crawler.spider.spider import RegionSpider

        options = {"job": job, "on_progress": _ProgressReporter(sender)}
        return AsyncCrawlerProcess(crawl_settings(job)), RegionSpider, options

    run_spider(prepare, sender)
