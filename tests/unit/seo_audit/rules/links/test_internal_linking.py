"""Tests of `rules/links/internal_linking.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.site_changes import deep, unlinked

SITE_FAILING = [
    ("orphan", unlinked("/producten/reispas"), {"/": "missing"}),
    ("depth", deep(4), {"/rij/r4": "invalid"}),
    ("depth", deep(6), {"/rij/r4": "invalid", "/rij/r5": "invalid", "/rij/r6": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("orphan", unlinked("/")),
    ("depth", deep(3)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected


@pytest.mark.parametrize(("rule", "change"), SITE_PASSING)
def test_a_site_that_resembles_the_defect_passes(sound: Any, rule: str, change: Any) -> None:
    change(sound)
    assert sound.found(rule) == {}


def test_orphans_are_not_judged_on_an_incomplete_crawl(sound: Any) -> None:
    """A page that was not read may hold the link, so nothing is said."""
    sound.complete = False
    unlinked("/producten/reispas")(sound)
    assert sound.found("orphan") == {}
