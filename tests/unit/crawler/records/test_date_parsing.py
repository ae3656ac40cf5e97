"""Date parsing: one table of inputs for each function."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records.date_parsing import (
    BRUSSELS,
    end_of_day,
    parse_end_timestamp,
    parse_feed_date,
    parse_iso,
    parse_iso_timestamp,
    parse_page_date,
    parse_partial_iso,
    parse_pdf_date,
    parse_timestamp,
    parse_w3c_date,
)

NOON = 1772362800
"""2026-03-01 12:00 in Belgium (winter time), 11:00 UTC."""

MIDNIGHT = 1772319600
"""2026-03-01 00:00 in Belgium."""

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def utc(*parts: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=BRUSSELS)),
        (" 2026-03-01T12:00 ", datetime(2026, 3, 1, 12, tzinfo=BRUSSELS)),
        ("20260301T120000", datetime(2026, 3, 1, 12, tzinfo=BRUSSELS)),
        ("2026-03-01T12:00Z", utc(2026, 3, 1, 12)),
        ("2026", None),
        ("2026-03", None),
        ("01/03/2026", None),
        ("", None),
    ],
)
def test_iso_dates_without_an_offset_are_in_the_zone_of_the_caller(text: str, expected: datetime | None) -> None:
    """An offset in the text is kept."""
    assert parse_iso(text, assume_timezone=BRUSSELS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", utc(2026, 1, 1)),
        ("2026-03", utc(2026, 3, 1)),
        ("2026-03-01", utc(2026, 3, 1)),
        ("2026-03-01 12:00", utc(2026, 3, 1, 12)),
        ("2026-03-01T12:00:00+01:00", utc(2026, 3, 1, 11)),
        ("gisteren", None),
        ("2026-3", None),
        ("", None),
    ],
)
def test_partial_iso_dates_may_lack_month_and_day(text: str, expected: datetime | None) -> None:
    """The first day stands in for what is missing."""
    assert parse_partial_iso(text) == expected


def test_partial_iso_dates_keep_their_offset() -> None:
    """A rule compares the day as the page shows it."""
    parsed = parse_partial_iso("2026-03-01T00:30:00+01:00")
    assert parsed is not None
    assert parsed.day == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-03", utc(2026, 2, 3)),
        ("2026-02-03T10:00:00+01:00", utc(2026, 2, 3, 9)),
        ("1990-01-01", utc(1990, 1, 1)),
        ("1989-12-31", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("2026", None),
        ("binnenkort", None),
        ("", None),
        (None, None),
    ],
)
def test_page_dates_are_iso_in_utc_from_1990_on(text: str | None, expected: datetime | None) -> None:
    """An earlier year is a mistake in the page's template."""
    assert parse_page_date(text) == expected


W3C_DATES = [
    ("2024", utc(2024, 1, 1)),
    ("2024-05", utc(2024, 5, 1)),
    ("2024-05-06", utc(2024, 5, 6)),
    ("2024-05-06T07:08Z", utc(2024, 5, 6, 7, 8)),
    ("2024-05-06T07:08:09.123+02:00", utc(2024, 5, 6, 5, 8, 9, 123000)),
    ("2024-05-06T07:08:09", utc(2024, 5, 6, 7, 8, 9)),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *W3C_DATES,
        ("20240506", None),
        ("2024-05-06 07:08", None),
        ("gisteren", None),
        ("06/05/2024", None),
        ("2024-02-30", None),
        ("0001-01-01T00:00:00+10:00", None),
        ("", None),
    ],
)
def test_w3c_dates_are_strict(text: str, expected: datetime | None) -> None:
    """Other ISO 8601 forms are no W3C dates."""
    assert parse_w3c_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *W3C_DATES,
        ("Sun, 01 Mar 2026 11:00:00 GMT", utc(2026, 3, 1, 11)),
        ("Sun, 01 Mar 2026 12:00:00 +0100", utc(2026, 3, 1, 11)),
        ("gisteren", None),
        ("", None),
    ],
)
def test_feed_dates_are_w3c_or_mail_dates(text: str, expected: datetime | None) -> None:
    """RSS has mail dates, Atom has W3C dates."""
    assert parse_feed_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("D:20250131120000+01'00'", utc(2025, 1, 31, 12)),
        ("D:20250131", utc(2025, 1, 31)),
        ("20250131120000", utc(2025, 1, 31, 12)),
        ("31 januari 2025", None),
        ("", None),
    ],
)
def test_pdf_dates_are_read_without_their_offset(text: str, expected: datetime | None) -> None:
    """Only the day is used."""
    assert parse_pdf_date(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01", MIDNIGHT),
        ("2026-03-01T12:00", NOON),
        ("2026-03-01T11:00Z", NOON),
        ("01/03/2026", None),
        ("0001-01-01T00:00:00+02:00", None),
        ("0001-01-01", None),
        ("9999-12-31T23:59:59-02:00", None),
        (NOON, None),
        (None, None),
    ],
)
def test_iso_timestamps_without_an_offset_are_in_belgian_time(value: Any, expected: int | None) -> None:
    """Structured data of Belgian sites often lacks an offset."""
    assert parse_iso_timestamp(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01T12:00:00+01:00", NOON),
        ("2026-03-01T11:00:00.123456789Z", NOON),
        ("2026-03-01 12:00", NOON),
        ("01/03/2026 12:00", NOON),
        ("1-3-2026", MIDNIGHT),
        ("2026-03-01", MIDNIGHT),
        ("Sun, 01 Mar 2026 11:00:00 GMT", NOON),
        (NOON, NOON),
        (NOON * 1000, NOON),
        (date(2026, 3, 1), MIDNIGHT),
        (datetime(2026, 3, 1, 12), NOON),  # noqa: DTZ001 -- a source's own, without a zone
        (datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=2))), NOON),
        ("morgen", None),
        ("31/02/2026", None),
        ("1969-12-31", None),
        ("2101-01-01", None),
        (True, None),
        (None, None),
    ],
)
def test_timestamps_are_parsed_in_every_form_that_sources_use(value: Any, expected: int | None) -> None:
    """Without an offset it is Belgian time; the day comes before the month."""
    assert parse_timestamp(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-01", MIDNIGHT + 86_399),
        ("1/3/2026", MIDNIGHT + 86_399),
        (date(2026, 3, 1), MIDNIGHT + 86_399),
        ("2026-03-01 12:00", NOON),
        (NOON, NOON),
        ("morgen", None),
    ],
)
def test_a_bare_end_date_is_the_end_of_that_day(value: Any, expected: int | None) -> None:
    """With a time of day it is that time."""
    assert parse_end_timestamp(value) == expected


@pytest.mark.parametrize("timestamp", [MIDNIGHT, NOON, MIDNIGHT + 86_399])
def test_a_day_ends_one_second_before_the_next(timestamp: int) -> None:
    """The day is that of the clock in Belgium."""
    assert end_of_day(timestamp) == MIDNIGHT + 86_399


@pytest.mark.parametrize("value", [10**400, -(10**400), 1e308, float("inf"), float("nan"), date.max, date.min])
def test_a_moment_outside_the_calendar_is_no_timestamp(value: Any) -> None:
    """JSON allows any number."""
    assert parse_timestamp(value) is None
    assert parse_end_timestamp(value) is None


@pytest.mark.parametrize("parse", [parse_timestamp, parse_end_timestamp])
@given(value=ANYTHING)
def test_any_value_is_a_timestamp_or_none(parse: Any, value: Any) -> None:
    """Systems differ most in how they write dates."""
    assert parse(value) is None or 0 < parse(value) < 5_000_000_000


@pytest.mark.parametrize(
    "parse", [parse_partial_iso, parse_page_date, parse_w3c_date, parse_feed_date, parse_pdf_date, parse_iso_timestamp]
)
@given(text=st.text(max_size=30) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,8})?[Z+-]?[0-9:]{0,5}"))
def test_no_text_makes_a_parser_fail(parse: Any, text: str) -> None:
    """Malformed input gives None."""
    parse(text)
