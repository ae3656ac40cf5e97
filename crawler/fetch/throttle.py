"""How long to wait between two requests to one site, and whose wish that is.

The longest of the wishes counts: the registry's `delay`, robots.txt's Crawl-delay, what a server in
trouble asks for with Retry-After (RFC 9110, section 10.2.3) or shows by 429 and 503, and the pace of a
server that has become slow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.records.http_status import OVERLOAD_STATUSES

INITIAL_BACKOFF = 2.0
"""Seconds after the first such answer without a Retry-After; each further one doubles it."""

MAX_DELAY = 120.0
"""Seconds that one wait may take: a site that asks for more is asked again in the next run."""

RESPONSES_PER_RECOVERY = 10
"""Sound answers after which a backoff is halved."""

SLOW_RESPONSE = 2.0
"""Seconds of latency from which a server is spared: as long as it needs for an answer, it is left alone after it."""


@dataclass(slots=True)
class Throttle:
    """The pace of one site. Moments are seconds of a monotonic clock."""

    registry: float
    robots: float = 0.0
    _backoff: float = 0.0
    _slowness: float = 0.0
    _paused_until: float = 0.0
    _calm: int = field(default=0)

    def delay(self, now: float) -> float:
        """Return the seconds to wait before the next request."""
        steady = max(self.registry, self.robots, self._backoff, self._slowness)
        return max(steady, min(self._paused_until - now, MAX_DELAY))

    def reason(self, now: float) -> str:
        """Say who wants the present delay."""
        wishes = {
            "Retry-After of its server": self._paused_until - now,
            "the trouble its server is in": self._backoff,
            "the slowness of its server": self._slowness,
            "Crawl-delay in its robots.txt": self.robots,
            "delay in the registry": self.registry,
        }
        return max(wishes, key=lambda wish: wishes[wish])

    def record_response(self, status: int, latency: float, parse_retry_after: float | None, now: float) -> None:
        """Take in an answer: its status, the seconds it took, and the seconds its Retry-After asks for."""
        if status in OVERLOAD_STATUSES:
            self._calm = 0
            self._backoff = min(max(2 * self._backoff, INITIAL_BACKOFF), MAX_DELAY)
            if parse_retry_after is not None:
                self._paused_until = max(self._paused_until, now + min(parse_retry_after, MAX_DELAY))
            return
        self._slowness = latency if latency > SLOW_RESPONSE else 0.0
        self._calm += 1
        if self._backoff and self._calm >= RESPONSES_PER_RECOVERY:
            self._calm = 0
            self._backoff = self._backoff / 2 if self._backoff > INITIAL_BACKOFF else 0.0


def parse_retry_after(header: str, moment: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number, or a date; None when it is neither."""
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - (moment or datetime.now(UTC))).total_seconds(), 0.0)
