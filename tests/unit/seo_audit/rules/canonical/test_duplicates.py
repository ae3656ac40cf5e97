"""Tests of `rules/canonical/duplicates.py`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.seo_audit.rules.site_changes import changed, copied, several

SITE_FAILING = [
    ("duplicate-exact", copied("/producten/reispas", "/afval"), {"/producten/reispas": "missing", "/afval": "missing"}),
    ("duplicate-near", copied("/producten/reispas", "/afval", tail=" nog een zin"), {"/producten/reispas": "invalid", "/afval": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("duplicate-exact", several(changed("/afval", text="Kort", text_hash="k"), changed("/agenda", text="Kort", text_hash="k"))),
    ("duplicate-near", copied("/producten/reispas", "/afval", count=60, tail=" eigen" * 60)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected


@pytest.mark.parametrize(("rule", "change"), SITE_PASSING)
def test_a_site_that_resembles_the_defect_passes(sound: Any, rule: str, change: Any) -> None:
    change(sound)
    assert sound.found(rule) == {}
