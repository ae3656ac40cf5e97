"""Throttle: how long to wait between two requests to one site, and for which reason.

The longest of these delays applies: `delay` in the registry, Crawl-delay in robots.txt, the Retry-After of an
overloaded server (RFC 9110, section 10.2.3), a growing delay after 429 and 503, and the latency of a slow server.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from crawler.records.http_status import OVERLOAD_STATUSES

INITIAL_BACKOFF = 2.0
"""Seconds after the first overload response without a Retry-After; each further one doubles it."""

MAX_DELAY = 120.0
"""Maximum seconds of one wait: a site that asks for more is crawled again in the next run."""

RESPONSES_PER_RECOVERY = 10
"""Good responses after which the backoff is halved."""

SLOW_RESPONSE = 2.0
"""Seconds of latency from which a server counts as slow: the crawl then waits as long as the last response took."""


@dataclass(slots=True)
class Throttle:
    """The delay of one site. Times are seconds of a monotonic clock."""

    registry: float
    robots: float = 0.0
    _backoff: float = 0.0
    _slow_latency: float = 0.0
    _paused_until: float = 0.0
    _good_responses: int = field(default=0)

    def delay(self, now: float) -> float:
        """Return the seconds to wait before the next request."""
        steady = max(self.registry, self.robots, self._backoff, self._slow_latency)
        return max(steady, min(self._paused_until - now, MAX_DELAY))

    def reason(self, now: float) -> str:
        """Return the reason for the current delay."""
        reasons = {
            "Retry-After of its server": self._paused_until - now,
            "overload responses (429, 503) of its server": self._backoff,
            "slow responses of its server": self._slow_latency,
            "Crawl-delay in its robots.txt": self.robots,
            "delay in the registry": self.registry,
        }
        return max(reasons, key=lambda reason: reasons[reason])

    def record_response(self, status: int, latency: float, retry_after: float | None, now: float) -> None:
        """Adapt to a response: its status, its latency in seconds, and the seconds in its Retry-After."""
        if status in OVERLOAD_STATUSES:
            self._good_responses = 0
            self._backoff = min(max(2 * self._backoff, INITIAL_BACKOFF), MAX_DELAY)
            if retry_after is not None:
                self._paused_until = max(self._paused_until, now + min(retry_after, MAX_DELAY))
            return
        self._slow_latency = latency if latency > SLOW_RESPONSE else 0.0
        self._good_responses += 1
        if self._backoff and self._good_responses >= RESPONSES_PER_RECOVERY:
            self._good_responses = 0
            self._backoff = self._backoff / 2 if self._backoff > INITIAL_BACKOFF else 0.0


def parse_retry_after(header: str, moment: datetime | None = None) -> float | None:
    """Return the seconds of a Retry-After header: a number, or a date; None when it is neither."""
    text = header.strip()
    if text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - (moment or datetime.now(UTC))).total_seconds(), 0.0)
