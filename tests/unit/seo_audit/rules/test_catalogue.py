"""The catalogue, the rule files, the weights and the texts agree."""

from __future__ import annotations

import ast
import importlib
import re
import string
from pathlib import Path
from typing import Any

import pytest

import seo_audit
from seo_audit.records.errors import TextError
from seo_audit.records.verdict import Verdict, missing
from seo_audit.report.rule_texts import REPORT_TEXTS_FOLDER as TEXTS
from seo_audit.report.rule_texts import rule_texts
from seo_audit.rules import catalogue
from seo_audit.rules.rule import AuditRule, RuleScope
from seo_audit.rules.weights import (
    CATEGORY_POINTS,
    CATEGORY_WEIGHTS,
    GRADE_PENALTIES,
    RULE_WEIGHTS,
    SCORE_CAPS,
    UNSCORED_RULES,
)

PACKAGE = Path(seo_audit.__file__).parent
RULE_FILES = sorted(path for path in (PACKAGE / "rules").glob("*/*.py") if path.stem != "__init__")
LANGUAGES = ("nl", "fr", "en")
IDS = [rule.id for rule in catalogue.AUDIT_RULES]


def test_the_catalogue_lists_every_rule_in_the_folder_once() -> None:
    """A rule that is not listed, or is listed twice, fails this test."""
    written = [
        value.id
        for path in RULE_FILES
        for value in vars(importlib.import_module(f"seo_audit.rules.{path.parent.name}.{path.stem}")).values()
        if isinstance(value, AuditRule)
    ]
    assert sorted(IDS) == sorted(written)
    assert len(IDS) == len(set(IDS))


@pytest.mark.parametrize("rule", catalogue.AUDIT_RULES, ids=lambda rule: rule.id)
def test_a_rule_is_in_the_folder_of_its_category(rule: Any) -> None:
    """A rule is found from the list of files: `rules/<category>/<topic>.py`."""
    assert rule.check.__module__.split(".")[:-1] == ["seo_audit", "rules", str(rule.category)]


def test_every_rule_has_a_weight_or_is_declared_unscored() -> None:
    """The weights table has exactly the catalogue's rules."""
    assert set(RULE_WEIGHTS) | UNSCORED_RULES == set(IDS)
    assert not set(RULE_WEIGHTS) & UNSCORED_RULES
    assert set(SCORE_CAPS) <= set(RULE_WEIGHTS)
    assert set(catalogue.BLOCKING_RULES) <= set(RULE_WEIGHTS)


def test_category_weights_sum_to_100_and_cover_every_rule() -> None:
    """Each rule's category has points, and the rules' weights are those of the whole catalogue."""
    assert sum(CATEGORY_POINTS.values()) == 100
    assert {rule.category for rule in catalogue.AUDIT_RULES} == set(CATEGORY_POINTS) == set(CATEGORY_WEIGHTS)
    for category in CATEGORY_POINTS:
        built = sum(RULE_WEIGHTS.get(rule.id, 0) for rule in catalogue.AUDIT_RULES if rule.category is category)
        assert built == CATEGORY_WEIGHTS[category]


def test_grades_strictly_improve() -> None:
    """Missing is worse than invalid, invalid than incomplete, and incomplete than OK."""
    assert list(GRADE_PENALTIES.values()) == [1.0, 0.6, 0.3, 0.0, 0.0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words_and_no_words_are_left_over(language: str) -> None:
    """The texts of each language have one table a rule, in the order of the catalogue."""
    assert IDS == list(rule_texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", catalogue.AUDIT_RULES, ids=lambda rule: rule.id)
def test_the_words_of_a_rule_are_whole(rule: Any, language: str) -> None:
    """Title, what, why and fix are sentences or phrases, and the source is an address."""
    words = rule_texts(language)[rule.id]
    assert words.title
    assert not words.title.endswith(".")
    assert all(text.endswith((".", ">.")) for text in (words.what, words.why, words.fix))
    assert rule.source.url.startswith("https://")


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_every_message_that_the_code_names_has_words(path: Any) -> None:
    """The keys in calls of missing(), invalid() and incomplete() are all in the texts of some rule."""
    known = {key for words in rule_texts("nl").values() for key in words.messages}
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    keys = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in {"missing", "invalid", "incomplete"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    assert keys <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_messages_of_a_language_are_those_of_dutch(language: str) -> None:
    """Each kind of finding has its sentence in each language, with the same values in it."""

    def fields(words: Any) -> dict[str, set[str]]:
        return {
            key: {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for key, text in words.messages.items()
        }

    for rule, words in rule_texts(language).items():
        assert fields(rule_texts("nl")[rule]) == fields(words), rule


def test_placeholders_are_plain_names() -> None:
    """A message's placeholders are names that a rule can give, never attributes or indexes."""
    for words in rule_texts("nl").values():
        for message in words.messages.values():
            fields = [field for _, field, _, _ in string.Formatter().parse(message) if field is not None]
            assert all(re.fullmatch(r"[a-z]+", field) for field in fields)


@pytest.mark.parametrize("rule", catalogue.AUDIT_RULES, ids=lambda rule: rule.id)
def test_a_rules_docstring_names_its_grades(rule: Any) -> None:
    """Every docstring explains its grades in a fixed place, from which the rule pages are generated."""
    text = rule.check.__doc__ or ""
    assert re.search(r"\n\s+(Grades\b|Degree:|Never scored)", text)


def test_families_name_rules_that_exist() -> None:
    """`after` refers to page-scope rules of the catalogue."""
    on_pages = {rule.id for rule in catalogue.AUDIT_RULES if rule.scope is RuleScope.PAGE}
    assert {family for rule in catalogue.AUDIT_RULES for family in rule.prerequisites} <= on_pages


def test_a_message_without_words_is_an_error_that_names_it() -> None:
    """A new kind of finding without a sentence fails loudly, not with an empty line in the report."""
    with pytest.raises(TextError, match="nonsense"):
        rule_texts("nl")["title-missing"].sentence(missing("nonsense"))


def test_a_message_without_its_value_is_an_error_that_names_it() -> None:
    """A sentence whose number is lacking fails loudly."""
    with pytest.raises(TextError, match="status"):
        rule_texts("nl")["http-4xx"].sentence(Verdict(missing().grade))


def test_a_language_without_a_file_is_an_error() -> None:
    """Only languages with a file in texts/ can be asked."""
    assert sorted(path.parent.name for path in TEXTS.glob("*/rules.toml")) == sorted(LANGUAGES)
    with pytest.raises(TextError, match=r"de/rules\.toml"):
        rule_texts("de")
