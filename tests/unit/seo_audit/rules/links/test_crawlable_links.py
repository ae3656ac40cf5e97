"""Tests of `rules/links/crawlable_links.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import anchor, page_grades, page_passes

PAGE_FAILING = [
    ("anchor-uncrawlable", {"links": (anchor("Menu", None, None),)}, "invalid"),
    ("anchor-uncrawlable", {"links": (anchor("Open", "javascript:void(0)", None),)}, "invalid"),
    ("nofollow-internal", {"links": (anchor("Tarieven", rel=("nofollow",)),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("anchor-uncrawlable", {"links": (anchor("", None, None),)}),  # a target to jump to
    ("anchor-uncrawlable", {"links": (anchor("Mail ons", "mailto:info@kuurne.be", None),)}),
    ("nofollow-internal", {"links": (anchor("Elders", "https://x.be/", "https://x.be/", rel=("nofollow",)),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
