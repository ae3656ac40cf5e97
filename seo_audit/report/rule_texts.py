"""Texts of the rules for webmasters, from `texts/<language>/rules.toml`: one table per rule.

    [title-missing]
    title = "…"      what = "…"      why = "…"      fix = "…"
    messages.message = "…"           one message per kind of finding, with {placeholders}

Webmasters read Dutch and French, and the documentation uses English. All three are complete.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from indexer.language.translations import DEFAULT_LANGUAGE, TEXT_LANGUAGES, load_translations
from seo_audit.records.errors import TextError

REPORT_TEXTS_FOLDER = Path(__file__).with_name("texts")
"""Folder with one folder per language."""


class MessageSource(Protocol):
    """A verdict or finding: the key of a message and the values for its placeholders."""

    @property
    def message(self) -> str:
        """Key of the message in the texts of the rule."""

    @property
    def values(self) -> dict[str, str | int]:
        """Values for the placeholders of the message."""


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """Texts of one rule: the name of the defect, what it is, why it matters and how to fix it."""

    title: str
    what: str
    why: str
    fix: str
    messages: dict[str, str]

    def sentence(self, source: MessageSource) -> str:
        """Return the message for one finding.

        Raises:
            TextError: there is no such message, or a value for it is missing.
        """
        try:
            return self.messages[source.message].format_map(source.values)
        except KeyError as error:
            raise TextError(f'"{self.title}" has no message or value {error}: add it to the texts') from error


@functools.cache
def rule_texts(language: str = DEFAULT_LANGUAGE) -> dict[str, RuleTexts]:
    """Return the texts of every rule in a language.

    Raises:
        TextError: there is no such language, or a table is incomplete.
    """
    tables = load_texts(language, "rules")
    try:
        return {rule: RuleTexts(**table) for rule, table in tables.items()}
    except TypeError as error:
        raise TextError(
            f"{REPORT_TEXTS_FOLDER / language / 'rules.toml'} is incomplete ({error}): add the texts"
        ) from error


def load_texts(language: str, name: str) -> dict[str, Any]:
    """Return the tables of `texts/<language>/<name>.toml`.

    Raises:
        TextError: there is no such language, or a file cannot be read.
    """
    path = REPORT_TEXTS_FOLDER / language / f"{name}.toml"
    if language not in TEXT_LANGUAGES:
        raise TextError(f"there is no {path}: use one of {', '.join(TEXT_LANGUAGES)}")
    try:
        return load_translations(REPORT_TEXTS_FOLDER, name)[language]
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"cannot read {REPORT_TEXTS_FOLDER}/*/{name}.toml ({error}): correct the file") from error
