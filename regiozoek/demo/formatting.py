"""Formatting of opening hours, prices and dates in Dutch and French, and of opening hours as schema.org data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

_DUTCH = Locale("nl", "BE")
_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_SCHEMA_DAYS = Locale("en").days["stand-alone"]["wide"]


def format_euro(amount: float) -> str:
    """Format a price in Dutch: `12.5` → "12,50 euro", `40` → "40 euro"."""
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{format_decimal(amount, pattern, locale=_DUTCH)} euro"


def format_integer(value: int) -> str:
    """Format an integer in Dutch: `13900` → "13.900"."""
    return format_decimal(value, locale=_DUTCH)


def format_full_date(day: date) -> str:
    """Format a date in Dutch as "zaterdag 14 maart 2026"."""
    return format_date(day, "full", locale=_DUTCH)


def format_long_date(day: date) -> str:
    """Format a date in Dutch as "14 maart 2026"."""
    return format_date(day, "long", locale=_DUTCH)


def format_month(day: date) -> str:
    """Format month and year in Dutch as "maart 2026"."""
    return format_date(day, "MMMM y", locale=_DUTCH)


def opening_hours_rows(hours: Mapping[str, str], lang: str = "nl") -> list[tuple[str, str]]:
    """Return a (day, hours) pair for each day of the week, closed days included.

    `hours` maps `mo` … `su` to "09:00-12:00" or "09:00-12:00 14:00-17:00".
    """
    closed = "fermé" if lang == "fr" else "gesloten"
    names = Locale(lang).days["stand-alone"]["wide"]
    return [
        (
            names[number],
            time_range_separator(lang).join(map(_span, hours[day].split())) if day in hours else closed,
        )
        for number, day in enumerate(_DAYS)
    ]


def time_range_separator(lang: str) -> str:
    """Return the separator between two time ranges on one day."""
    return " et " if lang == "fr" else " en "


def _span(slot: str) -> str:
    return slot.replace(":", ".").replace("-", "\N{EN DASH}")


def opening_hours_table(hours: Mapping[str, str], lang: str = "nl") -> str:
    """Return opening hours as an HTML table."""
    rows = opening_hours_rows(hours, lang)
    body = "".join(f'<tr><th scope="row">{day}</th><td>{text}</td></tr>' for day, text in rows)
    return f'<table class="hours"><tbody>{body}</tbody></table>'


def opening_hours_specification(hours: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return opening hours as a list of schema.org OpeningHoursSpecification nodes."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_SCHEMA_DAYS[_DAYS.index(day)]}",
            "opens": slot.split("-")[0],
            "closes": slot.split("-")[1],
        }
        for day, slots in hours.items()
        for slot in slots.split()
    ]
