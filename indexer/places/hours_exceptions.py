"""Exceptions to opening hours, written as sentences: closed on public holidays, on 11 July, other hours in summer.

A timetable without these exceptions sends people to a closed door. Sentences that can be parsed become facts. Others
that mention opening and a time of the year are stored word for word, with the period that they may concern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from indexer.language.analysis import normalise_text
from indexer.language.calendar_names import month_names

_MONTHS = {name: number for language in ("nl", "fr") for number, name in enumerate(month_names(language), 1)}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])|\n")
_CLOSED = re.compile(r"\b(?:gesloten|dicht|ferme|fermee|fermes|fermees)\b")
_NOT = re.compile(r"\b(?:niet|nooit|geen|pas|sauf|behalve|uitgezonderd|tenzij)\b")
_HOLIDAYS = re.compile(r"\b(?:feestdag|feestdagen|jours? feries?)\b")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})(?: (20\d\d))?\b")
_RANGE = re.compile(r"\d\s*(?:tot|t/m|au|en met|[-\u2013])\s*\d|\b(?:van|tussen|vanaf|du|des)\b")
_OPENING = re.compile(
    r"\b(?:open|geopend|gesloten|dicht|sluit|sluiten|(?:openings|sluitings|kantoor|zomer|winter)?uren|\w*loket|\w*loketten|\w*openingsavond|voormiddag|namiddag|ouverte?s?|"
    r"fermee?s?|horaires?)\b"
)
_SEASONS = (
    (re.compile(r"\b(?:zomer\w*|ete)\b"), ((601, 930),)),
    (re.compile(r"\b(?:winter\w*|hiver)\b"), ((1001, 430),)),
    (re.compile(r"\b(?:kerstvakantie|eindejaar\w*)\b"), ((1215, 110),)),
    (re.compile(r"\b(?:kerst|kerstmis|nieuwjaar|noel|nouvel an)\b"), ((1224, 102),)),
    (re.compile(r"\b(?:(?!kerst)\w*vakanties?|\w*verlof|vacances|conges?)\b"), ((101, 1231),)),
    (re.compile(r"\b(?:brugdag\w*|jaarmarkt|kermis|feesten|braderie)\b"), ()),
)
"""Words for a time of the year, and the periods that it may be (month * 100 + day). A feast of one day has no
period."""


@dataclass(frozen=True, slots=True)
class HoursNote:
    """A sentence about other opening hours, and the periods of each year in which it may replace the timetable.

    A span is a first and a last day, each as month * 100 + day: (1224, 102) is from 24 December to 2 January.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def applies_on(self, day: date) -> bool:
        """Return whether the timetable may not hold on `day`."""
        month_day = day.month * 100 + day.day
        return any(
            first <= month_day <= last if first <= last else month_day >= first or month_day <= last
            for first, last in self.spans
        )


@dataclass(frozen=True, slots=True)
class HoursExceptions:
    """What a page says about opening besides its timetable.

    Attributes:
        holidays_closed: whether it is closed on public holidays.
        yearly: (month, day) of other days on which it is closed each year.
        dates: single dates on which it is closed.
        notes: sentences that could not be parsed into facts.
    """

    holidays_closed: bool = False
    yearly: tuple[tuple[int, int], ...] = ()
    dates: tuple[date, ...] = ()
    notes: tuple[HoursNote, ...] = ()

    def __or__(self, other: HoursExceptions) -> HoursExceptions:
        """Return the exceptions of both."""
        return HoursExceptions(
            self.holidays_closed or other.holidays_closed,
            tuple(dict.fromkeys((*self.yearly, *other.yearly))),
            tuple(dict.fromkeys((*self.dates, *other.dates))),
            tuple(dict.fromkeys((*self.notes, *other.notes))),
        )


NO_EXCEPTIONS = HoursExceptions()
"""The page mentions no exception."""


def hours_exceptions_in(text: str) -> HoursExceptions:
    """Return the exceptions to opening hours in the sentences of a text."""
    found = NO_EXCEPTIONS
    for sentence in _SENTENCE.split(text):
        found |= _exceptions(sentence.strip())
    return found


def _exceptions(sentence: str) -> HoursExceptions:
    plain = normalise_text(sentence)
    holidays, dates = bool(_HOLIDAYS.search(plain)), _DATE.findall(plain)
    if not _OPENING.search(plain):
        return NO_EXCEPTIONS
    if (holidays or dates) and _CLOSED.search(plain) and not _NOT.search(plain) and not _RANGE.search(plain):
        return _closed(holidays, dates)
    months = {_MONTHS[word] for word in re.findall(r"\w+", plain) if word in _MONTHS}
    seasons = [spans for words, spans in _SEASONS if words.search(plain)]
    if not (holidays or months or seasons):
        return NO_EXCEPTIONS
    spans = {(month * 100 + 1, month * 100 + 31) for month in months}.union(*seasons)
    return HoursExceptions(notes=(HoursNote(sentence, tuple(sorted(spans))),))


def _closed(holidays: bool, dates: list[tuple[str, str, str]]) -> HoursExceptions:
    yearly, single = [], []
    for day, month, year in dates:
        try:
            known = date(int(year or 2024), _MONTHS[month], int(day))  # 2024 has a 29 February
        except ValueError:
            continue
        if year:
            single.append(known)
        else:
            yearly.append((known.month, known.day))
    return HoursExceptions(holidays, tuple(yearly), tuple(single))
