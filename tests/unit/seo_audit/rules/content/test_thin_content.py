"""Tests of `rules/content/thin_content.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.site_changes import changed, several, site_grades, site_passes

SITE_FAILING = [
    ("thin", changed("/afval", text="Twee woorden", links=()), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Deze pagina is in opbouw."), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Cette page est en construction."), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Lorem ipsum dolor sit amet " * 20), {"/afval": "incomplete"}),
]  # fmt: skip

SITE_PASSING = [
    ("thin", changed("/afval", text="Bel ons.", links=(), titles=("Contact met de gemeente",))),
    ("thin", several(changed("/afval", text="Kies een thema."), *[lambda site: site.link_to("/agenda")] * 5)),
    ("thin", changed("/", text="Welkom", links=())),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
