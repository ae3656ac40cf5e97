"""Opening hours in structured data."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indexer.places.opening_hours import OpeningHours, OpenIntervals, UnreadableHoursError, parse_structured_hours

MONDAY, TUESDAY, SATURDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 8)
MORNING, AFTERNOON = (540, 720), (780, 1020)


def spec(opens: str | None, closes: str | None, days: Any = None, **more: Any) -> dict[str, Any]:
    """Return an OpeningHoursSpecification."""
    named = {} if days is None else {"dayOfWeek": days}
    return {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes} | named | more


def read(*specs: dict[str, Any], **properties: Any) -> OpeningHours:
    """Return the timetable of an item with these specifications."""
    found = parse_structured_hours({"openingHoursSpecification": list(specs)} | properties)
    assert found is not None
    return found


def test_a_day_may_have_two_spells() -> None:
    """Intervals of one day are combined in order, also when they are given separately or as URLs."""
    hours = read(
        spec("13:00", "17:00", "https://schema.org/Monday"), spec("09:00:00", "12:00:00", ["Monday", "Tuesday"])
    )
    assert [(MORNING, AFTERNOON), (MORNING,), ()] == [hours.weekday_hours(day) for day in (MONDAY, TUESDAY, SUNDAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 09:00-12:00,13:00-17:00", ((MORNING, AFTERNOON), (MORNING, AFTERNOON), (), ())),
        (["Mo 09:00-12:00", "Sa-Su 13:00-17:00"], ((MORNING,), (), (AFTERNOON,), (AFTERNOON,))),
        ("Sa-Mo 09:00-12:00; Tu off", ((MORNING,), (), (MORNING,), (MORNING,))),
        ("Mo,Tu", (((0, 1440),), ((0, 1440),), (), ())),
    ],
)
def test_the_short_form_is_read(text: Any, expected: tuple[OpenIntervals, ...]) -> None:
    """The text form of schema.org: ranges, lists, ranges across the weekend, closed days and whole days."""
    hours = parse_structured_hours({"openingHours": text})
    assert hours is not None
    assert expected == tuple(hours.weekday_hours(day) for day in (MONDAY, TUESDAY, SATURDAY, SUNDAY))


def test_a_night_ends_the_next_day() -> None:
    """A closing time before the opening time is after midnight."""
    assert (((22 * 60, 27 * 60),)) == read(spec("22:00", "03:00", "Monday")).weekday_hours(MONDAY)


def test_midnight_twice_is_closed() -> None:
    """00:00 to 00:00 is Google's form of a closed day, 00:00 to 23:59 is a whole day; no times at all are closed too."""
    hours = read(spec("00:00", "00:00", "Monday"), spec("00:00", "23:59", "Tuesday"), spec(None, None, "Sunday"))
    assert [(), ((0, 1440),), ()] == [hours.weekday_hours(day) for day in (MONDAY, TUESDAY, SUNDAY)]


def test_an_exception_holds_on_its_date_alone() -> None:
    """Special hours have dates, and do not change the usual hours of that weekday."""
    hours = read(
        spec("09:00", "12:00", "Monday"),
        spec("00:00", "00:00", validFrom="2026-03-02", validThrough="2026-03-02"),
        specialOpeningHoursSpecification=spec("13:00", "17:00", validFrom="2026-03-09"),
    )
    assert [((), (MORNING,)), ((AFTERNOON,), (MORNING,)), (None, (MORNING,))] == [
        (hours.exception_hours(day), hours.weekday_hours(day)) for day in (MONDAY, date(2026, 3, 9), date(2026, 3, 16))
    ]


def test_seasons_follow_each_other() -> None:
    """Dated weeks apply in their period; outside all periods the hours are unknown."""
    hours = read(
        spec("09:00", "12:00", "Monday", validFrom="2026-01-01", validThrough="2026-03-31"),
        spec("13:00", "17:00", "Monday", validFrom="2026-04-01", validThrough="2026-06-30"),
    )
    assert [(MORNING,), (), (AFTERNOON,), None] == [
        hours.weekday_hours(day) for day in (MONDAY, TUESDAY, date(2026, 4, 6), date(2026, 7, 6))
    ]


def test_a_season_that_names_some_days_leaves_the_others_open() -> None:
    """A summer rule for Monday only does not change Tuesday's usual hours."""
    hours = read(
        spec("09:00", "12:00", ["Monday", "Wednesday"]),
        spec("13:00", "17:00", "Monday", validFrom="2026-03-01", validThrough="2026-03-31"),
    )
    assert [(AFTERNOON,), None] == [hours.weekday_hours(day) for day in (MONDAY, TUESDAY)]


def test_public_holidays_may_have_hours_of_their_own() -> None:
    """PublicHolidays is an eighth day; without it the hours on holidays are unknown."""
    assert [(), None] == [
        read(spec("09:00", "12:00", "Monday"), spec("00:00", "00:00", "PublicHolidays")).public_holiday_hours,
        read(spec("09:00", "12:00", "Monday")).public_holiday_hours,
    ]


@pytest.mark.parametrize(
    "specs",
    [
        [spec("09:00", "12:00", "Monday"), spec("00:00", "00:00", "Monday")],
        [spec("09:00", "12:00", "Monday"), spec("11:00", "13:00", "Monday")],
        [spec("09.00", "12:00", "Monday")],
        [spec("09:00", None, "Monday")],
        [spec("25:00", "26:00", "Monday")],
        [spec("09:00", "09:00", "Monday")],
        [spec("09:00", "12:00", "Maandag")],
        [spec("09:00", "12:00")],
        [spec("09:00", "12:00", validFrom="morgen")],
        ["Mo 09:00-12:00"],
    ],
)
def test_doubtful_hours_are_none(specs: list[Any]) -> None:
    """Contradictions and unreadable parts make the whole timetable unreadable."""
    with pytest.raises(UnreadableHoursError):
        parse_structured_hours({"openingHoursSpecification": specs})


def test_two_notations_must_agree() -> None:
    """An item may have its hours in both forms if they are the same."""
    both = {"openingHoursSpecification": spec("09:00", "12:00", "Monday"), "openingHours": "Mo 09:00-12:00"}
    assert parse_structured_hours(both) is not None
    with pytest.raises(UnreadableHoursError):
        parse_structured_hours(both | {"openingHours": "Mo 09:00-12:30"})


def test_no_hours_are_no_mistake() -> None:
    """Most items have none."""
    assert parse_structured_hours({"name": "Bibliotheek"}) is None
