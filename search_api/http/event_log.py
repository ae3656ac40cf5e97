"""Events of use: which results people open, counted without knowing who they are.

Kept are the kind, the site searched from, the opened address, its place in the list and the redacted query, with the
hour; no network address, no cookie, no name of a browser, and not the id of the search, which lives in memory only so
that a click that is sent twice counts once.
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

from crawler.records.dates import BRUSSELS
from search_api.query.redaction import redact_query

EVENTS_PER_SECOND, EVENT_BURST = 50.0, 200.0
"""Events a second that are taken on, and how many at once: a busy region clicks once a second."""

MAX_LOG_FILE_BYTES = 20_000_000
"""Bytes of one day's file; what comes after is counted, not written."""

EVENT_RETENTION_DAYS = 92
"""Days a file is kept: a quarter says what people look for."""

MAX_REMEMBERED_CLICKS = 10_000
"""Clicks known again when they are sent twice."""


class UsageEvent(BaseModel):
    """One thing that someone did.

    `search_id` is made anew for each search by whoever searched; it tells two sendings of one click from two clicks.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Literal["click", "answer", "best_bet"]
    search_id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    url: str = Field(pattern=r"^https?://", max_length=2000)
    position: int = Field(ge=1, le=1000)
    q: str = Field("", max_length=300)
    home: str | None = Field(None, max_length=60)


class EventLog:
    """Counts events, and appends them to a file a day in `folder` (None: counts only)."""

    def __init__(
        self,
        folder: Path | None,
        registry: CollectorRegistry,
        now: Callable[[], datetime] = lambda: datetime.now(BRUSSELS),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._now, self._clock = folder, now, clock
        self._counted = Counter(
            "regiozoek_events", "Events of use by kind and site.", ["kind", "home"], registry=registry
        )
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._left, self._at = EVENT_BURST, clock()
        self._file: Path | None = None

    def admits(self) -> bool:
        """Whether one more event can be taken on now; a flood is none of ours."""
        now = self._clock()
        self._left = min(EVENT_BURST, self._left + (now - self._at) * EVENTS_PER_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def add(self, event: UsageEvent) -> None:
        """Count an event and write it down, once."""
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
    """Remove the files of days before `oldest`."""
    for file in folder.glob("????-??-??.jsonl"):
        if file.name < oldest:
            file.unlink(missing_ok=True)
