"""What the report says in one language, and how it writes numbers and dates there.

`texts/<language>.toml` has a sentence or a count a key; `seo_audit.report.rule_texts` has what is said of rules.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from crawler.records.dates import BRUSSELS
from seo_audit.records.errors import TextError
from seo_audit.report.rule_texts import RuleTexts, rule_texts
from seo_audit.scoring.findings import Finding

TEXTS = Path(__file__).with_name("texts")
"""Where the files are."""

REPORT_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
"""Whose way of writing numbers and dates each language takes."""

MIN_GAIN_SHOWN = 0.05
"""Points below which a gain would be shown as none."""


@dataclass(frozen=True, slots=True)
class ReportLanguage:
    """One language of the report; `code` as in <html lang>."""

    code: str
    locale: Locale
    texts: Mapping[str, str]

    def text(self, key: str, **values: object) -> Markup:
        """Return a text with its values, which are escaped unless they are markup themselves.

        Raises:
            WordingError: there is no such text, or a value it needs is lacking.
        """
        try:
            return Markup(self.texts[key]).format_map({name: _escapable(value) for name, value in values.items()})  # noqa: S704 -- our own texts
        except KeyError as error:
            raise TextError(f'the report says "{key}" but {error} is lacking in {self.code}') from error

    def counted(self, key: str, number: int, **values: object) -> Markup:
        """Return a text about a number of things, in the form that the number asks for."""
        return self.text(f"{key}.{self.form(number)}", n=self.count(number), **values)

    def form(self, number: float) -> str:
        """Return the form that a number asks for: "one" or "other" (French has a third, for millions)."""
        return "one" if self.locale.plural_form(number) == "one" else "other"

    def rule(self, rule: str) -> RuleTexts:
        """Return what is said of a rule."""
        return rule_texts(self.code)[rule]

    def sentence(self, finding: Finding) -> str:
        """Return the sentence of a finding, its numbers written as this language does."""
        words = self.rule(finding.rule)
        written: dict[str, str | int] = {
            name: self.count(value) if isinstance(value, int) else value for name, value in finding.values.items()
        }
        return words.sentence(_Written(finding.message, written))

    def points(self, value: float) -> str:
        """Return a number with one decimal; what rounds to nothing has no sign."""
        return format_decimal(round(value, 1) + 0.0, "#,##0.0", locale=self.locale)

    def gained(self, value: float) -> str:
        """Return what a repair brings: "+1,2", and "< 0,1" for what would round to nothing."""
        return f"+{self.points(value)}" if value >= MIN_GAIN_SHOWN else f"< {self.points(0.1)}"

    def count(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        return format_decimal(value, locale=self.locale)

    def share(self, value: float) -> str:
        """Return a share (0 to 1) in per cent, whole."""
        return format_percent(value, locale=self.locale)

    def day(self, moment: datetime) -> str:
        """Return the day of a moment in Belgium: "23 november 2026"."""
        return format_date(moment.astimezone(BRUSSELS), "long", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Return a moment in Belgium: "23 november 2026, 07:55"."""
        time = format_time(moment, "short", tzinfo=BRUSSELS, locale=self.locale)
        return f"{self.day(moment)}, {time}"


@dataclass(frozen=True, slots=True)
class _Written:
    """A finding's sentence with its numbers written out."""

    message: str
    values: dict[str, str | int]


@functools.cache
def report_language(code: str) -> ReportLanguage:
    """Return a language of the report.

    Raises:
        WordingError: there is no such language, or its file cannot be read.
    """
    path = TEXTS / code / "report.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"the texts {path} cannot be used: {error}") from error
    return ReportLanguage(code, Locale.parse(REPORT_LOCALES[code]), dict(_flat(tables)))


def _flat(tables: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Return nested tables as dotted keys."""
    found: list[tuple[str, str]] = []
    for name, value in tables.items():
        found += _flat(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]
    return found


def _escapable(value: object) -> object:
    return value if isinstance(value, Markup) else str(value)
