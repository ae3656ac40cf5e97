"""StopConditions: when to stop crawling a site in this run (quiet hours, request limit, server failure)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from crawler.records.date_parsing import BRUSSELS
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import MIN_SERVER_ERROR
from crawler.registry.quiet_hours import quiet_hours_end
from crawler.registry.site import Site
from crawler.store.batch_writer import BatchWriter, today_in_belgium
from crawler.store.page_store import PageStore

MAX_CONSECUTIVE_FAILURES = 25
"""URLs in a row without a good response after which a server counts as down."""

MAX_SILENCE = 600.0
"""Seconds without a good response after which fewer failures are enough: each may take three times the timeout."""

MAX_FAILURES_AFTER_SILENCE = 5


class StopConditions:
    """Decides for one site in one run whether to continue."""

    def __init__(self, site: Site, store: PageStore, writer: BatchWriter) -> None:
        self._site = site
        self._writer = writer
        self._store = store
        self._failures = 0
        self._last_good_at = time.monotonic()
        self._last_failure = ""
        self._reason: str | None = None

    def record_result(self, result: FetchResult) -> None:
        """Record the result of a request."""
        if result.status == 0 or result.status >= MIN_SERVER_ERROR:
            self._failures += 1
            self._last_failure = result.error or f"HTTP {result.status}"
        else:
            self._failures = 0
            self._last_good_at = time.monotonic()

    def reason_to_stop(self) -> str | None:
        """Return why no more requests are sent to the site in this run, a sentence; None to continue."""
        if self._reason is None:
            self._reason = self._in_quiet_hours() or self._request_limit_reached() or self._server_down()
        return self._reason

    def _in_quiet_hours(self) -> str | None:
        until = quiet_hours_end(self._site, datetime.now(UTC)) if self._site.quiet_hours else None
        return (
            f"its quiet hours last until {until.astimezone(BRUSSELS):%H:%M}; crawl it again after that"
            if until
            else None
        )

    def _request_limit_reached(self) -> str | None:
        limit = self._site.max_per_day
        if limit is None:
            return None
        stored = self._store.count_requests(self._site.id, today_in_belgium())
        if stored + self._writer.unsaved_requests(self._site.id) < limit:
            return None
        return f"its {limit} requests of today are used up; crawl it again tomorrow to continue"

    def _server_down(self) -> str | None:
        silent = time.monotonic() - self._last_good_at > MAX_SILENCE
        if self._failures < (MAX_FAILURES_AFTER_SILENCE if silent else MAX_CONSECUTIVE_FAILURES):
            return None
        return f"{self._failures} URLs in a row failed ({self._last_failure}); the next crawl requests the rest"
