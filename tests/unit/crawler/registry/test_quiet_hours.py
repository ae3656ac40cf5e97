"""Quiet hours: in Belgian time, past midnight and over both clock changes."""

from datetime import UTC, datetime, time

import pytest

from crawler.registry.quiet_hours import quiet_hours_end
from crawler.registry.site import Site

NIGHT = (time(22), time(6))


def site_of(*hours: tuple[time, time]) -> Site:
    """Return a site with these quiet hours."""
    return Site(id="a", name="A", url="https://a.be/", hosts=("a.be",), quiet_hours=hours)


def at(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-10T20:59:59", None),  # 21:59 in Belgium
        ("2026-01-10T21:00:00", "2026-01-11T05:00:00"),  # 22:00, its first minute
        ("2026-01-10T23:30:00", "2026-01-11T05:00:00"),  # past midnight
        ("2026-01-11T04:59:59.5", "2026-01-11T05:00:00"),
        ("2026-01-11T05:00:00", None),  # 06:00 is free again
        ("2026-07-10T20:30:00", "2026-07-11T04:00:00"),  # summer time
        ("2026-03-28T22:00:00", "2026-03-29T04:00:00"),  # the night that loses an hour
        ("2026-10-24T21:00:00", "2026-10-25T05:00:00"),  # the night that gains one
    ],
)
def test_a_night_ends_by_the_wall_clock(now: str, until: str | None) -> None:
    """From 22:00 until 06:00, in winter, in summer and when the clock changes."""
    assert (at(until) if until else None) == quiet_hours_end(site_of(NIGHT), at(now))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-29T00:30:00", "2026-03-29T01:00:00"),  # the clock jumps from 02:00 to 03:00, past the end
        ("2026-03-29T01:00:00", None),
        ("2026-10-25T00:10:00", "2026-10-25T00:30:00"),  # 02:10 for the first time
        ("2026-10-25T00:40:00", None),
        ("2026-10-25T01:10:00", "2026-10-25T01:30:00"),  # and for the second
    ],
)
def test_hours_that_the_clock_skips_or_repeats(now: str, until: str | None) -> None:
    """From 01:00 until 02:30: the wall clock counts."""
    assert (at(until) if until else None) == quiet_hours_end(site_of((time(1), time(2, 30))), at(now))


def test_adjacent_hours_are_one_period() -> None:
    """Requests may be sent when the last of them ends."""
    site = site_of((time(22), time(0)), (time(0), time(6)))
    assert at("2026-01-11T05:00:00") == quiet_hours_end(site, at("2026-01-10T22:00:00"))


def test_a_site_without_quiet_hours_has_no_end() -> None:
    """There is no end without quiet hours."""
    assert None is quiet_hours_end(site_of(), at("2026-01-10T23:00:00"))
