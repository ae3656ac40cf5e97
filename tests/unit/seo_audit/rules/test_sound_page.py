"""No page rule reports a page without defects."""

from __future__ import annotations

import pytest

from crawler.records.page import Page
from tests.unit.seo_audit.rules.page_changes import PAGE_RULES_BY_ID, verdict_of


@pytest.mark.parametrize("rule", sorted(PAGE_RULES_BY_ID))
def test_a_page_without_defects_passes(page: Page, rule: str) -> None:
    assert not verdict_of(page, rule, {}).fails
