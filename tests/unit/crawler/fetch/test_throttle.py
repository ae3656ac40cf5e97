"""The longest wish decides how long a site is left alone."""

from datetime import UTC, datetime

import pytest

from crawler.fetch.throttle import CALM, FIRST_BACKOFF, LONGEST, Pace, retry_after


def test_without_trouble_the_registry_and_robots_decide() -> None:
    """The longer of the two waits, and whose it is."""
    pace = Pace(1.0)
    assert (1.0, "delay in the registry") == (pace.delay(0), pace.whose_wish(0))
    pace.robots = 5.0
    assert (5.0, "Crawl-delay in its robots.txt") == (pace.delay(0), pace.whose_wish(0))


def test_trouble_doubles_the_wait_and_calm_halves_it() -> None:
    """429 and 503 back off without bound but the longest; sound answers lead back, step by step."""
    pace = Pace(1.0)
    seen = []
    for _ in range(3):
        pace.saw(503, 0.1, None, 0)
        seen.append(pace.delay(0))
    for _ in range(3 * CALM):
        pace.saw(200, 0.1, None, 0)
        seen.append(pace.delay(0))
    assert [FIRST_BACKOFF, 2 * FIRST_BACKOFF, 4 * FIRST_BACKOFF] == seen[:3]
    assert (2 * FIRST_BACKOFF, FIRST_BACKOFF, 1.0) == (seen[2 + CALM], seen[2 + 2 * CALM], seen[-1])
    for _ in range(20):
        pace.saw(429, 0.1, None, 0)
    assert LONGEST == pace.delay(0)


def test_retry_after_is_waited_for_and_then_over() -> None:
    """What a server asks for holds until its moment, never longer than the longest wait."""
    pace = Pace(1.0)
    pace.saw(429, 0.1, 30.0, now=100)
    assert (30.0, "Retry-After of its server") == (pace.delay(100), pace.whose_wish(100))
    assert FIRST_BACKOFF == pace.delay(131)
    pace.saw(429, 0.1, 86400.0, now=200)
    assert LONGEST == pace.delay(200)


def test_a_slow_server_is_spared() -> None:
    """As long as an answer took, and only as long as it is slow."""
    pace = Pace(1.0)
    pace.saw(200, 6.5, None, 0)
    slow = pace.delay(0)
    pace.saw(200, 0.2, None, 0)
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
    assert seconds == retry_after(header, datetime(2026, 7, 1, tzinfo=UTC))
