"""Timetable of a place: its hours on a date, from usual hours, exceptions and public holidays (Brussels time)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from crawler.records.date_parsing import BRUSSELS
from indexer.places.hours_exceptions import HoursExceptions
from indexer.places.opening_hours import OpeningHours, OpenIntervals

NEXT_OPENING_DAYS = 14
"""Days searched for the next opening; a place that is closed for longer gets no card."""

LOCAL_GOVERNMENT_HOLIDAYS = frozenset({(7, 11), (11, 2), (12, 26)})
"""Holidays of Flemish local government that are not Belgian public holidays (month, day).

11 July is the day of the Flemish Community (decree of 6 July 1973, now 7 November 1990); 2 November and 26 December
are days off in most local staff regulations. Places may be closed on these days without announcing it.
"""


class DoubtReason(StrEnum):
    """Why the usual hours may not apply on a day."""

    HOLIDAY = "holiday"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DayHours:
    """The hours of one day: `intervals` are None when nothing is known, and only usual when there is a `doubt`."""

    date: date
    intervals: OpenIntervals | None
    doubt: DoubtReason | None = None
    special: bool = False
    """Whether the source states hours for this date."""

    @property
    def certain(self) -> OpenIntervals | None:
        """The opening hours, or None when they are uncertain."""
        return None if self.doubt else self.intervals


@dataclass(frozen=True, slots=True)
class Timetable:
    """Usual hours, exceptions, remarks and public holidays of one place."""

    hours: OpeningHours
    remarks: HoursExceptions
    holidays: Collection[date]

    def day(self, day: date) -> DayHours:
        """Return the hours of a day; an exception for the date takes precedence over the usual hours."""
        said = self._said(day)
        if said is not None:
            return DayHours(day, said, special=True)
        usual = self.hours.weekday_hours(day)
        return DayHours(day, usual, self._doubt(day, usual))

    def _said(self, day: date) -> OpenIntervals | None:
        said = self.hours.exception_hours(day)
        if said is None and day in self.holidays:
            said = self.hours.public_holiday_hours
            if said is None and self.remarks.holidays_closed:
                said = ()
        closed = day in self.remarks.dates or (day.month, day.day) in self.remarks.yearly
        return () if said is None and closed else said

    def _doubt(self, day: date, usual: OpenIntervals | None) -> DoubtReason | None:
        if usual is None:
            return DoubtReason.UNKNOWN
        if usual and (day in self.holidays or (day.month, day.day) in LOCAL_GOVERNMENT_HOLIDAYS):
            return DoubtReason.HOLIDAY
        return DoubtReason.NOTE if any(note.applies_on(day) for note in self.remarks.notes) else None

    def open_until(self, now: datetime) -> datetime | DoubtReason | None:
        """Return when the place, open at `now`, closes; None when it is closed, or the reason for doubt."""
        today = now.astimezone(BRUSSELS).date()
        days = [self.day(today - timedelta(days=1)), self.day(today)]
        for day in days:
            for opens, closes in day.certain or ():
                if local_time(day.date, opens) <= now < local_time(day.date, closes):
                    return local_time(day.date, closes)
        return None if days[1].certain is not None else days[1].doubt

    def next_opening(self, now: datetime) -> datetime | None:
        """Return the next opening; None if it is not within `NEXT_OPENING_DAYS` or comes after an uncertain day."""
        today = now.astimezone(BRUSSELS).date()
        for ahead in range(NEXT_OPENING_DAYS):
            day = self.day(today + timedelta(days=ahead))
            if day.certain is None:
                return None
            for opens, _ in day.certain:
                if (start := local_time(day.date, opens)) > now:
                    return start
        return None


def local_time(day: date, minutes: int) -> datetime:
    """Return the moment at which clocks in Belgium show `minutes` after the start of `day`."""
    later = day + timedelta(days=minutes // 1440)
    return datetime.combine(later, time(minutes % 1440 // 60, minutes % 60), BRUSSELS)
