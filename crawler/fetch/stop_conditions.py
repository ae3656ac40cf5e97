"""When to leave a site for this time: its quiet hours, its requests of the day, a server that no longer answers."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from crawler.records.dates import BRUSSELS
from crawler.records.fetch_result import FetchResult
from crawler.registry.quiet_hours import quiet_hours_end
from crawler.registry.site import Site
from crawler.store.batch_writer import BatchWriter, today_in_belgium
from crawler.store.page_store import PageStore

MAX_CONSECUTIVE_FAILURES = 25
"""Addresses in a row without a sound answer after which a server is taken for down."""

MAX_SILENCE = 600.0
"""Seconds without a sound answer after which a few failures are enough: each may cost three times the time-out."""

MAX_FAILURES_AFTER_SILENCE = 5

FAILURE = 500
"""The least status by which a server says that it failed; 0 is no answer at all."""


class StopConditions:
    """Tells for one site in one run whether to go on."""

    def __init__(self, site: Site, store: PageStore, recorder: BatchWriter) -> None:
        self._site = site
        self._writer = recorder
        self._store = store
        self._failures = 0
        self._sound_at = time.monotonic()
        self._last = ""
        self._over: str | None = None

    def record_result(self, answer: FetchResult) -> None:
        """Take in an answer."""
        if answer.status == 0 or answer.status >= FAILURE:
            self._failures += 1
            self._last = answer.error or f"it answered {answer.status}"
        else:
            self._failures = 0
            self._sound_at = time.monotonic()

    def reason_to_stop(self) -> str | None:
        """Return why nothing more is asked of the site in this run, a sentence; None while it may be."""
        if self._over is None:
            self._over = self._quiet() or self._used_up() or self._down()
        return self._over

    def _quiet(self) -> str | None:
        until = quiet_hours_end(self._site, datetime.now(UTC)) if self._site.quiet_hours else None
        return (
            f"its quiet hours last until {until.astimezone(BRUSSELS):%H:%M}; crawl it again after that"
            if until
            else None
        )

    def _used_up(self) -> str | None:
        most = self._site.max_per_day
        if most is None:
            return None
        stored = self._store.count_requests(self._site.id, today_in_belgium())
        if stored + self._writer.unsaved_requests(self._site.id) < most:
            return None
        return f"its {most} requests of today are used up; the next crawl goes on tomorrow"

    def _down(self) -> str | None:
        silent = time.monotonic() - self._sound_at > MAX_SILENCE
        if self._failures < (MAX_FAILURES_AFTER_SILENCE if silent else MAX_CONSECUTIVE_FAILURES):
            return None
        return (
            f"{self._failures} of its addresses in a row gave no sound answer ({self._last}); "
            "the next crawl asks for the rest"
        )
