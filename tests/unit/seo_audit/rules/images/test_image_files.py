"""Tests of `rules/images/image_files.py`."""

from __future__ import annotations

from typing import Any

import pytest

SITE_FAILING = [
    ("img-broken", lambda site: site.add(site.page("/lijn.png", status=404)),
     dict.fromkeys(("/", "/afval", "/agenda", "/agenda/kerstmarkt", "/producten", "/producten/reispas", "/toegankelijkheid"),
                   "missing")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected
