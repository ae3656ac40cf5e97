"""Translations: texts that people read, from one TOML file per language.

Two catalogues use this loader: `search_api/pages/texts` for citizens and `seo_audit/report/texts` for webmasters. Dutch
is written first and is complete. A text that another language lacks is shown in Dutch.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TEXT_LANGUAGES = ("nl", "fr", "en")
"""Languages of every text, as BCP 47 codes; the first is the default and the fallback."""

DEFAULT_LANGUAGE = TEXT_LANGUAGES[0]


@cache
def load_translations(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    """Return the tables of `<folder>/<language>/<name>.toml` by language.

    Keys that a language lacks are filled in from Dutch, at every depth.

    Raises:
        OSError: a file is missing or cannot be read.
        tomllib.TOMLDecodeError: a file is not valid TOML.
    """
    tables = {
        language: tomllib.loads((folder / language / f"{name}.toml").read_text(encoding="utf-8"))
        for language in TEXT_LANGUAGES
    }
    return {language: _with_fallback(table, tables[DEFAULT_LANGUAGE]) for language, table in tables.items()}


def _with_fallback(table: dict[str, Any], fallback: dict[str, Any]) -> dict[str, Any]:
    merged = fallback | table
    for key, value in fallback.items():
        if isinstance(value, dict) and isinstance(table.get(key), dict):
            merged[key] = _with_fallback(table[key], value)
    return merged
