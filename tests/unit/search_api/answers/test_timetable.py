"""Unit tests of whether a place is open, by Belgian clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.records.date_parsing import BRUSSELS
from indexer.places.hours_exceptions import NO_EXCEPTIONS, HoursExceptions, HoursNote
from indexer.places.opening_hours import PUBLIC_HOLIDAYS, HoursRule, OpeningHours, OpenIntervals
from search_api.answers.timetable import DayHours, DoubtReason, Timetable

MORNING, AFTERNOON = (540, 720), (780, 1020)
MONDAY = date(2026, 3, 2)
ASCENSION = date(2026, 5, 14)  # a Thursday


def timetable(*rules: HoursRule, remarks: HoursExceptions = NO_EXCEPTIONS) -> Timetable:
    """Return a timetable with 14 May 2026 as public holiday."""
    return Timetable(OpeningHours(rules), remarks, {ASCENSION})


def weekly(spells: OpenIntervals, *days: int) -> HoursRule:
    """Return a rule for weekdays, for all seven when none is named."""
    return HoursRule(spells, days or tuple(range(7)))


def at(text: str) -> datetime:
    """Return a moment of Belgian clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


BOTH = timetable(weekly((MORNING, AFTERNOON), 0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    ("now", "until", "following"),
    [
        ("2026-03-02T08:59:59", None, "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-02T12:00", "2026-03-02T13:00"),
        ("2026-03-02T12:00", None, "2026-03-02T13:00"),
        ("2026-03-02T16:59", "2026-03-02T17:00", "2026-03-03T09:00"),
        ("2026-03-06T17:00", None, "2026-03-09T09:00"),
    ],
)
def test_open_from_the_first_minute_to_the_last(now: str, until: str | None, following: str) -> None:
    """Open at the opening, closed at the closing, closed at noon, and over the week-end."""
    assert (at(until) if until else None, at(following)) == (BOTH.open_until(at(now)), BOTH.next_opening(at(now)))


def test_the_moment_may_come_in_any_zone() -> None:
    """A server's clock in UTC is an hour behind in winter, two in summer."""
    noon = datetime(2026, 3, 2, 11, 30, tzinfo=UTC), datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
    assert [None, None] == [BOTH.open_until(now) for now in noon]
    assert BOTH.open_until(datetime(2026, 6, 1, 9, 59, tzinfo=UTC)) is not None


def test_a_night_belongs_to_the_evening_before() -> None:
    """Open from 22 to 3: at one at night it is yesterday's spell, and nothing opens today."""
    night = timetable(weekly(((22 * 60, 27 * 60),), 0))
    assert [at("2026-03-03T03:00"), None] == [
        night.open_until(at(now)) for now in ("2026-03-03T01:00", "2026-03-03T03:00")
    ]
    assert at("2026-03-09T22:00") == night.next_opening(at("2026-03-03T01:00"))


def test_clocks_that_change_move_no_opening() -> None:
    """On 29 March 2026 two o'clock becomes three: nine o'clock is nine o'clock, seven hours after UTC midnight."""
    sunday = timetable(weekly((MORNING,), 6))
    following = sunday.next_opening(at("2026-03-28T12:00"))
    assert following is not None
    assert datetime(2026, 3, 29, 7, tzinfo=UTC) == following.astimezone(UTC)
    assert datetime(2026, 10, 25, 8, tzinfo=UTC) == (
        sunday.next_opening(at("2026-10-24T12:00")) or following
    ).astimezone(UTC)


def test_an_exception_goes_before_everything() -> None:
    """What is said of the date itself holds, on a holiday too."""
    hours = timetable(
        weekly((MORNING,)), HoursRule((AFTERNOON,), (), ASCENSION, ASCENSION), remarks=HoursExceptions(True)
    )
    assert DayHours(ASCENSION, (AFTERNOON,), special=True) == hours.day(ASCENSION)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (timetable(weekly((MORNING,))), DayHours(ASCENSION, (MORNING,), DoubtReason.HOLIDAY)),
        (
            timetable(weekly((MORNING,)), remarks=HoursExceptions(holidays_closed=True)),
            DayHours(ASCENSION, (), special=True),
        ),
        (timetable(weekly((MORNING,)), weekly((), PUBLIC_HOLIDAYS)), DayHours(ASCENSION, (), special=True)),
        (
            timetable(weekly((MORNING,)), weekly((AFTERNOON,), PUBLIC_HOLIDAYS)),
            DayHours(ASCENSION, (AFTERNOON,), special=True),
        ),
        (timetable(weekly((MORNING,), 0)), DayHours(ASCENSION, ())),
    ],
)
def test_on_a_holiday_only_what_was_said_is_certain(hours: Timetable, expected: DayHours) -> None:
    """Closed because a page says so, other hours because the data say so, else in doubt; closed anyway stays closed."""
    assert expected == hours.day(ASCENSION)


def test_days_of_local_government_are_in_doubt_unless_stated() -> None:
    """11 July is no public holiday, yet town halls close; a page that names the day settles it."""
    day = date(2026, 7, 11)
    plain = timetable(weekly((MORNING,)))
    stated = timetable(weekly((MORNING,)), remarks=HoursExceptions(yearly=((7, 11),)))
    assert [DoubtReason.HOLIDAY, None] == [hours.day(day).doubt for hours in (plain, stated)]
    assert () == stated.day(day).intervals


def test_a_note_puts_its_season_in_doubt() -> None:
    """In the months of a note it is not said whether it is open now, nor when it opens; outside them it is."""
    hours = timetable(
        weekly((MORNING,)), remarks=HoursExceptions(notes=(HoursNote("In juli andere uren.", ((701, 731),)),))
    )
    assert [(DoubtReason.NOTE, None), (at("2026-06-29T12:00"), at("2026-06-30T09:00"))] == [
        (hours.open_until(now), hours.next_opening(now)) for now in (at("2026-07-06T10:00"), at("2026-06-29T10:00"))
    ]


def test_beyond_a_day_in_doubt_no_opening_is_promised() -> None:
    """On Wednesday evening before a holiday in doubt it is not said when it opens next."""
    assert None is timetable(weekly((MORNING,))).next_opening(at("2026-05-13T20:00"))


def test_a_single_date_may_be_closed() -> None:
    """A page that says "gesloten op 2 maart 2026" is believed on that day alone."""
    hours = timetable(weekly((MORNING,)), remarks=HoursExceptions(dates=(MONDAY,)))
    assert [(), (MORNING,)] == [hours.day(day).intervals for day in (MONDAY, date(2027, 3, 2))]
