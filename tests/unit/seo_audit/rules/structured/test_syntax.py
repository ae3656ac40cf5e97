"""Tests of `rules/structured/syntax.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page, StructuredItem
from tests.unit.seo_audit.rules.page_changes import grade_of, item, verdict_of

PAGE_FAILING = [
    ("sd-syntax", {"structured_errors": ("Expecting ',' delimiter",)}, "invalid"),
    ("sd-vocabulary", {"structured": (item("Event", startdate="2026"),)}, "incomplete"),
    ("sd-vocabulary", {"structured": (item("Event", location={"@type": "Plaats"}),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-vocabulary", {"structured": (item("WebSite", potentialAction={"query-input": "required", "dct:title": "x"}),)}),
    ("sd-vocabulary", {"structured": (StructuredItem("rdfa", ("Besluit",), {"titel": "x"}),)}),  # the decisions' own
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
