"""Tests of `rules/canonical/canonical_link.py`."""

from __future__ import annotations

from dataclasses import replace

from crawler.records.page import Alternate, Canonical, PageRegion, RobotsRule
from tests.unit.seo_audit.rules.page_changes import ROOT, canonical, page_grades, page_passes
from tests.unit.seo_audit.rules.site_changes import answers, changed, set_canonical, several, site_grades, site_passes

PAGE_FAILING = [
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/a"), canonical(f"{ROOT}/b"))}, "missing"),
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval", place=PageRegion.BODY),)}, "invalid"),
    ("canonical-invalid", {"canonicals": (Canonical("mailto:x@y.be", None, PageRegion.HEAD),)}, "invalid"),
    ("canonical-invalid", {"canonicals": (canonical("/afval"),)}, "incomplete"),
    ("canonical-invalid", {"canonicals": (canonical("//www.kuurne.be/afval", f"{ROOT}/afval"),)}, "incomplete"),
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval#top", f"{ROOT}/afval"),)}, "incomplete"),
    ("canonical-off-host", {"canonicals": (canonical("https://kuurne.test.be/afval"),)}, "missing"),
    ("canonical-cross-language", {"canonicals": (canonical("/fr"),), "alternates": (Alternate("fr", f"{ROOT}/fr", f"{ROOT}/fr"),)}, "missing"),
]  # fmt: skip

PAGE_PASSING = [
    ("canonical-invalid", {"canonicals": (canonical(f"{ROOT}/afval"), canonical(f"{ROOT}/afval"))}),
    ("canonical-invalid", {"canonicals": ()}),
    ("canonical-off-host", {"canonicals": ()}),
    ("canonical-cross-language", {"canonicals": (canonical("/afval"),)}),
]  # fmt: skip

SITE_FAILING = [
    ("canonical-bad-target", several(set_canonical("/afval", "/weg"), answers("/weg", status=404)), {"/afval": "missing"}),
    ("canonical-bad-target", several(set_canonical("/afval", "/oud"), answers("/oud", "/agenda")), {"/afval": "invalid"}),
    ("canonical-bad-target", several(set_canonical("/afval", "/agenda"), set_canonical("/agenda", "/producten")),
     {"/afval": "invalid"}),
    ("canonical-bad-target", set_canonical("/afval", "/admin/afval"), {"/afval": "invalid"}),
    ("canonical-bad-target",
     several(set_canonical("/afval", "/agenda"), changed("/agenda", robots=(RobotsRule("robots", "noindex"),))),
     {"/afval": "invalid"}),
    ("canonical-to-home", set_canonical("/afval", "/"), {"/afval": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("canonical-to-home", lambda site: site.add(
        replace(site.pages[f"{ROOT}/"], url=f"{ROOT}/home", canonicals=site.pages[f"{ROOT}/"].canonicals))),
    ("canonical-bad-target", set_canonical("/afval", "/nooit-gezien")),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
