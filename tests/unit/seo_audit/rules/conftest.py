"""Fixture of the tests of page rules."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page

for module in ("page_changes", "site_changes"):  # their asserts are the tests'
    pytest.register_assert_rewrite(f"tests.unit.seo_audit.rules.{module}")


@pytest.fixture
def page(make: Any) -> Page:
    """A page without defects."""
    return make["page"]("/afval")
