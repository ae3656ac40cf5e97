"""Opening hours as schema.org data gives them: OpeningHoursSpecification and the short form "Mo-Fr 09:00-12:00".

Hours that cannot be read to the last part, or that contradict each other, are no hours: half of a
timetable sends people to a closed door. What the properties mean: https://schema.org/OpeningHoursSpecification
and, for closed days (00:00 to 00:00) and nights, https://developers.google.com/search/docs/appearance/structured-data/local-business
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

OpenIntervals = tuple[tuple[int, int], ...]
"""Opening and closing times in minutes after midnight; a closing past midnight is above `MIDNIGHT`; () is closed."""

MIDNIGHT = 24 * 60

PUBLIC_HOLIDAYS = 7
"""The day that stands for public holidays, after Monday (0) to Sunday (6)."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "publicholidays")

_SHORT = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6, "ph": PUBLIC_HOLIDAYS}
_CLOCK = re.compile(r"T?(\d{1,2}):(\d{2})(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?")


class UnreadableHoursError(ValueError):
    """Hours that are of no known form or contradict each other; never leaves the package."""


@dataclass(frozen=True, slots=True)
class HoursRule:
    """One statement: on these days (all when empty), from `first` to `last` (always when None), it is open so."""

    spells: OpenIntervals
    days: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether `day` lies in the rule's period; an undated rule has none."""
        dated = self.first is not None or self.last is not None
        return dated and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A timetable. When it is `complete`, a weekday that no rule names is closed; else it is not known."""

    rules: tuple[HoursRule, ...]
    complete: bool = True

    def exception_hours(self, day: date) -> OpenIntervals | None:
        """Return what is said of this very date, None when nothing is or when two rules contradict each other."""
        return _together([rule.spells for rule in self.rules if not rule.days and rule.covers(day)])

    def weekday_hours(self, day: date) -> OpenIntervals | None:
        """Return what holds on the weekday of `day`, in its season if there are seasons; None when not known."""
        seasonal = [rule for rule in self.rules if rule.days and rule.covers(day)]
        undated = [rule for rule in self.rules if rule.days and rule.first is None and rule.last is None]
        for rules in (seasonal, undated):
            if found := [rule.spells for rule in rules if day.weekday() in rule.days]:
                return _together(found)
        if seasonal:
            return () if self.complete and not undated else None
        return () if self.complete and undated else None

    @property
    def public_holiday_hours(self) -> OpenIntervals | None:
        """What is said of public holidays, None when nothing is."""
        return _together([rule.spells for rule in self.rules if PUBLIC_HOLIDAYS in rule.days])


def parse_structured_hours(properties: Mapping[str, Any]) -> OpeningHours | None:
    """Return the timetable of an item of structured data, None when it has none.

    Raises:
        UnreadableHoursError: it has one that cannot be read or that contradicts itself.
    """
    specified = [
        *(_specified(node) for node in _listed(properties.get("openingHoursSpecification"))),
        *(_special(node) for node in _listed(properties.get("specialOpeningHoursSpecification"))),
    ]
    short = [rule for text in _listed(properties.get("openingHours")) for rule in _short_form(text)]
    found = [hours for rules in (specified, short) if rules and (hours := build_opening_hours(rules))]
    if len(found) == 2 and _week(found[0]) != _week(found[1]):
        raise UnreadableHoursError("two notations of the hours differ")
    return found[0] if found else None


def build_opening_hours(rules: Sequence[HoursRule], *, complete: bool = True) -> OpeningHours:
    """Return the timetable that rules make.

    Raises:
        UnreadableHoursError: two of the same period say different things of one day.
    """
    said: dict[tuple[date | None, date | None, int | None], list[OpenIntervals]] = {}
    for rule in rules:
        for day in rule.days or (None,):
            said.setdefault((rule.first, rule.last, day), []).append(rule.spells)
    if any(_together(spells) is None for spells in said.values()):
        raise UnreadableHoursError("two statements about one day contradict each other")
    return OpeningHours(tuple(dict.fromkeys(rules)), complete)


def _together(said: Sequence[OpenIntervals]) -> OpenIntervals | None:
    """Return the spells of one day, which may be given one by one; None when they contradict each other."""
    if not said or (() in said and any(said)):
        return None
    spells = tuple(sorted({spell for spells in said for spell in spells}))
    return None if any(closes > opens for (_, closes), (opens, _) in pairwise(spells)) else spells


def _week(hours: OpeningHours) -> list[OpenIntervals | None]:
    return [hours.weekday_hours(date(2024, 1, 1 + weekday)) for weekday in range(7)]  # 1 January 2024 was a Monday


def _specified(node: Any) -> HoursRule:
    if not isinstance(node, Mapping):
        raise UnreadableHoursError("a specification is no object")
    node = node.get("properties", node)
    first, last = _day(node.get("validFrom")), _day(node.get("validThrough"))
    days = tuple(_weekday(name) for name in _listed(node.get("dayOfWeek")))
    if not days and first is None:
        raise UnreadableHoursError("a specification names neither days nor dates")
    if not days and last is None:
        last = first
    return HoursRule(_spells(node.get("opens"), node.get("closes")), days, first, last)


def _special(node: Any) -> HoursRule:
    rule = _specified(node)
    if rule.first is None:
        raise UnreadableHoursError("special hours have no date")
    return rule


def _spells(opens: Any, closes: Any) -> OpenIntervals:
    if not opens and not closes:
        return ()
    first, last = parse_clock_time(opens), parse_clock_time(closes)
    if first == last:
        if first:
            raise UnreadableHoursError("it opens and closes at one moment")
        return ()
    if last == MIDNIGHT - 1:
        last = MIDNIGHT
    return ((first, last if last > first else last + MIDNIGHT),)


def parse_clock_time(clock: Any) -> int:
    """Return a time such as "09:00" or "09:00:00+01:00" in minutes after midnight.

    Raises:
        UnreadableHoursError: it is none.
    """
    found = _CLOCK.fullmatch(clock.strip()) if isinstance(clock, str) else None
    total = int(found[1]) * 60 + int(found[2]) if found else -1
    if not found or total > MIDNIGHT or int(found[2]) > 59:
        raise UnreadableHoursError(f"{clock!r} is no time")
    return total


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise UnreadableHoursError(f"{value!r} is no date") from error


def _weekday(value: Any) -> int:
    name = str(value.get("@id") or value.get("name") or "") if isinstance(value, Mapping) else str(value)
    word = re.split(r"[/#:]", name.rstrip("/"))[-1].lower()
    if word in DAY_NAMES:
        return DAY_NAMES.index(word)
    if word in _SHORT:
        return _SHORT[word]
    raise UnreadableHoursError(f"{value!r} is no day")


def _short_form(text: Any) -> Iterator[HoursRule]:
    """Read "Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00"; days without times are open all day."""
    for part in filter(None, (piece.strip() for piece in str(text).split(";"))):
        named, _, times = part.partition(" ")
        days = tuple(day for group in named.split(",") for day in _range(group))
        if times.strip().lower() in {"off", "closed"}:
            yield HoursRule((), days)
            continue
        for span in times.split(",") if times.strip() else ["00:00-24:00"]:
            opens, _, closes = span.strip().partition("-")
            yield HoursRule(_spells(opens, closes), days)


def _range(group: str) -> list[int]:
    first, dash, last = group.partition("-")
    start, end = _weekday(first), _weekday(last if dash else first)
    if PUBLIC_HOLIDAYS in {start, end}:
        return [start] if start == end else _range(f"no range {group}")
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
