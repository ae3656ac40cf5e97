"""Tests of `rules/structured/places.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import item, page_grades, page_passes

PAGE_FAILING = [
    ("sd-place", {"structured": (item("Library", name="Bib"),)}, "invalid"),
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-place", {"structured": (item("Library", name="Bib", address="Plein", telephone="056", openingHours="Mo"),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
