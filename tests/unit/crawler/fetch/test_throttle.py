"""The longest wish decides how long a site is left alone."""

from datetime import UTC, datetime

import pytest

from crawler.fetch.throttle import RESPONSES_PER_RECOVERY, INITIAL_BACKOFF, MAX_DELAY, Throttle, parse_retry_after


def test_without_trouble_the_registry_and_robots_decide() -> None:
    """The longer of the two waits, and whose it is."""
    pace = Throttle(1.0)
    assert (1.0, "delay in the registry") == (pace.delay(0), pace.reason(0))
    pace.robots = 5.0
    assert (5.0, "Crawl-delay in its robots.txt") == (pace.delay(0), pace.reason(0))


def test_trouble_doubles_the_wait_and_calm_halves_it() -> None:
    """429 and 503 back off without bound but the longest; sound answers lead back, step by step."""
    pace = Throttle(1.0)
    seen = []
    for _ in range(3):
        pace.record_response(503, 0.1, None, 0)
        seen.append(pace.delay(0))
    for _ in range(3 * RESPONSES_PER_RECOVERY):
        pace.record_response(200, 0.1, None, 0)
        seen.append(pace.delay(0))
    assert [INITIAL_BACKOFF, 2 * INITIAL_BACKOFF, 4 * INITIAL_BACKOFF] == seen[:3]
    assert (2 * INITIAL_BACKOFF, INITIAL_BACKOFF, 1.0) == (seen[2 + RESPONSES_PER_RECOVERY], seen[2 + 2 * RESPONSES_PER_RECOVERY], seen[-1])
    for _ in range(20):
        pace.record_response(429, 0.1, None, 0)
    assert MAX_DELAY == pace.delay(0)


def test_retry_after_is_waited_for_and_then_over() -> None:
    """What a server asks for holds until its moment, never longer than the longest wait."""
    pace = Throttle(1.0)
    pace.record_response(429, 0.1, 30.0, now=100)
    assert (30.0, "Retry-After of its server") == (pace.delay(100), pace.reason(100))
    assert INITIAL_BACKOFF == pace.delay(131)
    pace.record_response(429, 0.1, 86400.0, now=200)
    assert MAX_DELAY == pace.delay(200)


def test_a_slow_server_is_spared() -> None:
    """As long as an answer took, and only as long as it is slow."""
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
    """RFC 9110 allows both; a date that is past asks for nothing; nonsense is ignored."""
    assert seconds == parse_retry_after(header, datetime(2026, 7, 1, tzinfo=UTC))
