"""ThrottleExtension: applies each site's throttle to Scrapy's downloader, and logs the reason for a delay."""

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
        crawler.signals.connect(self._response_received, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension."""
        return cls(crawler)

    def set_crawl_delay(self, site: str, seconds: float) -> None:
        """Set the Crawl-delay of a site's robots.txt."""
        self._throttles[site].robots = seconds
        self._apply(site)

    def _response_received(self, response: Response, request: Request, spider: Spider) -> None:  # noqa: ARG002 -- the signal's
        site: str = request.meta.get("download_slot", "")
        if site not in self._throttles:
            return
        header = response.headers.get("retry-after")
        retry_after = parse_retry_after(header.decode("latin-1")) if header else None
        self._throttles[site].record_response(
            response.status, request.meta.get("download_latency", 0.0), retry_after, time.monotonic()
        )
        self._apply(site)

    def _apply(self, site: str) -> None:
        """Apply the delay to the site's slot, and to the settings of the slot that may replace an idle one."""
        now = time.monotonic()
        throttle = self._throttles[site]
        delay = throttle.delay(now)
        downloader = self._crawler.engine.downloader
        steady = downloader.per_slot_settings[site]
        if round(delay, 1) != round(steady["delay"], 1):
            logger.info("%s: %.1f s between requests: %s", site, delay, throttle.reason(now))
        steady["delay"] = delay
        slot: Slot | None = downloader.slots.get(site)
        if slot:
            slot.delay = delay
