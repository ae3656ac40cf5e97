"""Tests of `rules/structured/faq.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import item, page_grades

PAGE_FAILING = [
    ("sd-faq", {"structured": (item("FAQPage"),)}, "invalid"),
    ("sd-faq", {"structured": (item("FAQPage", mainEntity=[{"@type": "Question", "name": "Hoe?"}]),)}, "invalid"),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)
