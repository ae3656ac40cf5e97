"""Tests of `rules/mobile/viewport.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes

PAGE_FAILING = [
    ("viewport", {"viewport": None}, "missing"),
    ("viewport", {"viewport": "width=1024"}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("viewport", {"viewport": "Width = device-width"}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
