"""Tests of `rules/structured/places.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import grade_of, item, verdict_of

PAGE_FAILING = [
    ("sd-place", {"structured": (item("Library", name="Bib"),)}, "invalid"),
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056", openingHours="Mo"),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
