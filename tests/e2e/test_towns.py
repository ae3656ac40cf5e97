"""The miniature region's sites as `make demo` shows them, each with the search box."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from regiozoek.commands.demo import PreparedRegion
from tests.e2e.conftest import search, search_input

pytestmark = pytest.mark.browser


def test_each_town_has_the_box_in_its_own_colour(tab: Page, prepared_region: PreparedRegion, search_url: str) -> None:
    """Twelve towns, twelve colours. The first results are of the town itself, and open on its site."""
    colours = set()
    for site in prepared_region.sites:
        tab.goto(site.url)
        button = tab.get_by_role("button", name="Zoek", exact=True)
        colours.add(button.evaluate("button => getComputedStyle(button).backgroundColor"))
    search(tab, "recyclagepark")
    first = tab.locator("regio-zoek ol > li").first
    expect(first).to_contain_text(prepared_region.sites[-1].name)
    first.get_by_role("link").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Recyclagepark")
    assert (len(prepared_region.sites), True) == (len(colours), search_url in tab.content())


def test_french_page_has_a_french_box(tab: Page, prepared_region: PreparedRegion, search_url: str) -> None:
    """The box takes the language of its page, and its placeholder from the page's markup."""
    assert search_url
    town = next(site for site in prepared_region.sites if site.id == "spiere-helkijn")
    tab.goto(f"{town.url}fr")
    expect(tab.get_by_role("button", name="Chercher", exact=True)).to_be_visible()
    expect(search_input(tab)).to_have_attribute("placeholder", "Chercher sur ce site")
