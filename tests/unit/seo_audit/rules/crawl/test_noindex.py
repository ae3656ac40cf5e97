"""Tests of `rules/crawl/noindex.py`."""

from __future__ import annotations

from crawler.records.page import PageRegion, RobotsRule
from tests.unit.seo_audit.rules.site_changes import changed, site_grades

SITE_FAILING = [
    ("noindex-unexpected", changed("/afval", robots=(RobotsRule("robots", "noindex"),)), {"/afval": "missing"}),
    ("home-noindex", changed("/", robots=(RobotsRule("robots", "none", PageRegion.HEADER),)), {"/": "missing"}),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)
