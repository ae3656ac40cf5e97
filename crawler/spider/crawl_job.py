"""What a crawl process is told: a record that crosses to it without Scrapy being imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.browser.chromium import Chromium
from crawler.registry.site import Site

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of one answer, packed or unpacked: what Googlebot takes of a PDF (Google's limit of 2026)."""


DEFAULT_USER_AGENT = "Regiozoek/0.1 (+https://www.leiedal.be/; webmaster@leiedal.be)"
"""Product, contact page and e-mail address, so that a webmaster knows whom to contact."""

RESPONSE_TIMEOUT = 30.0
"""Seconds a response may take until it is complete: a citizen has long left by then."""

CrawlProgress = Callable[[str, int, int, int], None]
"""Called with a site's id, the addresses done, those known to be asked in this run, and those that gave no page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlJob:
    """What to crawl: the sites, where the store is, whether unchanged pages are asked again in full.

    `timeout` is the seconds one answer may take until it is complete; `chromium` is the
    browser for pages to render, None when no site asks for it.
    """

    sites: tuple[Site, ...]
    store: str
    full: bool
    user_agent: str
    log_file: str | None
    timeout: float
    chromium: Chromium | None = None
