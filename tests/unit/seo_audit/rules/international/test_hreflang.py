"""Tests of `rules/international/hreflang.py`."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Alternate, Page
from tests.unit.seo_audit.rules.page_changes import ROOT, grade_of, verdict_of
from tests.unit.seo_audit.rules.site_changes import changed, several

PAGE_FAILING = [
    ("hreflang-invalid", {"alternates": (Alternate("nl-XX", f"{ROOT}/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("be", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("fr", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-no-self", {"alternates": (Alternate("fr", f"{ROOT}/fr", f"{ROOT}/fr"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    (
        "hreflang-invalid",
        {"alternates": (Alternate("nl-BE", f"{ROOT}/a", f"{ROOT}/a"), Alternate("x-default", ROOT, ROOT))},
    ),
    ("hreflang-no-self", {"alternates": (Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)}),
]  # fmt: skip

SITE_FAILING = [
    ("hreflang-no-return",
     changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)), {"/afval": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("hreflang-no-return", several(
        changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)),
        changed("/agenda", alternates=(Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)))),
    ("hreflang-no-return", changed("/afval", alternates=(Alternate("fr", "https://x.be/", "https://x.be/"),))),
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
