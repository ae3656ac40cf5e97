"""Tests of `rules/crawl/noindex.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import PageRegion, RobotsRule
from tests.unit.seo_audit.rules.site_changes import changed

SITE_FAILING = [
    ("noindex-unexpected", changed("/afval", robots=(RobotsRule("robots", "noindex"),)), {"/afval": "missing"}),
    ("home-noindex", changed("/", robots=(RobotsRule("robots", "none", PageRegion.HEADER),)), {"/": "missing"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected
