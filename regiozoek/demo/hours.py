"""Opening hours, prices and dates in Dutch and French, and opening hours as schema.org data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

_DAYS = {
    "mo": ("maandag", "lundi", "Monday"),
    "tu": ("dinsdag", "mardi", "Tuesday"),
    "we": ("woensdag", "mercredi", "Wednesday"),
    "th": ("donderdag", "jeudi", "Thursday"),
    "fr": ("vrijdag", "vendredi", "Friday"),
    "sa": ("zaterdag", "samedi", "Saturday"),
    "su": ("zondag", "dimanche", "Sunday"),
}
_WEEKDAYS = [names[0] for names in _DAYS.values()]
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def euro(amount: float) -> str:
    """`12.5` → "12,50 euro", `40` → "40 euro"."""
    whole = f"{amount:,.0f}".replace(",", ".")
    return f"{whole} euro" if amount == int(amount) else f"{amount:.2f}".replace(".", ",") + " euro"


def number(value: int) -> str:
    """`13900` → "13.900"."""
    return f"{value:,}".replace(",", ".")


def long_date(day: date) -> str:
    """As in "zaterdag 14 maart 2026"."""
    return f"{_WEEKDAYS[day.weekday()]} {short_date(day)}"


def short_date(day: date) -> str:
    """As in "14 maart 2026"."""
    return f"{day.day} {month_name(day)}"


def month_name(day: date) -> str:
    """As in "maart 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def rows(hours: Mapping[str, str], lang: str = "nl") -> list[tuple[str, str]]:
    """One (day, hours) pair for each day of the week, closed days included.

    `hours` maps `mo` … `su` to "09:00-12:00" or "09:00-12:00 14:00-17:00".
    """
    closed = "fermé" if lang == "fr" else "gesloten"
    column = 1 if lang == "fr" else 0
    return [
        (names[column], joint(lang).join(map(_span, hours[day].split())) if day in hours else closed)
        for day, names in _DAYS.items()
    ]


def joint(lang: str) -> str:
    """What stands between two opening spells of one day."""
    return " et " if lang == "fr" else " en "


def _span(slot: str) -> str:
    return slot.replace(":", ".").replace("-", "\N{EN DASH}")


def table(hours: Mapping[str, str], lang: str = "nl") -> str:
    """The hours as an HTML table."""
    body = "".join(f'<tr><th scope="row">{day}</th><td>{text}</td></tr>' for day, text in rows(hours, lang))
    return f'<table class="hours"><tbody>{body}</tbody></table>'


def specification(hours: Mapping[str, str]) -> list[dict[str, Any]]:
    """The hours as a list of schema.org OpeningHoursSpecification."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_DAYS[day][2]}",
            "opens": slot.split("-")[0],
            "closes": slot.split("-")[1],
        }
        for day, slots in hours.items()
        for slot in slots.split()
    ]
