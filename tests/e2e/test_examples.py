"""examples/widget.html works in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Town

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "widget.html"


@pytest.mark.browser
def test_the_example_page_shows_results_in_the_search_box(town: Town, chrome: Browser) -> None:
    town.server.add_response("/", EXAMPLE.read_text().replace("http://127.0.0.1:8000", town.api))
    page = chrome.new_page()
    page.goto(town.server.url + "/")
    page.get_by_role("combobox").fill("recyclagepark")
    page.get_by_role("combobox").press("Enter")
    expect(page.get_by_role("heading", level=3).first).to_be_visible()
    page.close()
