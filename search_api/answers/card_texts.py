"""The words of answer cards, in the language of the question, and how days and times are written in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from indexer.places.opening_hours import OpenIntervals
from search_api.answers.intents import CardKind
from search_api.pages.translations import SEARCH_TEXTS

DUTCH, FRENCH, ENGLISH = SEARCH_TEXTS["nl"], SEARCH_TEXTS["fr"], SEARCH_TEXTS["en"]


@dataclass(frozen=True, slots=True)
class CardTexts:
    """One language: `days` from Monday, `months` from January; the sentences are format strings."""

    column: int
    """Which of the names of a public holiday is in this language, see `Places.holidays`."""
    titles: dict[CardKind, str]
    days: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    mark: str
    """Between hours and minutes."""
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

    def spoken_day(self, day: date, today: date) -> str:
        """Return a day as people say it on `today`: "vandaag, dinsdag 24 november"."""
        ahead = {0: f"{self.today}, ", 1: f"{self.tomorrow}, "}.get((day - today).days, "")
        return ahead + self.long_day(day)

    def spells(self, spells: OpenIntervals | None) -> str:
        """Return "10.00–12.00 en 13.00–18.00", or that it is closed, or that nothing is known."""
        if spells is None:
            return self.unknown
        times = (f"{self.clock(opens)}\N{EN DASH}{self.clock(closes)}" for opens, closes in spells)
        return self.joint.join(times) or self.closed

    def clock(self, minutes: int | datetime) -> str:
        """Return a time of the day as "9.00"; minutes past midnight of the next day count on from 0."""
        total = minutes.hour * 60 + minutes.minute if isinstance(minutes, datetime) else minutes
        return f"{total // 60 % 24 or (24 if total == 1440 else 0)}{self.mark}{total % 60:02d}"


NL = CardTexts(
    column=0,
    titles={
        CardKind.HOURS: "openingsuren",
        CardKind.TELEPHONE: "telefoon",
        CardKind.ADDRESS: "adres",
        CardKind.EMAIL: "e-mail",
    },
    days=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=tuple(DUTCH["months"].split()),
    today="vandaag",
    tomorrow="morgen",
    mark=".",
    joint=" en ",
    closed="gesloten",
    unknown="niet vermeld",
    of_day="{day}: {hours}.",
    of_special_day="{day}: {hours} (afwijkend van andere weken).",
    open_now="Nu open, tot {time}.",
    closed_now="Nu gesloten.",
    opens="Opent {day} om {time}.",
    holiday="Dat is een feestdag ({holiday}): de gewone uren ({hours}) gelden misschien niet.",
    local_holiday="Veel gemeentediensten sluiten op die dag: de gewone uren ({hours}) gelden misschien niet.",
    doubtful="De gewone uren zijn dan {hours}, maar lees ook:",
)

FR = CardTexts(
    column=1,
    titles={
        CardKind.HOURS: "heures d\N{RIGHT SINGLE QUOTATION MARK}ouverture",
        CardKind.TELEPHONE: "téléphone",
        CardKind.ADDRESS: "adresse",
        CardKind.EMAIL: "courriel",
    },
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=tuple(FRENCH["months"].split()),
    today="aujourd\N{RIGHT SINGLE QUOTATION MARK}hui",
    tomorrow="demain",
    mark="h",
    joint=" et ",
    closed="fermé",
    unknown="non précisé",
    of_day="{day} : {hours}.",
    of_special_day="{day} : {hours} (exceptionnellement).",
    open_now="Ouvert maintenant, jusqu\N{RIGHT SINGLE QUOTATION MARK}à {time}.",
    closed_now="Fermé maintenant.",
    opens="Ouvre {day} à {time}.",
    holiday="Ce jour-là est férié ({holiday}) : les heures habituelles ({hours}) ne valent peut-être pas.",
    local_holiday="Beaucoup de services ferment ce jour-là : les heures habituelles ({hours}) ne valent peut-être pas.",
    doubtful="Les heures habituelles sont alors {hours}, mais lisez aussi :",
)

EN = CardTexts(
    column=2,
    titles={
        CardKind.HOURS: "opening hours",
        CardKind.TELEPHONE: "telephone",
        CardKind.ADDRESS: "address",
        CardKind.EMAIL: "e-mail",
    },
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=tuple(ENGLISH["months"].split()),
    today="today",
    tomorrow="tomorrow",
    mark=":",
    joint=" and ",
    closed="closed",
    unknown="not stated",
    of_day="{day}: {hours}.",
    of_special_day="{day}: {hours} (other than in other weeks).",
    open_now="Open now, until {time}.",
    closed_now="Closed now.",
    opens="Opens {day} at {time}.",
    holiday="That is a public holiday ({holiday}): the usual hours ({hours}) may not hold.",
    local_holiday="Many municipal services close on that day: the usual hours ({hours}) may not hold.",
    doubtful="The usual hours are then {hours}, but read this too:",
)

TEXTS = {"nl": NL, "fr": FR, "en": EN}
