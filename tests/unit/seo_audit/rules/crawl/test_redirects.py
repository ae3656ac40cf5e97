"""Tests of `rules/crawl/redirects.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import ROOT, grade_of, verdict_of
from tests.unit.seo_audit.rules.site_changes import answers, several

PAGE_FAILING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/nieuw"}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("redirect-client", {"meta_refresh": f"{ROOT}/afval"}),  # a page that reloads itself
]  # fmt: skip

SITE_FAILING = [
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/afval")), {"/a": "invalid"}),
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/a")), {"/a": "missing", "/b": "missing"}),
]  # fmt: skip

SITE_PASSING = [
    ("redirect-chain", answers("/oud", "/afval")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "grade"), PAGE_FAILING)
def test_a_page_with_the_defect_gets_its_grade(page: Page, rule: str, changes: Any, grade: str) -> None:
    assert grade_of(page, rule, changes) == grade


@pytest.mark.parametrize(("rule", "changes"), PAGE_PASSING)
def test_a_page_that_resembles_the_defect_passes(page: Page, rule: str, changes: Any) -> None:
    assert not verdict_of(page, rule, changes).fails


@pytest.mark.parametrize(("rule", "change", "expected"), SITE_FAILING)
def test_the_defect_is_found_at_its_url_only(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
    change(sound)
    assert sound.found(rule) == expected


@pytest.mark.parametrize(("rule", "change"), SITE_PASSING)
def test_a_site_that_resembles_the_defect_passes(sound: Any, rule: str, change: Any) -> None:
    change(sound)
    assert sound.found(rule) == {}
