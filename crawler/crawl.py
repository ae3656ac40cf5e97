"""One crawl, from a list of sites to what it established in the store."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from crawler.browser import chromium as rendering
from crawler.process.scrapy_process import run_child, run_spider
from crawler.records.errors import CrawlFailedError
from crawler.records.page_events import PageEvent
from crawler.registry.site import Site
from crawler.spider.crawl_job import DEFAULT_USER_AGENT, RESPONSE_TIMEOUT, CrawlJob, CrawlProgress
from crawler.store.page_store import PageStore

MAX_EVENTS_SHOWN = 10
"""Events of one site that a summary names."""

PROGRESS_INTERVAL = 0.2
"""Seconds between two progress messages of one site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSummary:
    """What the store holds of a site after a crawl.

    `pages` are pages and documents that answered and were read; `statuses` counts stored answers by HTTP
    status (0: no answer); `skipped` known addresses by the reason they are not asked; `events` counts what the
    last crawl found new, by kind (`page_events`); `news` are the first of these events, unless it was the
    site's first crawl, and `more_news` counts the rest; `problem` is why its crawl is incomplete, None otherwise.
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
    """What one crawl did: `seconds` it took, and how each site stands."""

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
    """Crawl `sites` into the store and return what it holds afterwards.

    An earlier crawl of the same sites that was cut short goes on where it was.

    Args:
        sites: what to crawl.
        store: a file path or SQLAlchemy URL.
        full: ask for every page in full, instead of only what changed since it was stored.
        user_agent: sent with every request.
        log_file: where Scrapy's log goes; nowhere when None.
        timeout: seconds one answer may take until it is complete; it is asked for three times.
        chromium: the browser's program for sites that ask for rendering, "" to look where it is usually installed.
        on_progress: see `CrawlProgress`.

    Raises:
        CrawlFailedError: the crawl process ended before its work was done.
        StoreError: the store cannot be opened.
        RenderingError: a site asks for rendering, and this machine cannot do it; nothing is asked.
    """
    started = time.monotonic()
    PageStore.open(store).close()  # a store that cannot be opened is the caller's error, not the child's
    browser = rendering.chromium_for(sites, chromium)
    if log_file:
        log_file.parent.mkdir(parents=True, exist_ok=True)
    log = str(log_file) if log_file else None
    plan = CrawlJob(
        sites=tuple(sites),
        store=str(store),
        full=full,
        user_agent=user_agent,
        log_file=log,
        timeout=timeout,
        chromium=browser,
    )

    def heard(message: tuple[str, int, int, int]) -> None:
        if on_progress:
            on_progress(*message)

    failure, code = run_child(_crawl_here, plan, name="regiozoek-crawl", on_message=heard)
    where = f"; its log is {log_file}" if log_file else ""
    if failure:
        raise CrawlFailedError(f"the crawl stopped: {failure}{where}")
    if code:
        raise CrawlFailedError(
            f"the crawl process ended with code {code}; run it again and it goes on where it was{where}"
        )
    return CrawlSummary(seconds=time.monotonic() - started, sites=tuple(site_summaries(sites, store)))


def site_summaries(sites: Sequence[Site], store: Path | str) -> list[SiteSummary]:
    """Return how each site stands in the store."""
    with PageStore.open(store) as pages:
        return [_summary(pages, site) for site in sites]


def _summary(pages: PageStore, site: Site) -> SiteSummary:
    last = pages.last_crawl(site.id)
    if last is None:
        problem: str | None = "never crawled"
    elif last.problem or last.complete:
        problem = last.problem
    else:
        problem = "cut short; crawl again and it goes on where it was"
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


class _Reporter:
    """Sends progress to the parent, each site at most every `PROGRESS_INTERVAL` seconds and always at its end."""

    def __init__(self, sender: Connection) -> None:
        self._sender = sender
        self._last: dict[str, float] = {}

    def __call__(self, site: str, done: int, total: int, errors: int) -> None:
        now = time.monotonic()
        if done < total and now - self._last.get(site, 0) < PROGRESS_INTERVAL:
            return
        self._last[site] = now
        with contextlib.suppress(OSError):
            self._sender.send((site, done, total, errors))


def _crawl_here(plan: CrawlJob, sender: Connection) -> None:
    """Crawl in this (child) process."""

    def prepare() -> tuple[Any, type, dict[str, Any]]:
        from scrapy.crawler import AsyncCrawlerProcess

        from crawler.spider.scrapy_settings import crawl_settings
        from crawler.spider.spider import RegionSpider

        options = {"plan": plan, "on_progress": _Reporter(sender)}
        return AsyncCrawlerProcess(crawl_settings(plan)), RegionSpider, options

    run_spider(prepare, sender)
