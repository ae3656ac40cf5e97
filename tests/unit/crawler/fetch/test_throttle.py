"""The longest delay applies."""

from datetime import UTC, datetime

import pytest

from crawler.fetch.throttle import INITIAL_BACKOFF, MAX_DELAY, RESPONSES_PER_RECOVERY, Throttle, parse_retry_after


def test_without_overload_the_registry_and_robots_decide() -> None:
    """The longer of the two delays, with its reason."""
    pace = Throttle(1.0)
    assert (1.0, "delay in the registry") == (pace.delay(0), pace.reason(0))
    pace.robots = 5.0
    assert (5.0, "Crawl-delay in its robots.txt") == (pace.delay(0), pace.reason(0))


def test_overload_doubles_the_delay_and_good_responses_halve_it() -> None:
    """429 and 503 double the delay up to the maximum; good responses reduce it again."""
    pace = Throttle(1.0)
    seen = []
    for _ in range(3):
        pace.record_response(503, 0.1, None, 0)
        seen.append(pace.delay(0))
    for _ in range(3 * RESPONSES_PER_RECOVERY):
        pace.record_response(200, 0.1, None, 0)
        seen.append(pace.delay(0))
    assert [INITIAL_BACKOFF, 2 * INITIAL_BACKOFF, 4 * INITIAL_BACKOFF] == seen[:3]
    assert (2 * INITIAL_BACKOFF, INITIAL_BACKOFF, 1.0) == (
        seen[2 + RESPONSES_PER_RECOVERY],
        seen[2 + 2 * RESPONSES_PER_RECOVERY],
        seen[-1],
    )
    for _ in range(20):
        pace.record_response(429, 0.1, None, 0)
    assert MAX_DELAY == pace.delay(0)


def test_retry_after_applies_until_its_time() -> None:
    """A Retry-After applies until its time, up to the maximum."""
    pace = Throttle(1.0)
    pace.record_response(429, 0.1, 30.0, now=100)
    assert (30.0, "Retry-After of its server") == (pace.delay(100), pace.reason(100))
    assert INITIAL_BACKOFF == pace.delay(131)
    pace.record_response(429, 0.1, 86400.0, now=200)
    assert MAX_DELAY == pace.delay(200)


def test_a_slow_server_gets_fewer_requests() -> None:
    """The delay is as long as the last response took, only while the server is slow."""
    pace = Throttle(1.0)
    pace.record_response(200, 6.5, None, 0)
    slow = pace.delay(0)
    pace.record_response(200, 0.2, None, 0)
    assert (6.5, 1.0) == (slow, pace.delay(0))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 01 Jul 2026 00:01:30 GMT", 90.0),
        ("Tue, 30 Jun 2026 00:00:00 GMT", 0.0),
        ("straks", None),
        ("-5", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    """RFC 9110 allows both; a past date gives 0; invalid values are ignored."""
    assert seconds == parse_retry_after(header, datetime(2026, 7, 1, tzinfo=UTC))
