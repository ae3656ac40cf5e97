"""Tests of `rules/canonical/duplicates.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import changed, copied, several, site_grades, site_passes

SITE_FAILING = [
    ("duplicate-exact", copied("/producten/reispas", "/afval"), {"/producten/reispas": "missing", "/afval": "missing"}),
    ("duplicate-near", copied("/producten/reispas", "/afval", tail=" nog een zin"), {"/producten/reispas": "invalid", "/afval": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("duplicate-exact", several(changed("/afval", text="Kort", text_hash="k"), changed("/agenda", text="Kort", text_hash="k"))),
    ("duplicate-near", copied("/producten/reispas", "/afval", count=60, tail=" eigen" * 60)),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
