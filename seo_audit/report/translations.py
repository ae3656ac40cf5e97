"""Language of the report: its texts, and how it formats numbers and dates.

The texts are in `texts/<language>/report.toml`, one sentence or count per key. The texts of rules are in
`seo_audit.report.rule_texts`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from crawler.records.date_parsing import BRUSSELS
from seo_audit.records.errors import TextError
from seo_audit.report.rule_texts import RuleTexts, load_texts, rule_texts
from seo_audit.scoring.findings import Finding

REPORT_LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
"""Babel locale of each language, for numbers and dates."""

MIN_GAIN_SHOWN = 0.05
"""Smaller gains would be rounded to 0.0 points."""


@dataclass(frozen=True, slots=True)
class ReportLanguage:
    """One language of the report. `code` is the value of <html lang>."""

    code: str
    locale: Locale
    texts: Mapping[str, str]

    def text(self, key: str, **values: object) -> Markup:
        """Return a text with its values. Values are escaped unless they are `Markup`.

        Raises:
            TextError: there is no such text, or a value for it is missing.
        """
        try:
            return Markup(self.texts[key]).format_map({name: _escapable(value) for name, value in values.items()})  # noqa: S704 -- our own texts
        except KeyError as error:
            raise TextError(f'the text "{key}" lacks {error} in {self.code}: add it to report.toml') from error

    def counted(self, key: str, number: int, **values: object) -> Markup:
        """Return the singular or plural form of a text with a number."""
        return self.text(f"{key}.{self.form(number)}", n=self.count(number), **values)

    def form(self, number: float) -> str:
        """Return the plural form for a number: "one" or "other" (French has a third form, for millions)."""
        return "one" if self.locale.plural_form(number) == "one" else "other"

    def rule(self, rule: str) -> RuleTexts:
        """Return the texts of a rule."""
        return rule_texts(self.code)[rule]

    def sentence(self, finding: Finding) -> str:
        """Return the message of a finding, with its numbers in the format of this language."""
        texts = self.rule(finding.rule)
        formatted: dict[str, str | int] = {
            name: self.count(value) if isinstance(value, int) else value for name, value in finding.values.items()
        }
        return texts.sentence(_FormattedMessage(finding.message, formatted))

    def points(self, value: float) -> str:
        """Format points with one decimal. What rounds to zero has no sign."""
        return format_decimal(round(value, 1) + 0.0, "#,##0.0", locale=self.locale)

    def gained(self, value: float) -> str:
        """Format the gain of a repair: "+1,2", or "< 0,1" for what would round to zero."""
        return f"+{self.points(value)}" if value >= MIN_GAIN_SHOWN else f"< {self.points(0.1)}"

    def count(self, value: int) -> str:
        """Format a whole number with a thousands separator."""
        return format_decimal(value, locale=self.locale)

    def share(self, value: float) -> str:
        """Format a share (0 to 1) as a whole percentage."""
        return format_percent(value, locale=self.locale)

    def day(self, moment: datetime) -> str:
        """Format the Belgian date of a time: "23 november 2026"."""
        return format_date(moment.astimezone(BRUSSELS), "long", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Format a time in Belgium: "23 november 2026, 07:55"."""
        time = format_time(moment, "short", tzinfo=BRUSSELS, locale=self.locale)
        return f"{self.day(moment)}, {time}"


@dataclass(frozen=True, slots=True)
class _FormattedMessage:
    """Message key of a finding with formatted values."""

    message: str
    values: dict[str, str | int]


@functools.cache
def report_language(code: str) -> ReportLanguage:
    """Return a language of the report.

    Raises:
        TextError: there is no such language, or a file cannot be read.
    """
    tables = load_texts(code, "report")
    return ReportLanguage(code, Locale.parse(REPORT_LOCALES[code]), dict(_flatten(tables)))


def _flatten(tables: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    """Return nested tables as dotted keys."""
    items: list[tuple[str, str]] = []
    for name, value in tables.items():
        items += _flatten(value, f"{before}{name}.") if isinstance(value, dict) else [(f"{before}{name}", value)]
    return items


def _escapable(value: object) -> object:
    return value if isinstance(value, Markup) else str(value)
