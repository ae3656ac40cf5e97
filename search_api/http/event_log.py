"""Usage log: which results people open, counted anonymously.

Logged are the kind of event, the home site, the opened URL, its position and the redacted query, with the hour. IP
address, cookies and User-Agent are not logged. The search id stays in memory, to count a click that is sent twice once.
"""

from __future__ import annotations

import json
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Counter
from pydantic import BaseModel, ConfigDict, Field

from crawler.records.date_parsing import BRUSSELS
from search_api.query.redaction import redact_query

EVENTS_PER_SECOND, EVENT_BURST = 50.0, 200.0
"""Token bucket of accepted events: rate per second and burst. A busy region has about one click per second."""

MAX_LOG_FILE_BYTES = 20_000_000
"""Maximum bytes of the file of one day; further events are counted but not logged."""

EVENT_RETENTION_DAYS = 92
"""Days for which files are kept: one quarter."""

MAX_REMEMBERED_CLICKS = 10_000
"""Clicks remembered to detect duplicates."""


class UsageEvent(BaseModel):
    """One usage event: a click on a result, an answer card or a best bet.

    The client creates a random `search_id` for each search, by which a click that is sent twice is recognised.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["click", "answer", "best_bet"]
    search_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    url: str = Field(pattern=r"^https?://", max_length=2000)
    position: int = Field(ge=1, le=1000)
    q: str = Field("", max_length=300)
    home: str | None = Field(None, max_length=60)


class EventLog:
    """Counts usage events and appends them to one file per day in `folder` (None: counts only)."""

    def __init__(
        self,
        folder: Path | None,
        registry: CollectorRegistry,
        now: Callable[[], datetime] = lambda: datetime.now(BRUSSELS),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._now, self._clock = folder, now, clock
        self._counted = Counter(
            "regiozoek_usage_events", "Events of use by kind and site.", ["kind", "home"], registry=registry
        )
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._left, self._at = EVENT_BURST, clock()
        self._file: Path | None = None

    def admits(self) -> bool:
        """Whether the rate limit allows one more event now."""
        now = self._clock()
        self._left = min(EVENT_BURST, self._left + (now - self._at) * EVENTS_PER_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def add(self, event: UsageEvent) -> None:
        """Count and log an event, unless it is a duplicate."""
        key = (event.search_id, event.url)
        if key in self._known:
            return
        self._known[key] = None
        if len(self._known) > MAX_REMEMBERED_CLICKS:
            self._known.popitem(last=False)
        self._counted.labels(event.kind, event.home or "").inc()
        if self._folder is not None:
            self._write(self._folder, event)

    def _write(self, folder: Path, event: UsageEvent) -> None:
        now = self._now()
        file = folder / f"{now.date().isoformat()}.jsonl"
        if file != self._file:
            folder.mkdir(parents=True, exist_ok=True)
            _forget(folder, f"{(now.date() - timedelta(days=EVENT_RETENTION_DAYS)).isoformat()}.jsonl")
            self._file = file
        line = event.model_dump(exclude={"search_id"}) | {"q": redact_query(event.q), "hour": now.hour}
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as opened:
            if opened.tell() < MAX_LOG_FILE_BYTES:
                opened.write(json.dumps(line, ensure_ascii=False) + "\n")


def _forget(folder: Path, oldest: str) -> None:
    """Delete the files of days before `oldest`."""
    for file in folder.glob("????-??-??.jsonl"):
        if file.name < oldest:
            file.unlink(missing_ok=True)
