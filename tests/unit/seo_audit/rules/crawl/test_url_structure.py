"""Tests of `rules/crawl/url_structure.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import anchor, page_grades, page_passes

PAGE_FAILING = [
    ("url-hygiene", {"links": (anchor("Afval", "/af val"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "/b;jsessionid=8F3C"),)}, "incomplete"),
    ("url-hygiene", {"links": (anchor("Afval", "https://www.kuurne.be//b"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("url-hygiene", {"links": (anchor("Afval", " /b "), anchor("Elders", "https://x.be//a", "https://x.be//a"))}),
    ("url-hygiene", {"links": (anchor("Blad 2", "/b?page=1"),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
