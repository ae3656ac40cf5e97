"""What a page says beside its timetable: closed on public holidays, closed on 11 July, other hours in summer.

A timetable without these sentences sends people to a closed door. What can be read becomes a fact; what cannot,
but speaks of opening and of a time of the year, is kept as a note, word for word, with the time it may concern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from indexer.language.analysis import normalise_text

_MONTH_NAMES = (
    ("januari", "janvier"),
    ("februari", "fevrier"),
    ("maart", "mars"),
    ("april", "avril"),
    ("mei", "mai"),
    ("juni", "juin"),
    ("juli", "juillet"),
    ("augustus", "aout"),
    ("september", "septembre"),
    ("oktober", "octobre"),
    ("november", "novembre"),
    ("december", "decembre"),
)
_MONTH = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])|\n")
_CLOSED = re.compile(r"\b(?:gesloten|dicht|ferme|fermee|fermes|fermees)\b")
_NOT = re.compile(r"\b(?:niet|nooit|geen|pas|sauf|behalve|uitgezonderd|tenzij)\b")
_HOLIDAYS = re.compile(r"\b(?:feestdag|feestdagen|jours? feries?)\b")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(_MONTH)})(?: (20\d\d))?\b")
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
"""Words for a time of the year, and when it may be (month * 100 + day); a feast of one day is only noted."""


@dataclass(frozen=True, slots=True)
class HoursNote:
    """A sentence about other hours, and the parts of each year in which the timetable may not hold because of it.

    A span is first and last day, month * 100 + day each: (1224, 102) is from 24 December to 2 January.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def applies_on(self, day: date) -> bool:
        """Whether the timetable may not hold on `day`."""
        at = day.month * 100 + day.day
        return any(first <= at <= last if first <= last else at >= first or at <= last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class HoursExceptions:
    """What was said beside a timetable.

    Attributes:
        holidays_closed: whether it says that it is closed on public holidays.
        yearly: (month, day) of other days on which it is closed each year.
        dates: single dates on which it is closed.
        notes: what could not be made a fact.
    """

    holidays_closed: bool = False
    yearly: tuple[tuple[int, int], ...] = ()
    dates: tuple[date, ...] = ()
    notes: tuple[HoursNote, ...] = ()

    def __or__(self, other: HoursExceptions) -> HoursExceptions:
        """Return what either says."""
        return HoursExceptions(
            self.holidays_closed or other.holidays_closed,
            tuple(dict.fromkeys((*self.yearly, *other.yearly))),
            tuple(dict.fromkeys((*self.dates, *other.dates))),
            tuple(dict.fromkeys((*self.notes, *other.notes))),
        )


NO_EXCEPTIONS = HoursExceptions()
"""No remark."""


def hours_exceptions_in(text: str) -> HoursExceptions:
    """Return what the sentences of a text say about opening beside the timetable."""
    found = NO_EXCEPTIONS
    for sentence in _SENTENCE.split(text):
        found |= _remarks(sentence.strip())
    return found


def _remarks(sentence: str) -> HoursExceptions:
    plain = normalise_text(sentence)
    holidays, dates = bool(_HOLIDAYS.search(plain)), _DATE.findall(plain)
    if not _OPENING.search(plain):
        return NO_EXCEPTIONS
    if (holidays or dates) and _CLOSED.search(plain) and not _NOT.search(plain) and not _RANGE.search(plain):
        return _closed(holidays, dates)
    months = {_MONTH[word] for word in re.findall(r"\w+", plain) if word in _MONTH}
    seasons = [spans for words, spans in _SEASONS if words.search(plain)]
    if not (holidays or months or seasons):
        return NO_EXCEPTIONS
    spans = {(month * 100 + 1, month * 100 + 31) for month in months}.union(*seasons)
    return HoursExceptions(notes=(HoursNote(sentence, tuple(sorted(spans))),))


def _closed(holidays: bool, dates: list[tuple[str, str, str]]) -> HoursExceptions:
    yearly, single = [], []
    for day, month, year in dates:
        try:
            known = date(int(year or 2024), _MONTH[month], int(day))  # 2024 has a 29 February
        except ValueError:
            continue
        if year:
            single.append(known)
        else:
            yearly.append((known.month, known.day))
    return HoursExceptions(holidays, tuple(yearly), tuple(single))
