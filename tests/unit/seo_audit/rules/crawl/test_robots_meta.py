"""Tests of `rules/crawl/robots_meta.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page, RobotsRule
from tests.unit.seo_audit.rules.page_changes import expiring, grade_of, verdict_of

PAGE_FAILING = [
    ("robots-conflict", {"robots": (RobotsRule("robots", "all"), RobotsRule("googlebot", "none"))}, "invalid"),
    ("unavailable-after-past", {"robots": expiring("Friday, 25-Jun-10 15:00:00 UTC")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("Fri, 25 Jun 2010 15:00:00 GMT")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("2026-11-19")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("ooit")}, "invalid"),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet: 0"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("robots-conflict", {"robots": (RobotsRule("robots", "index, nofollow"), RobotsRule("bingbot", "noindex"))}),
    ("unavailable-after-past", {"robots": expiring("Sat, 25 Jun 2050 15:00:00 GMT")}),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet:-1"),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
