"""Tests of `rules/content/headings.py`."""

from __future__ import annotations

from crawler.records.page import Heading
from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes

PAGE_FAILING = [
    ("h1-missing", {"headings": (Heading(2, "Afval"),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, ""),)}, "missing"),
    ("h1-missing", {"headings": (Heading(1, "Afval"), Heading(1, "Kuurne"))}, "incomplete"),
    ("heading-skip", {"headings": (Heading(1, "Afval"), Heading(3, "Ophaling"))}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    (
        "heading-skip",
        {"headings": (Heading(2, "Menu"), Heading(1, "A"), Heading(2, "B"), Heading(3, "C"), Heading(2, "D"))},
    ),
    ("heading-skip", {"headings": ()}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
