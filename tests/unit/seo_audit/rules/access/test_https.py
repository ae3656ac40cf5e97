"""Tests of `rules/access/https.py`."""

from __future__ import annotations

from typing import Any

from crawler.records.page import BodyKind, Image
from seo_audit.audit import audit_sites
from tests.unit.seo_audit.rules.page_changes import page_grades, page_passes

PAGE_FAILING = [
    ("mixed-content", {"assets": ("http://www.kuurne.be/a.js",)}, "invalid"),
    ("mixed-content", {"images": (Image("", "http://www.kuurne.be/a.jpg", ""),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    ("mixed-content", {"url": "http://www.kuurne.be/", "assets": ("http://www.kuurne.be/a.js",)}),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


def test_a_public_site_without_https_is_capped(region: Any) -> None:
    """Plain HTTP on a public address fails and keeps the score at 40."""
    store, sites, _ = region("kuurne", scheme="http")
    result = audit_sites(store, sites).sites[0]
    assert [finding.rule for finding in result.findings] == ["https"]
    assert result.score == 40.0


def test_a_refused_certificate_fails_https(sound: Any) -> None:
    """A home page that gives no answer because of its certificate says so."""
    sound.change("/", status=0, kind=BodyKind.NONE, error="certificate verify failed")
    assert sound.found("https") == {"/": "missing"}
