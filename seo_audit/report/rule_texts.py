"""The words that webmasters read, from `texts/<language>.toml`: one table a rule.

    [title-missing]
    title = "…"      what = "…"      why = "…"      fix = "…"
    messages.message = "…"           one sentence for each kind of finding, with {placeholders}

Dutch and French are what webmasters read, English is what the documentation says; all three are whole. Another
language is one more file.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from seo_audit.records.errors import TextError

TEXTS = Path(__file__).with_name("texts")
"""Where the files are."""


LANGUAGES = ("nl", "fr", "en")
"""What webmasters can read, the first by default."""


class MessageSource(Protocol):
    """What a sentence is made for: a verdict or a finding, with the key of its sentence and the values in it."""

    @property
    def message(self) -> str:
        """Key of the sentence among the rule's words."""

    @property
    def values(self) -> dict[str, str | int]:
        """What the sentence's placeholders stand for."""


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """What is said of one rule: the defect's name, what it is, why it matters, how to repair it."""

    title: str
    what: str
    why: str
    fix: str
    messages: dict[str, str]

    def sentence(self, said: MessageSource) -> str:
        """Return the sentence for one finding.

        Raises:
            WordingError: there is none of that kind, or a value it needs is lacking.
        """
        try:
            return self.messages[said.message].format_map(said.values)
        except KeyError as error:
            raise TextError(f'"{self.title}" has no message or value {error}; add it to the texts') from error


@functools.cache
def rule_texts(language: str = "nl") -> dict[str, RuleTexts]:
    """Return the words of every rule in a language.

    Raises:
        WordingError: there is no such language, or a table in it is not whole.
    """
    path = TEXTS / language / "rules.toml"
    try:
        tables: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
        return {rule: RuleTexts(**table) for rule, table in tables.items()}
    except (OSError, TypeError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"the texts {path} cannot be used: {error}") from error
