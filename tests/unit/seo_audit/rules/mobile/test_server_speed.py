"""Tests of `rules/mobile/server_speed.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes

PAGE_FAILING = [
    ("compression", {"size": 40_000, "headers": {"content-length": "40000"}}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("compression", {"size": 40_000, "headers": {"content-length": "9000"}}),
    ("compression", {"size": 40_000, "headers": {"content-encoding": "br", "content-length": "40000"}}),
    ("compression", {"size": 900, "headers": {"content-length": "900"}}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
