"""Tests of `rules/images/alt_texts.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import anchor, grade_of, image, verdict_of

PAGE_FAILING = [
    ("img-alt", {"images": (image(None),)}, "missing"),
    ("img-alt", {"images": (image(None), image("Markt"))}, "invalid"),
    ("img-alt", {"images": (image(None), image("Markt"), image(""))}, "incomplete"),
    ("img-link-alt", {"links": (anchor("", image=True),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("img-alt", {"images": (image(""), image("Markt"))}),
    ("img-alt", {"images": ()}),
    ("img-link-alt", {"links": (anchor("Naar de startpagina", image=True),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
