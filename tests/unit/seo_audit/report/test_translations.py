"""The report in each language: the same texts, all of them used, numbers and dates as people write them."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from indexer.language.translations import TEXT_LANGUAGES
from seo_audit.records.errors import TextError
from seo_audit.report import translations as module
from seo_audit.report.numbers import SCORE_RATINGS
from seo_audit.report.pages import TEMPLATE_FOLDER, page_filename, write_report
from seo_audit.report.rule_texts import REPORT_TEXTS_FOLDER, rule_texts
from seo_audit.report.translations import REPORT_LOCALES, report_language
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.rule import Category, RequiredInput, Severity
from seo_audit.scoring.findings import RootCause

REPORT = Path(module.__file__).parent
SOURCES = [path.read_text(encoding="utf-8") for path in (*TEMPLATE_FOLDER.rglob("*.html"), *REPORT.glob("*.py"))]
FAMILIES = {
    "category": list(Category),
    "severity": list(Severity),
    "required_input": list(RequiredInput),
    "rating": [name for _, name in SCORE_RATINGS],
    "http_status": ["0", "2", "3", "4", "5"],
    "root_cause": [cause for cause in RootCause if cause is not RootCause.PAGES],
    "effort": ["small", "medium", "large"],
    "work": ["settings", "templates", "texts"],
    "location": ["site", "site_nearly", "template", "template_nearly"],
    "first_fixes.points": ["one", "other"],
}
"""Texts whose keys are put together from a name of the code."""


def fields(text: str) -> set[str]:
    """The placeholders of a text."""
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("code", TEXT_LANGUAGES)
def test_languages_have_the_same_texts_and_placeholders(code: str) -> None:
    """What Dutch says, each language says, with the same values in it."""
    dutch, other = report_language("nl").texts, report_language(code).texts
    assert {key: fields(text) for key, text in dutch.items()} == {key: fields(text) for key, text in other.items()}
    assert [] == [key for key, text in other.items() if not text.strip()]


def test_every_language_has_its_files_and_its_locale() -> None:
    """A language is a file here, one with the rules, and a way to write numbers."""
    assert (
        set(TEXT_LANGUAGES)
        == {path.parent.name for path in REPORT_TEXTS_FOLDER.glob("*/report.toml")}
        == set(REPORT_LOCALES)
    )
    assert all(rule_texts(code) for code in TEXT_LANGUAGES)


def test_every_text_is_used_and_none_is_lacking() -> None:
    """The keys that templates and code name are those of the texts."""
    named = {key for source in SOURCES for key in re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", source)}
    made = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}
    known = {re.sub(r"\.(one|other)$", "", key) for key in report_language("nl").texts}
    made = {re.sub(r"\.(one|other)$", "", key) for key in made}
    tables = {key.partition(".")[0] for key in known}
    assert set() == known - named - made
    assert set() == made - known
    assert (
        set()
        == {key for key in named if key.split(".")[0] in tables and not key.endswith((".html", ".json", ".csv"))}
        - known
    )


def test_every_sentence_of_a_rule_is_one_that_its_file_names() -> None:
    """A sentence that no rule says any more is noticed."""
    folders = (REPORT.parent, REPORT.parent.parent / "crawler")
    sources = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    said = set(re.findall(r'"([a-z-]+)"', sources))
    unsaid = {(rule.id, key) for rule in AUDIT_RULES for key in rule_texts()[rule.id].messages if key not in said}
    assert set() == unsaid


def test_numbers_and_dates_are_written_as_people_do() -> None:
    """Tenths, thousands, shares and Belgian time, in each language."""
    moment = datetime(2026, 11, 23, 23, 55, tzinfo=UTC)
    written = {
        code: (say.points(1234.56), say.count(12345), say.share(0.91), say.moment(moment))
        for code, say in ((code, report_language(code)) for code in TEXT_LANGUAGES)
    }
    narrow = "\N{NARROW NO-BREAK SPACE}"
    assert written == {
        "nl": ("1.234,6", "12.345", "91%", "24 november 2026, 00:55"),
        "fr": (f"1{narrow}234,6", f"12{narrow}345", "91\N{NO-BREAK SPACE}%", "24 novembre 2026, 00:55"),
        "en": ("1,234.6", "12,345", "91%", "24 November 2026, 00:55"),
    }


def test_nothing_is_never_negative_and_a_small_gain_never_none() -> None:
    """What rounds to zero has no sign; what would round to +0,0 is less than a tenth."""
    say = report_language("nl")
    assert ("0,0", "+1,2", "< 0,1") == (say.points(-0.01), say.gained(1.25), say.gained(0.04))


def test_counts_take_the_form_of_their_number() -> None:
    """One page, two pages; French has none in the singular."""
    forms = {
        code: [report_language(code).counted("location.pages", number) for number in (0, 1, 2)]
        for code in TEXT_LANGUAGES
    }
    assert forms == {
        "nl": ["0 pagina's", "1 pagina", "2 pagina's"],
        "fr": ["0 page", "1 page", "2 pages"],
        "en": ["0 pages", "1 page", "2 pages"],
    }
    assert ["other", "one", "other"] == [report_language(code).form(0.5) for code in TEXT_LANGUAGES]


def test_values_are_escaped() -> None:
    """What a page says cannot become markup by way of a text."""
    assert "&lt;b&gt;" in report_language("nl").text("site.heading", site="<b>")


def test_a_text_that_is_lacking_is_an_error_that_names_it() -> None:
    """A new section without its words fails loudly."""
    with pytest.raises(TextError, match="onzin"):
        report_language("nl").text("onzin.titel")
    with pytest.raises(TextError, match="site"):
        report_language("nl").text("site.heading")


@pytest.mark.parametrize("code", TEXT_LANGUAGES)
def test_a_report_speaks_one_language_and_links_to_the_others(sound: Any, tmp_path: Path, code: str) -> None:
    """Sentences of findings and of the report are in the page's language; the others are one click away."""
    sound.change("/afval", viewport=None)
    write_report(sound.audit(), tmp_path)
    page = BeautifulSoup((tmp_path / "kuurne" / page_filename(code)).read_text(encoding="utf-8"), "lxml")
    sentence = rule_texts(code)["viewport"].messages["none"]
    assert sentence in page.get_text()
    links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert {other: page_filename(other) for other in TEXT_LANGUAGES} == links
    assert all((tmp_path / "kuurne" / href).exists() for href in links.values())
    assert page.select_one(".languages a[aria-current]")["hreflang"] == code
    assert (tmp_path / "kuurne" / page.select_one("header nav a")["href"]).resolve() == tmp_path / page_filename(code)
