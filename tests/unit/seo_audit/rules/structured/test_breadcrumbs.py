"""Tests of `rules/structured/breadcrumbs.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import ROOT, grade_of, step, trail, verdict_of

PAGE_FAILING = [
    ("sd-breadcrumb", {"url": f"{ROOT}/producten/reispas", "structured": ()}, "missing"),
    ("sd-breadcrumb", {"structured": (trail(step(1)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1, item=None), step(2)),)}, "invalid"),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, name="")),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-breadcrumb", {"url": f"{ROOT}/afval", "structured": ()}),
    ("sd-breadcrumb", {"structured": (trail(step(1), step(2, item=None)),)}),
    ("sd-breadcrumb", {"structured": (trail(step(1, name=None, item={"@id": ROOT, "name": "Start"}), step(2)),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
