"""Texts that citizens read, by language: the search page, the answer cards, the /widget page and the search box.

They are in `texts/<language>/<name>.toml`. Dutch is complete; a text that another language lacks is shown in Dutch.
Dutch texts address people formally ("u"); a table `informal` has the variants for a region that says "je".
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names

from indexer.language.translations import DEFAULT_LANGUAGE, TEXT_LANGUAGES, load_translations

LOCALES = {"nl": Locale("nl", "BE"), "fr": Locale("fr", "BE"), "en": Locale("en", "GB")}
"""Locale whose calendar names and date formats each language uses."""

NATIVE_LANGUAGE_NAMES = {code: str(Locale(code).display_name).capitalize() for code in TEXT_LANGUAGES}
"""Name of each language in that language."""

TEXTS_FOLDER = Path(__file__).with_name("texts")


@cache
def page_texts(name: str, language: str, *, informal: bool = False) -> dict[str, Any]:
    """Return the texts of `<name>.toml` in a language, with the informal variants if asked for."""
    texts = load_translations(TEXTS_FOLDER, name)[language]
    variants = texts.get("informal", {}) if informal and language == DEFAULT_LANGUAGE else {}
    return {key: value for key, value in (texts | variants).items() if key != "informal"}


@cache
def weekday_labels(language: str) -> tuple[str, ...]:
    """Return the names of the weekdays, from Monday."""
    names = get_day_names("wide", locale=LOCALES[language])
    return tuple(names[number] for number in range(7))


@cache
def month_labels(language: str) -> tuple[str, ...]:
    """Return the names of the months, from January."""
    names = get_month_names("wide", locale=LOCALES[language])
    return tuple(names[number] for number in range(1, 13))


def long_date(day: Any, language: str) -> str:
    """Return a date as people write it: 3 maart 2026."""
    return format_date(day, "d MMMM y", locale=LOCALES[language])


def negotiate_language(requested: str | None, accept_language: str | None) -> str:
    """Return the language of a page: the requested one, else the browser's best match, else Dutch."""
    if requested in TEXT_LANGUAGES:
        return str(requested)
    weighted = []
    for position, entry in enumerate((accept_language or "").split(",")):
        name, _, quality = entry.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        code = name.split("-")[0].lower()
        if code in TEXT_LANGUAGES and weight > 0:
            weighted.append((-weight, position, code))
    return min(weighted)[2] if weighted else DEFAULT_LANGUAGE
