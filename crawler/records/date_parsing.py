"""Parse the dates and times that pages, site files and data sources contain.

All date parsing of the project is here. No function raises on malformed input: each returns None.

| Function | Accepts | A date or time without an offset is in | Returns |
|---|---|---|---|
| `parse_iso` | ISO 8601 | the zone that the caller names | `datetime` with its own offset |
| `parse_partial_iso` | ISO 8601, also only a year, or a year and month | UTC | `datetime` with its own offset |
| `parse_page_date` | ISO 8601, from 1990 on | UTC | `datetime` in UTC |
| `parse_w3c_date` | W3C date formats only, a year or a month included | UTC | `datetime` in UTC |
| `parse_feed_date` | W3C date formats, RFC 822 | UTC | `datetime` in UTC |
| `parse_pdf_date` | `D:20250131120000+01'00'` | UTC (an offset is ignored) | `datetime` in UTC |
| `parse_iso_timestamp` | ISO 8601, from 1970 to 2100 | Belgian time | Unix seconds |
| `parse_timestamp` | see there | Belgian time (RFC 822: UTC) | Unix seconds |
| `parse_end_timestamp` | as `parse_timestamp`; a bare date means the end of that day | Belgian time | Unix seconds |

A bare date is the first moment of that day in the same zone, except in `parse_end_timestamp`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
"""The time zone of the region: that of a date or time in structured data without an offset."""

_MIN_PAGE_YEAR = 1990
"""No web page is older: an earlier year is a mistake in its template."""

_W3C = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)

_EUROPEAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2})[:.uh](\d{2})(?::(\d{2}))?)?")
"""Day, month, year, as people in Belgium write them."""

_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")

_MIN_TIMESTAMP, _MAX_TIMESTAMP = 0, 4_102_444_800
"""Unix seconds: 1970 and 2100. A date outside this range is a mistake."""


def parse_iso(text: str, *, assume_timezone: tzinfo) -> datetime | None:
    """Parse an ISO 8601 date or time. One without an offset is in `assume_timezone`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=assume_timezone)


def parse_partial_iso(text: str) -> datetime | None:
    """Parse an ISO 8601 date or time, or a year or a year and month (their first day); UTC without an offset."""
    text = text.strip()
    if len(text) in {4, 7} and text[:4].isdigit():
        text = f"{text}-01-01"[:10]
    return parse_iso(text, assume_timezone=UTC)


def parse_page_date(text: str | None) -> datetime | None:
    """Parse an ISO 8601 date or time of a page or document as UTC. None for a year before 1990, too."""
    moment = parse_iso(text, assume_timezone=UTC) if text else None
    if moment is None:
        return None
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # the year is 1 or 9999
        return None
    return moment if moment.year >= _MIN_PAGE_YEAR else None


def parse_w3c_date(text: str) -> datetime | None:
    """Parse a W3C date or time (https://www.w3.org/TR/NOTE-datetime), as sitemaps contain, as UTC.

    A year or a month is its first day. A time without an offset is UTC, although the note requires an offset.
    """
    text = text.strip()
    if not _W3C.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text if len(text) >= 10 else f"{text}-01-01"[:10])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def parse_feed_date(text: str) -> datetime | None:
    """Parse the date of an RSS or Atom entry as UTC: a W3C date, or one of e-mail (RFC 822)."""
    if not text:
        return None
    try:
        return parse_w3c_date(text) or parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, OverflowError, IndexError):
        return None


def parse_pdf_date(text: str) -> datetime | None:
    """Parse a PDF date, "D:20250131120000+01'00'", as UTC. Its offset is ignored: only the day is used."""
    digits = text.removeprefix("D:")[:14]
    for length, pattern in ((14, "%Y%m%d%H%M%S"), (8, "%Y%m%d")):
        try:
            return datetime.strptime(digits[:length], pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def parse_iso_timestamp(value: Any) -> int | None:
    """Parse an ISO 8601 date or time as Unix seconds; Belgian time without an offset.

    Returns None for anything else and for dates outside 1970 to 2100, such as .NET's `DateTime.MinValue`: with an
    offset that is in year 0, which `datetime.fromtimestamp` refuses.
    """
    moment = parse_iso(value, assume_timezone=BRUSSELS) if isinstance(value, str) else None
    return _in_range(moment.timestamp()) if moment else None


def parse_timestamp(value: Any) -> int | None:
    """Parse a date or time in any form that sources use as Unix seconds; Belgian time without an offset.

    Accepts ISO 8601, day/month/year, RFC 822, Unix seconds or milliseconds, `date` and `datetime`. Returns None for
    anything else and for dates outside 1970 to 2100.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if value > _MAX_TIMESTAMP * 1000:  # a larger integer may not fit in a float
            return None
        return _in_range(value / 1000 if value > _MAX_TIMESTAMP else value)
    if isinstance(value, datetime):
        return _in_range((value if value.tzinfo else value.replace(tzinfo=BRUSSELS)).timestamp())
    if isinstance(value, date):
        return parse_timestamp(datetime.combine(value, time()))
    text = str(value).strip()
    return next(
        (found for parse in (_from_iso, _from_european, _from_mail) if (found := parse(text)) is not None), None
    )


def parse_end_timestamp(value: Any) -> int | None:
    """Parse the end of something as `parse_timestamp` does. A bare date ends with the last second of its day."""
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    if not is_date and not (isinstance(value, str) and _DATE_ONLY.fullmatch(value.strip())):
        return parse_timestamp(value)
    start = parse_timestamp(value)
    return None if start is None else end_of_day(start)


def end_of_day(timestamp: int) -> int:
    """Return the last second of the day (Belgian time) that contains `timestamp`."""
    day = datetime.fromtimestamp(timestamp, BRUSSELS).date() + timedelta(days=1)
    return int(datetime.combine(day, time(), BRUSSELS).timestamp()) - 1


def _from_iso(text: str) -> int | None:
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text)  # IPDC writes nanoseconds
    try:
        return parse_timestamp(datetime.fromisoformat(trimmed))
    except ValueError:
        return None


def _from_european(text: str) -> int | None:
    found = _EUROPEAN.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return parse_timestamp(datetime(year, month, day, hour, minute, second, tzinfo=BRUSSELS))
    except ValueError:
        return None


def _from_mail(text: str) -> int | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parse_timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _in_range(timestamp: float) -> int | None:
    return int(timestamp) if _MIN_TIMESTAMP + 1 <= timestamp < _MAX_TIMESTAMP else None
