"""Tests of `rules/content/head_element.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import page_grades

PAGE_FAILING = [
    ("head-broken", {"misplaced": ("canonical",)}, "invalid"),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)
