"""Tests of `rules/structured/datasets.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import item, page_grades

PAGE_FAILING = [
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen"),)}, "invalid"),
    ("sd-dataset", {"structured": (item("Dataset", name="Bomen", description="b" * 5001),)}, "incomplete"),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)
