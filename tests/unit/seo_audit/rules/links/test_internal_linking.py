"""Tests of `rules/links/internal_linking.py`."""

from __future__ import annotations

from typing import Any

from tests.unit.seo_audit.rules.site_changes import deep, site_grades, site_passes, unlinked

SITE_FAILING = [
    ("orphan", unlinked("/producten/reispas"), {"/": "missing"}),
    ("depth", deep(4), {"/rij/r4": "invalid"}),
    ("depth", deep(6), {"/rij/r4": "invalid", "/rij/r5": "invalid", "/rij/r6": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("orphan", unlinked("/")),
    ("depth", deep(3)),
]  # fmt: skip


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)


def test_orphans_are_not_judged_on_an_incomplete_crawl(sound: Any) -> None:
    """A page that was not read may hold the link, so nothing is said."""
    sound.complete = False
    unlinked("/producten/reispas")(sound)
    assert sound.found("orphan") == {}
