"""Opening hours as a page writes them for people, one weekday a line, in Dutch or French."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language.analysis import normalise_text
from indexer.places.opening_hours import (
    MIDNIGHT,
    HoursRule,
    OpeningHours,
    OpenIntervals,
    UnreadableHoursError,
    build_opening_hours,
)

WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
"""The weekdays from Monday, by language."""

_NUMBER = {name: number for names in WEEKDAYS.values() for number, name in enumerate(names)}
_DAY = "|".join(_NUMBER)
_ROW = re.compile(rf"({_DAY})s?(?:\s*(?:tot en met|t/m|tot|au|[-\u2013])\s*({_DAY}))?\s*[:\s]\s*(.+)")
_CLOSED = re.compile(r"gesloten|dicht|ferme|[-\u2013]")
_CLOCK = r"(\d{1,2})(?:\s?(?:[.:hu])\s?(\d{2}))?\s?(?:uur|u\.?|h)?"
_SPELL = re.compile(rf"(?:van |de )?{_CLOCK}\s*(?:tot|a|[-\u2013])\s*{_CLOCK}")
_JOINT = re.compile(r"\s*(?:\ben\b|\bet\b|[,;&/|])\s*")


def parse_written_hours(lines: Sequence[str]) -> OpeningHours | None:
    """Return the timetable that lines hold, None when they hold none.

    Days that it does not name are not known to be closed: a page may name them elsewhere.

    Raises:
        UnreadableHoursError: a line of a weekday says more than times ("op afspraak"), or two lines disagree.
    """
    rules = [rule for line in lines if (row := _ROW.fullmatch(normalise_text(line).strip())) for rule in _rules(row)]
    return build_opening_hours(rules, complete=False) if rules else None


def _rules(row: re.Match[str]) -> list[HoursRule]:
    first, last = _NUMBER[row[1]], _NUMBER[row[2] or row[1]]
    days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    return [HoursRule(spells, days) for spells in _spells(row[3].strip().rstrip("."))]


def _spells(text: str) -> list[OpenIntervals]:
    if _CLOSED.fullmatch(text):
        return [()]
    return [_spell(part) for part in _JOINT.split(text)]


def _spell(text: str) -> OpenIntervals:
    found = _SPELL.fullmatch(text)
    if not found:
        raise UnreadableHoursError(f"{text!r} is no opening time")
    opens, closes = (int(hour) * 60 + int(minute or 0) for hour, minute in (found.group(1, 2), found.group(3, 4)))
    if opens == closes or max(opens, closes) > MIDNIGHT:
        raise UnreadableHoursError(f"{text!r} is no opening time")
    return ((opens, closes if closes > opens else closes + MIDNIGHT),)
