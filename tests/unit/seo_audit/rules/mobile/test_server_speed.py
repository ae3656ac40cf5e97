"""Tests of `rules/mobile/server_speed.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import grade_of, verdict_of

PAGE_FAILING = [
    ("compression", {"size": 40_000, "headers": {"content-length": "40000"}}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("compression", {"size": 40_000, "headers": {"content-length": "9000"}}),
    ("compression", {"size": 40_000, "headers": {"content-encoding": "br", "content-length": "40000"}}),
    ("compression", {"size": 900, "headers": {"content-length": "900"}}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails
