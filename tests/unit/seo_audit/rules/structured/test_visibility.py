"""Tests of `rules/structured/visibility.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import happening, page_grades, page_passes

PAGE_FAILING = [
    ("sd-invisible", {"structured": (happening(name="Zomerfestival"),)}, "invalid"),
    ("sd-invisible", {"structured": (happening(name="Afval"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-invisible", {"structured": (happening(name="Afval"),), "text": "Kort"}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
