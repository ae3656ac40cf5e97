"""Written opening hours: parse the timetable that a page shows as text, one weekday per line, in Dutch or French."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.analysis import normalise_text
from indexer.language.calendar_names import weekday_names
from indexer.places.opening_hours import (
    MIDNIGHT,
    HoursRule,
    OpeningHours,
    OpenIntervals,
    UnreadableHoursError,
    build_opening_hours,
)

_WEEKDAYS = {name: number for language in ("nl", "fr") for number, name in enumerate(weekday_names(language))}
"""Name of a weekday, normalised → its number, from Monday (0)."""

_DAY = "|".join(_WEEKDAYS)
_ROW = re.compile(rf"({_DAY})s?(?:\s*(?:tot en met|t/m|tot|au|[-\u2013])\s*({_DAY}))?\s*[:\s]\s*(.+)")
_CLOSED = re.compile(r"gesloten|dicht|ferme|[-\u2013]")
_CLOCK = r"(\d{1,2})(?:\s?(?:[.:hu])\s?(\d{2}))?\s?(?:uur|u\.?|h)?"
_INTERVAL = re.compile(rf"(?:van |de )?{_CLOCK}\s*(?:tot|a|[-\u2013])\s*{_CLOCK}")
_SEPARATOR = re.compile(r"\s*(?:\ben\b|\bet\b|[,;&/|])\s*")


def parse_written_hours(lines: Sequence[str]) -> OpeningHours | None:
    """Return the timetable in these lines, None when there is none.

    It is not complete: the page may name the other days elsewhere, so they are not known to be closed.

    Raises:
        UnreadableHoursError: a weekday's line has more than times ("op afspraak"), or two lines contradict each other.
    """
    rules = [rule for line in lines if (row := _ROW.fullmatch(normalise_text(line).strip())) for rule in _rules(row)]
    return build_opening_hours(rules, complete=False) if rules else None


def _rules(row: re.Match[str]) -> list[HoursRule]:
    first, last = _WEEKDAYS[row[1]], _WEEKDAYS[row[2] or row[1]]
    days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    return [HoursRule(intervals, days) for intervals in _intervals(row[3].strip().rstrip("."))]


def _intervals(text: str) -> list[OpenIntervals]:
    if _CLOSED.fullmatch(text):
        return [()]
    return [_interval(part) for part in _SEPARATOR.split(text)]


def _interval(text: str) -> OpenIntervals:
    found = _INTERVAL.fullmatch(text)
    if not found:
        raise UnreadableHoursError(f"{text!r} is not an opening time")
    opens, closes = (int(hour) * 60 + int(minute or 0) for hour, minute in (found.group(1, 2), found.group(3, 4)))
    if opens == closes or max(opens, closes) > MIDNIGHT:
        raise UnreadableHoursError(f"{text!r} is not an opening time")
    return ((opens, closes if closes > opens else closes + MIDNIGHT),)
