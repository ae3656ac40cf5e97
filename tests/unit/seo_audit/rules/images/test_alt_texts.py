"""Tests of `rules/images/alt_texts.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import anchor, image, page_grades, page_passes

PAGE_FAILING = [
    ("img-alt", {"images": (image(None),)}, "missing"),
    ("img-alt", {"images": (image(None), image("Markt"))}, "invalid"),
    ("img-alt", {"images": (image(None), image("Markt"), image(""))}, "incomplete"),
    ("img-link-alt", {"links": (anchor("", image=True),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("img-alt", {"images": (image(""), image("Markt"))}),
    ("img-alt", {"images": ()}),
    ("img-link-alt", {"links": (anchor("Naar de startpagina", image=True),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
