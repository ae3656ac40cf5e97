"""Texts of the answer cards in the language of the query, and the format of days and times in that language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from indexer.language.translations import TEXT_LANGUAGES
from indexer.places.opening_hours import OpenIntervals
from search_api.answers.intents import CardKind
from search_api.pages.translations import month_labels, page_texts, weekday_labels

_MINUTES_PER_DAY = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTexts:
    """The texts of one language; sentences are format strings. `days` start on Monday, `months` in January.

    `holiday_column` tells which of the names of a public holiday is in this language, see `Places.holidays`.
    """

    holiday_column: int
    titles: dict[CardKind, str]
    days: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    whole_hour: str
    clock: str
    period: str
    joint: str
    closed: str
    unknown: str
    of_day: str
    of_special_day: str
    open_now: str
    closed_now: str
    opens: str
    holiday: str
    local_holiday: str
    doubtful: str

    def long_day(self, day: date) -> str:
        """Return "dinsdag 24 november"."""
        return f"{self.days[day.weekday()]} {day.day} {self.months[day.month - 1]}"

    def dated_day(self, day: date, today: date) -> str:
        """Return a day with its date, as people say it on `today`: "vandaag, dinsdag 24 november"."""
        relative = self._relative_day(day, today)
        return f"{relative}, {self.long_day(day)}" if relative else self.long_day(day)

    def spoken_day(self, day: date, today: date) -> str:
        """Return a day as briefly as people say it on `today`: "vandaag", "morgen", "dinsdag 24 november"."""
        return self._relative_day(day, today) or self.long_day(day)

    def _relative_day(self, day: date, today: date) -> str:
        return {0: self.today, 1: self.tomorrow}.get((day - today).days, "")

    def hours(self, intervals: OpenIntervals | None) -> str:
        """Return "van 10 tot 12 uur en van 13 tot 18.30 uur", or that the place is closed, or that this is unknown."""
        if intervals is None:
            return self.unknown
        periods = (self.period.format(opens=self.time(opens), closes=self.time(closes)) for opens, closes in intervals)
        return self.joint.join(periods) or self.closed

    def time(self, moment: int | datetime) -> str:
        """Return a time of day, given in minutes after midnight or as a datetime; the end of a day is 24."""
        minutes = moment.hour * 60 + moment.minute if isinstance(moment, datetime) else moment
        hour = minutes // 60 % 24 or (24 if minutes == _MINUTES_PER_DAY else 0)
        template = self.clock if minutes % 60 else self.whole_hour
        return template.format(hour=hour, minutes=f"{minutes % 60:02d}")


@cache
def card_texts(language: str) -> CardTexts:
    """Return the texts of the answer cards in nl, fr or en."""
    texts: dict[str, Any] = page_texts("cards", language)
    titles = {CardKind(kind): title for kind, title in texts["titles"].items()}
    return CardTexts(
        holiday_column=TEXT_LANGUAGES.index(language),
        days=weekday_labels(language),
        months=month_labels(language),
        **(texts | {"titles": titles}),
    )
