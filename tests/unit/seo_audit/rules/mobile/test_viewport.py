"""Tests of `rules/mobile/viewport.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import grade_of, verdict_of

PAGE_FAILING = [
    ("viewport", {"viewport": None}, "missing"),
    ("viewport", {"viewport": "width=1024"}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("viewport", {"viewport": "Width = device-width"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
