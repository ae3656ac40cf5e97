"""Tests of `rules/crawl/robots_meta.py`."""

from __future__ import annotations

from crawler.records.page import RobotsRule
from tests.unit.seo_audit.rules.page_changes import expiring, page_grades, page_passes

PAGE_FAILING = [
    ("robots-conflict", {"robots": (RobotsRule("robots", "all"), RobotsRule("googlebot", "none"))}, "invalid"),
    ("unavailable-after-past", {"robots": expiring("Friday, 25-Jun-10 15:00:00 UTC")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("Fri, 25 Jun 2010 15:00:00 GMT")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("2026-11-19")}, "missing"),
    ("unavailable-after-past", {"robots": expiring("ooit")}, "invalid"),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet: 0"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("robots-conflict", {"robots": (RobotsRule("robots", "index, nofollow"), RobotsRule("bingbot", "noindex"))}),
    ("unavailable-after-past", {"robots": expiring("Sat, 25 Jun 2050 15:00:00 GMT")}),
    ("snippet-suppressed", {"robots": (RobotsRule("robots", "max-snippet:-1"),)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
