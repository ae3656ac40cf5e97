"""Tests of `rules/crawl/http_errors.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import answers, site_grades, site_passes

SITE_FAILING = [
    ("http-5xx", answers("/stuk", status=500), {"/stuk": "missing"}),
    ("http-5xx", answers("/druk", status=429), {"/druk": "missing"}),
    ("http-5xx", answers("/stil", status=0, error="timeout"), {"/stil": "missing"}),
    ("http-4xx", answers("/weg", status=404), {"/weg": "missing"}),
    ("http-4xx", answers("/formulier.pdf", status=410), {"/formulier.pdf": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("http-4xx", lambda site: site.add(site.page("/weg", status=404), how="canonical")),  # nothing links to it
    ("http-4xx", lambda site: site.add(site.page("/foto.jpg", status=404), how="image")),  # img-broken's
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
