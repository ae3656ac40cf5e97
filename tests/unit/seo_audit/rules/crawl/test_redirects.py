"""Tests of `rules/crawl/redirects.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import ROOT, page_grades, page_passes
from tests.unit.seo_audit.rules.site_changes import answers, several, site_grades, site_passes

PAGE_FAILING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/nieuw"}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/afval"}),  # a page that reloads itself
]  # fmt: skip

SITE_FAILING = [
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/afval")), {"/a": "invalid"}),
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/a")), {"/a": "missing", "/b": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("redirect-chain", answers("/oud", "/afval")),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
