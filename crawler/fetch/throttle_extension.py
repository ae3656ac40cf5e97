"""Applies each site's pace to Scrapy's downloader, and logs whose wish a wait is."""

from __future__ import annotations

import logging
import time
from typing import Self

from scrapy import Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.fetch.throttle import Throttle, parse_retry_after

logger = logging.getLogger(__name__)


class ThrottleExtension:
    """A Scrapy extension with one `Throttle` for each download slot, that is for each site."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self._throttles = {site: Throttle(float(slot["delay"])) for site, slot in slots.items()}
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension."""
        return cls(crawler)

    def set_crawl_delay(self, site: str, seconds: float) -> None:
        """Take in the Crawl-delay of a site's robots.txt."""
        self._throttles[site].robots = seconds
        self._apply(site)

    def _answered(self, response: Response, request: Request, spider: Spider) -> None:  # noqa: ARG002 -- the signal's
        site: str = request.meta.get("download_slot", "")
        if site not in self._throttles:
            return
        header = response.headers.get("retry-after")
        asked = parse_retry_after(header.decode("latin-1")) if header else None
        self._throttles[site].record_response(
            response.status, request.meta.get("download_latency", 0.0), asked, time.monotonic()
        )
        self._apply(site)

    def _apply(self, site: str) -> None:
        """Give a site's pace to its slot, and to the settings of the slot that may follow when this one idles away."""
        now = time.monotonic()
        pace = self._throttles[site]
        delay = pace.delay(now)
        downloader = self._crawler.engine.downloader
        steady = downloader.per_slot_settings[site]
        if round(delay, 1) != round(steady["delay"], 1):
            logger.info("%s: %.1f s between requests: %s", site, delay, pace.reason(now))
        steady["delay"] = delay
        slot: Slot | None = downloader.slots.get(site)
        if slot:
            slot.delay = delay
