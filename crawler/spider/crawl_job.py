"""CrawlJob: what a crawl process has to do. It crosses to that process, so this module does not import Scrapy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.browser.chromium import Chromium
from crawler.registry.site import Site

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of one response, compressed or not: what Googlebot takes of a PDF (Google's limit of 2026)."""

RESPONSE_TIMEOUT = 30.0
"""Seconds a response may take until it is complete: a citizen has long left by then."""

CrawlProgress = Callable[[str, int, int, int], None]
"""Called with a site's id, the number of finished URLs, of URLs to request in this run, and of failures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """The sites to crawl, and how.

    Attributes:
        sites: the sites.
        store: file path or SQLAlchemy URL of the page store.
        full: whether all pages are requested unconditionally.
        user_agent: the User-Agent header.
        log_file: path of Scrapy's log, None for no log.
        timeout: seconds one response may take until it is complete.
        chromium: the browser that renders pages, None when no site requires it.
    """

    sites: tuple[Site, ...]
    store: str
    full: bool
    user_agent: str
    log_file: str | None
    timeout: float
    chromium: Chromium | None = None
