"""Tests of `rules/structured/datasets.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import grade_of, item

PAGE_FAILING = [
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen"),)}, "invalid"),
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen", description="b" * 5001),)}, "incomplete"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade
