"""Tests of `rules/crawl/url_structure.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import anchor, grade_of, verdict_of

PAGE_FAILING = [
    ("url-hygiene", {"links": (anchor("Afval", "/af val"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "/b;jsessionid=8F3C"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "https://www.kuurne.be//b"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("url-hygiene", {"links": (anchor("Afval", " /b "), anchor("Elders", "https://x.be//a", "https://x.be//a"))}),
    ("url-hygiene", {"links": (anchor("Blad 2", "/b?page=1"),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
