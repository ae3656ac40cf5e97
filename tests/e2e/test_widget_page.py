"""The widget page in a real Chromium: each choice changes the preview and the embed code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Town, search_input

pytestmark = pytest.mark.browser


def test_choices_change_preview_and_code(tab: Page, town: Town) -> None:
    """Language, town and colour change the box and the embed code, under the page's own strict policy."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(f"{town.api}/widget?taal=nl")
    expect(tab.get_by_role("button", name="Zoek", exact=True)).to_be_visible()
    tab.get_by_label("Uw gemeente").select_option("kuurne")
    tab.locator("#lang").select_option("fr")
    expect(tab.locator("regio-zoek").get_by_role("button", name="Chercher", exact=True)).to_be_visible()
    expect(tab.locator("#markup")).to_contain_text('home="kuurne" lang="fr"')
    tab.locator("#colour").fill("#7a2048")
    expect(tab.locator("#style")).to_contain_text("#7a2048")
    button = tab.locator("regio-zoek").get_by_role("button", name="Chercher", exact=True)
    expect(button).to_have_css("background-color", "rgb(122, 32, 72)")
    box = tab.locator("regio-zoek").get_by_role("combobox")
    box.fill("recyclagepark")
    box.press("Enter")
    expect(tab.locator("regio-zoek ol > li").first).to_contain_text("Kuurne")
    assert [] == complaints


def test_embed_code_works_on_a_page(tab: Page, town: Town) -> None:
    """The pinned snippet on a town's own page is a working search box."""
    tab.goto(f"{town.api}/widget?taal=nl&home=kuurne&pin=1")
    code = tab.locator("#markup").inner_text()
    town.server.add_response("/", f"<!doctype html><html lang=nl><title>Proef</title><body><h1>Proef</h1>{code}")
    tab.goto(town.server.url + "/")
    search_input(tab).fill("recyclagepark")
    search_input(tab).press("Enter")
    expect(tab.locator("regio-zoek ol > li").first).to_contain_text("Kuurne")
