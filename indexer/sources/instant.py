"""Moments as sources write them: ISO 8601, European dates, the mail format, Unix seconds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from indexer.records.dates import BRUSSELS

EUROPEAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(\d{1,2})[:.uh](\d{2})(?::(\d{2}))?)?")
"""Day, month, year, as people in Belgium write them."""

DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")

EARLIEST, LATEST = 0, 4_102_444_800
"""Unix seconds: 1970 and 2100, outside which a date is a mistake."""


def seconds(value: Any) -> int | None:
    """Return a moment as Unix seconds UTC, None for what is none; without an offset it is Belgian time."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _within(value / 1000 if value > LATEST else value)
    if isinstance(value, datetime):
        return _within((value if value.tzinfo else value.replace(tzinfo=BRUSSELS)).timestamp())
    if isinstance(value, date):
        return seconds(datetime.combine(value, time()))
    text = str(value).strip()
    return next((found for read in (_iso, _european, _mail) if (found := read(text)) is not None), None)


def end_of(value: Any) -> int | None:
    """Return the moment at which something ends: a bare date ends with its day."""
    bare = isinstance(value, date) and not isinstance(value, datetime)
    if not bare and not (isinstance(value, str) and DATE_ONLY.fullmatch(value.strip())):
        return seconds(value)
    start = seconds(value)
    return None if start is None else day_end(start)


def day_end(moment: int) -> int:
    """Return the last second of the day (Belgian time) in which a moment lies."""
    day = datetime.fromtimestamp(moment, BRUSSELS).date() + timedelta(days=1)
    return int(datetime.combine(day, time(), BRUSSELS).timestamp()) - 1


def _iso(text: str) -> int | None:
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text)  # nanoseconds, as IPDC has them
    try:
        return seconds(datetime.fromisoformat(trimmed))
    except ValueError:
        return None


def _european(text: str) -> int | None:
    found = EUROPEAN.fullmatch(text)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return seconds(datetime(year, month, day, hour, minute, second, tzinfo=BRUSSELS))
    except ValueError:
        return None


def _mail(text: str) -> int | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _within(moment: float) -> int | None:
    return int(moment) if EARLIEST + 1 <= moment < LATEST else None
