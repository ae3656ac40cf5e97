"""Fixture of the tests of page rules."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records.page import Page


@pytest.fixture
def page(make: Any) -> Page:
    """A page without defects."""
    return make["page"]("/afval")
