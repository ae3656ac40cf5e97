"""Tests of `rules/images/image_files.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import site_grades

SITE_FAILING = [
    ("img-broken", lambda site: site.add(site.page("/lijn.png", status=404)),
     dict.fromkeys(("/", "/afval", "/agenda", "/agenda/kerstmarkt", "/producten", "/producten/reispas", "/toegankelijkheid"),
                   "missing")),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)
