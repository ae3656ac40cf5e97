"""Tests of `rules/links/link_texts.py`."""

from __future__ import annotations

from dataclasses import replace

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import (
    PAGE_RULES_BY_ID,
    ROOT,
    SITE,
    anchor,
    page_grades,
    page_passes,
)

PAGE_FAILING = [
    ("anchor-generic", {"links": (anchor("Lees meer"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("klik hier »"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("En savoir plus…"),)}, "incomplete"),
    ("anchor-generic", {"links": (anchor("Read more"),)}, "incomplete"),
    ("anchor-empty", {"links": (anchor(""),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("anchor-generic", {"links": (anchor("Lees meer over afval"),)}),
    ("anchor-generic", {"links": (anchor("Hier", "#top", f"{ROOT}/afval"),)}),  # to the page itself
    ("anchor-generic", {"links": (anchor(""),)}),
    ("anchor-empty", {"links": (anchor("", image=True), anchor("", "mailto:x@y.be", None))}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


def test_evidence_names_the_links_and_their_number(page: Page) -> None:
    """A webmaster sees the first three links and how many more there are."""
    links = tuple(anchor("hier", f"/{number}", f"{ROOT}/{number}") for number in range(5))
    verdict = PAGE_RULES_BY_ID["anchor-generic"].check(replace(page, links=links), SITE)
    assert verdict.evidence == f"“hier” → {ROOT}/0\n“hier” → {ROOT}/1\n“hier” → {ROOT}/2"
    assert verdict.values == {"count": 5}
