"""Tests of `rules/content/descriptions.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import grade_of, verdict_of
from tests.unit.seo_audit.rules.site_changes import changed, several

PAGE_FAILING = [
    ("description-missing", {"descriptions": ()}, "missing"),
    ("description-missing", {"descriptions": ("",)}, "missing"),
    ("description-length", {"descriptions": ("Te kort.",)}, "incomplete"),
    ("description-length", {"descriptions": ("lang " * 70,)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("description-length", {"descriptions": ()}),
]  # fmt: skip

SITE_FAILING = [
    ("description-duplicate",
     several(changed("/afval", descriptions=("Zelfde " * 12,)), changed("/producten/reispas", descriptions=("Zelfde " * 12,))),
     {"/producten/reispas": "invalid", "/afval": "invalid"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected
