"""Opening hours in schema.org data: OpeningHoursSpecification and the short form "Mo-Fr 09:00-12:00".

Hours that cannot be parsed completely, or that contradict each other, are rejected as a whole: half of a timetable
sends people to a closed door. For the properties see https://schema.org/OpeningHoursSpecification and, for closed days
(00:00 to 00:00) and nights, https://developers.google.com/search/docs/appearance/structured-data/local-business
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec

OpenIntervals = tuple[tuple[int, int], ...]
"""Opening and closing times in minutes after midnight. A closing time after midnight is above `MIDNIGHT`; () is
closed."""

MIDNIGHT = 24 * 60

PUBLIC_HOLIDAYS = 7
"""Number of the day that represents public holidays, after Monday (0) to Sunday (6)."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "publicholidays")
"""Names of the days in schema.org, by number."""

_SHORT = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6, "ph": PUBLIC_HOLIDAYS}
_CLOCK = re.compile(r"T?(\d{1,2}):(\d{2})(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?")


class UnreadableHoursError(ValueError):
    """Hours in an unknown form, or that contradict each other; callers in this package handle it."""


class HoursRule(msgspec.Struct, frozen=True):
    """One statement: the opening hours on these days (all when empty), from `first` to `last` (always when None)."""

    intervals: OpenIntervals = msgspec.field(name="spells")  # stored places have this name
    days: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether `day` is in the rule's period; False for a rule without a period."""
        dated = self.first is not None or self.last is not None
        return dated and (self.first or day) <= day <= (self.last or day)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """A timetable. If it is `complete`, a weekday without a rule is closed; otherwise that weekday is unknown."""

    rules: tuple[HoursRule, ...]
    complete: bool = True

    def exception_hours(self, day: date) -> OpenIntervals | None:
        """Return the hours of this very date, None when there are none or when two rules contradict each other."""
        return _combined([rule.intervals for rule in self.rules if not rule.days and rule.covers(day)])

    def weekday_hours(self, day: date) -> OpenIntervals | None:
        """Return the hours of the weekday of `day`, in its season if there are seasons; None when unknown."""
        seasonal = [rule for rule in self.rules if rule.days and rule.covers(day)]
        undated = [rule for rule in self.rules if rule.days and rule.first is None and rule.last is None]
        for rules in (seasonal, undated):
            if found := [rule.intervals for rule in rules if day.weekday() in rule.days]:
                return _combined(found)
        if seasonal:
            return () if self.complete and not undated else None
        return () if self.complete and undated else None

    @property
    def public_holiday_hours(self) -> OpenIntervals | None:
        """The hours on public holidays, None when unknown."""
        return _combined([rule.intervals for rule in self.rules if PUBLIC_HOLIDAYS in rule.days])


def parse_structured_hours(properties: Mapping[str, Any]) -> OpeningHours | None:
    """Return the timetable of an item of structured data, None when it has none.

    Raises:
        UnreadableHoursError: its hours cannot be parsed, or contradict each other.
    """
    specified = [
        *(_parse_specification(node) for node in _listed(properties.get("openingHoursSpecification"))),
        *(_parse_special(node) for node in _listed(properties.get("specialOpeningHoursSpecification"))),
    ]
    short = [rule for text in _listed(properties.get("openingHours")) for rule in _short_form(text)]
    found = [hours for rules in (specified, short) if rules and (hours := build_opening_hours(rules))]
    if len(found) == 2 and _week(found[0]) != _week(found[1]):
        raise UnreadableHoursError("two notations of the hours differ")
    return found[0] if found else None


def build_opening_hours(rules: Sequence[HoursRule], *, complete: bool = True) -> OpeningHours:
    """Return the timetable that rules form.

    Raises:
        UnreadableHoursError: two rules for the same period contradict each other.
    """
    by_period: dict[tuple[date | None, date | None, int | None], list[OpenIntervals]] = {}
    for rule in rules:
        for day in rule.days or (None,):
            by_period.setdefault((rule.first, rule.last, day), []).append(rule.intervals)
    if any(_combined(listed) is None for listed in by_period.values()):
        raise UnreadableHoursError("two statements about one day contradict each other")
    return OpeningHours(tuple(dict.fromkeys(rules)), complete)


def _combined(listed: Sequence[OpenIntervals]) -> OpenIntervals | None:
    """Return the intervals of one day combined, None when they contradict each other."""
    if not listed or (() in listed and any(listed)):
        return None
    intervals = tuple(sorted({interval for intervals in listed for interval in intervals}))
    return None if any(closes > opens for (_, closes), (opens, _) in pairwise(intervals)) else intervals


def _week(hours: OpeningHours) -> list[OpenIntervals | None]:
    return [hours.weekday_hours(date(2024, 1, 1 + weekday)) for weekday in range(7)]  # 1 January 2024 was a Monday


def _parse_specification(node: Any) -> HoursRule:
    if not isinstance(node, Mapping):
        raise UnreadableHoursError("a specification is not an object")
    node = node.get("properties", node)
    first, last = _day(node.get("validFrom")), _day(node.get("validThrough"))
    days = tuple(_weekday(name) for name in _listed(node.get("dayOfWeek")))
    if not days and first is None:
        raise UnreadableHoursError("a specification names neither days nor dates")
    if not days and last is None:
        last = first
    return HoursRule(_intervals(node.get("opens"), node.get("closes")), days, first, last)


def _parse_special(node: Any) -> HoursRule:
    rule = _parse_specification(node)
    if rule.first is None:
        raise UnreadableHoursError("special hours have no date")
    return rule


def _intervals(opens: Any, closes: Any) -> OpenIntervals:
    if not opens and not closes:
        return ()
    first, last = parse_clock_time(opens), parse_clock_time(closes)
    if first == last:
        if first:
            raise UnreadableHoursError("it opens and closes at the same time")
        return ()
    if last == MIDNIGHT - 1:
        last = MIDNIGHT
    return ((first, last if last > first else last + MIDNIGHT),)


def parse_clock_time(clock: Any) -> int:
    """Return a time such as "09:00" or "09:00:00+01:00" in minutes after midnight.

    Raises:
        UnreadableHoursError: it is not a time.
    """
    found = _CLOCK.fullmatch(clock.strip()) if isinstance(clock, str) else None
    total = int(found[1]) * 60 + int(found[2]) if found else -1
    if not found or total > MIDNIGHT or int(found[2]) > 59:
        raise UnreadableHoursError(f"{clock!r} is not a time")
    return total


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise UnreadableHoursError(f"{value!r} is not a date") from error


def _weekday(value: Any) -> int:
    name = str(value.get("@id") or value.get("name") or "") if isinstance(value, Mapping) else str(value)
    word = re.split(r"[/#:]", name.rstrip("/"))[-1].lower()
    if word in DAY_NAMES:
        return DAY_NAMES.index(word)
    if word in _SHORT:
        return _SHORT[word]
    raise UnreadableHoursError(f"{value!r} is not a day")


def _short_form(text: Any) -> Iterator[HoursRule]:
    """Parse "Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-12:00"; days without times are open all day."""
    for part in filter(None, (piece.strip() for piece in str(text).split(";"))):
        named, _, times = part.partition(" ")
        days = tuple(day for group in named.split(",") for day in _range(group))
        if times.strip().lower() in {"off", "closed"}:
            yield HoursRule((), days)
            continue
        for span in times.split(",") if times.strip() else ["00:00-24:00"]:
            opens, _, closes = span.strip().partition("-")
            yield HoursRule(_intervals(opens, closes), days)


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
