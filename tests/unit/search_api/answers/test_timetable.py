"""Timetables: whether a place is open, in Belgian local time."""

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
    """Return a rule for these weekdays (default: all seven)."""
    return HoursRule(spells, days or tuple(range(7)))


def at(text: str) -> datetime:
    """Return a Belgian local time."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


WEEKDAYS = timetable(weekly((MORNING, AFTERNOON), 0, 1, 2, 3, 4))


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
def test_open_intervals_include_the_start_and_exclude_the_end(now: str, until: str | None, following: str) -> None:
    """Also around noon and over the weekend."""
    assert (at(until) if until else None, at(following)) == (
        WEEKDAYS.open_until(at(now)),
        WEEKDAYS.next_opening(at(now)),
    )


def test_time_may_be_in_any_time_zone() -> None:
    """UTC is an hour behind in winter and two in summer."""
    noon = datetime(2026, 3, 2, 11, 30, tzinfo=UTC), datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
    assert [None, None] == [WEEKDAYS.open_until(now) for now in noon]
    assert WEEKDAYS.open_until(datetime(2026, 6, 1, 9, 59, tzinfo=UTC)) is not None


def test_interval_past_midnight_belongs_to_the_day_before() -> None:
    """Open from 22:00 to 3:00: at 1:00 the interval of yesterday applies, and none starts today."""
    night = timetable(weekly(((22 * 60, 27 * 60),), 0))
    assert [at("2026-03-03T03:00"), None] == [
        night.open_until(at(now)) for now in ("2026-03-03T01:00", "2026-03-03T03:00")
    ]
    assert at("2026-03-09T22:00") == night.next_opening(at("2026-03-03T01:00"))


def test_daylight_saving_does_not_shift_opening_hours() -> None:
    """On 29 March 2026 2:00 becomes 3:00: 9:00 is seven hours after midnight UTC."""
    sunday = timetable(weekly((MORNING,), 6))
    following = sunday.next_opening(at("2026-03-28T12:00"))
    assert following is not None
    assert datetime(2026, 3, 29, 7, tzinfo=UTC) == following.astimezone(UTC)
    assert datetime(2026, 10, 25, 8, tzinfo=UTC) == (
        sunday.next_opening(at("2026-10-24T12:00")) or following
    ).astimezone(UTC)


def test_exception_for_a_date_overrides_everything() -> None:
    """On a holiday too."""
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
def test_holiday_hours_are_uncertain_unless_stated(hours: Timetable, expected: DayHours) -> None:
    """Closed if a page says so, other hours if the data say so, otherwise uncertain; a closed day stays closed."""
    assert expected == hours.day(ASCENSION)


def test_days_off_of_local_government_are_uncertain_unless_stated() -> None:
    """11 July is not a public holiday, but town halls close. A page that mentions the day settles it."""
    day = date(2026, 7, 11)
    plain = timetable(weekly((MORNING,)))
    stated = timetable(weekly((MORNING,)), remarks=HoursExceptions(yearly=((7, 11),)))
    assert [DoubtReason.HOLIDAY, None] == [hours.day(day).doubt for hours in (plain, stated)]
    assert () == stated.day(day).intervals


def test_note_makes_its_season_uncertain() -> None:
    """In the months of a note neither "open now" nor the next opening is stated; outside them both are."""
    hours = timetable(
        weekly((MORNING,)), remarks=HoursExceptions(notes=(HoursNote("In juli andere uren.", ((701, 731),)),))
    )
    assert [(DoubtReason.NOTE, None), (at("2026-06-29T12:00"), at("2026-06-30T09:00"))] == [
        (hours.open_until(now), hours.next_opening(now)) for now in (at("2026-07-06T10:00"), at("2026-06-29T10:00"))
    ]


def test_next_opening_is_unknown_after_an_uncertain_day() -> None:
    """As on Wednesday evening before an uncertain holiday."""
    assert None is timetable(weekly((MORNING,))).next_opening(at("2026-05-13T20:00"))


def test_closure_on_a_single_date() -> None:
    """A page that says "gesloten op 2 maart 2026" concerns that day alone."""
    hours = timetable(weekly((MORNING,)), remarks=HoursExceptions(dates=(MONDAY,)))
    assert [(), (MORNING,)] == [hours.day(day).intervals for day in (MONDAY, date(2027, 3, 2))]
