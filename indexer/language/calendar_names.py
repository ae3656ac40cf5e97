"""Names of weekdays and months as they are read in texts, normalised, from Babel (Unicode CLDR)."""

from __future__ import annotations

from functools import cache

from babel import Locale

from indexer.language.analysis import normalise_text


@cache
def weekday_names(language: str) -> tuple[str, ...]:
    """Return the normalised names of the weekdays, from Monday to Sunday; `language` is ISO 639-1."""
    names = Locale.parse(language).days["format"]["wide"]
    return tuple(normalise_text(names[weekday]) for weekday in range(7))


@cache
def month_names(language: str) -> tuple[str, ...]:
    """Return the normalised names of the months, from January to December; `language` is ISO 639-1."""
    names = Locale.parse(language).months["format"]["wide"]
    return tuple(normalise_text(names[month]) for month in range(1, 13))
