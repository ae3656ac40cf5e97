"""Tests of `rules/access/accessibility.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import changed, several, site_grades, site_passes, unlinked

SITE_FAILING = [
    ("a11y-statement", unlinked("/toegankelijkheid"), {"/": "missing"}),
    ("a11y-statement", lambda site: site.add(site.page("/toegankelijkheid", status=404)), {"/toegankelijkheid": "invalid"}),
    ("a11y-statement", several(changed("/afval", links=()), changed("/agenda", links=())), {"/": "incomplete"}),
]  # fmt: skip

SITE_PASSING = [
    ("a11y-statement", lambda site: (unlinked("/toegankelijkheid")(site) or [
        site.link_to("/toegankelijkheid", path, anchor="Verklaring") for path in ("/", "/afval", "/producten",
        "/producten/reispas", "/agenda", "/agenda/kerstmarkt")])),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
