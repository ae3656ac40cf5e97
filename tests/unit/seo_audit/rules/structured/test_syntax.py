"""Tests of `rules/structured/syntax.py`."""

from __future__ import annotations

from crawler.records.page import StructuredItem
from tests.unit.seo_audit.rules.page_changes import item, page_grades, page_passes

PAGE_FAILING = [
    ("sd-syntax", {"structured_errors": ("Expecting ',' delimiter",)}, "invalid"),
    ("sd-vocabulary", {"structured": (item("Event", startdate="2026"),)}, "incomplete"),
    ("sd-vocabulary", {"structured": (item("Event", location={"@type": "Plaats"}),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-vocabulary", {"structured": (item("WebSite", potentialAction={"query-input": "required", "dct:title": "x"}),)}),
    ("sd-vocabulary", {"structured": (StructuredItem("rdfa", ("Besluit",), {"titel": "x"}),)}),  # the decisions' own
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
