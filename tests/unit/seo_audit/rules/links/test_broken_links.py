"""Tests of `rules/links/broken_links.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import answers, several, site_grades, site_passes

SITE_FAILING = [
    ("link-broken-internal", answers("/weg", status=404), {"/afval": "missing"}),
    ("link-broken-internal", several(answers("/oud", "/weg"), lambda site: site.add(site.page("/weg", status=404))),
     {"/afval": "missing"}),
    ("link-to-redirect", answers("/oud", "/agenda"), {"/afval": "incomplete"}),
    ("link-to-redirect", answers("/fb", status=301, redirect="https://facebook.com/x"), {"/afval": "incomplete"}),
    ("link-to-redirect", several(answers("/a", "/b"), answers("/b", "/a")), {"/afval": "incomplete"}),
]  # fmt: skip

SITE_PASSING = [
    ("link-to-redirect", several(answers("/oud", "/weg"), lambda site: site.add(site.page("/weg", status=404)))),
    ("link-broken-internal", several(answers("/a", "/b"), answers("/b", "/a"))),  # a loop is link-to-redirect's
    ("link-broken-internal", answers("/stuk", status=500)),  # http-5xx names the pages that link there
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
