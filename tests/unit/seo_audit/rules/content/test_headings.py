"""Tests of `rules/content/headings.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Heading, Page
from tests.unit.seo_audit.rules.page_changes import grade_of, verdict_of

PAGE_FAILING = [
    ("h1-missing", {"headings": (Heading(2, "Afval"),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, ""),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, "Afval"), Heading(1, "Kuurne"))}, "incomplete"),
    ("heading-skip", {"headings": (Heading(1, "Afval"), Heading(3, "Ophaling"))}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    (
        "heading-skip",
        {"headings": (Heading(2, "Menu"), Heading(1, "A"), Heading(2, "B"), Heading(3, "C"), Heading(2, "D"))},
    ),
    ("heading-skip", {"headings": ()}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
