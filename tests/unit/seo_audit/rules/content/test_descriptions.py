"""Tests of `rules/content/descriptions.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes
from tests.unit.seo_audit.rules.site_changes import changed, several, site_grades

PAGE_FAILING = [
    ("description-missing", {"descriptions": ()}, "missing"),
    ("description-missing", {"descriptions": ("",)}, "missing"),
    ("description-length", {"descriptions": ("Te kort.",)}, "incomplete"),
    ("description-length", {"descriptions": ("lang " * 70,)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("description-length", {"descriptions": ()}),
]  # fmt: skip

SITE_FAILING = [
    ("description-duplicate",
     several(changed("/afval", descriptions=("Zelfde " * 12,)), changed("/producten/reispas", descriptions=("Zelfde " * 12,))),
     {"/producten/reispas": "invalid", "/afval": "invalid"}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)
