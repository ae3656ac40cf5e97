"""The search page in narrow and wide windows, in print, by keyboard, and with user preferences."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

STATES = (
    "",
    "?q=openingsuren+recyclagepark&home=kuurne",
    "?q=wateroverlast&home=menen",
    "?q=afval&site=kuurne&type=news&from=2026-01-01",
    "?q=xqzwvkjx" + "-eenwoorddatmaardoorgaatendoorgaat" * 3,
    "?q=a&site=gent",
)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_state_scrolls_sideways(chrome: Browser, search_url: str, width: int) -> None:
    """From 320 pixels (a desktop at 400% zoom) to a desktop, in each state."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, locale="nl-BE")
    page = context.new_page()
    wide = {}
    for state in STATES:
        page.goto(f"{search_url}/zoeken{state}")
        wide[state] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert dict.fromkeys(STATES, width) == wide


def test_keyboard_order_follows_the_page(tab: Page, search_url: str) -> None:
    """The first link skips to the results; a filter is set and removed with Enter alone."""
    tab.goto(f"{search_url}/zoeken?q=afval&home=kuurne&taal=nl")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Naar de resultaten")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()
    tab.get_by_role("link", name="Nieuws, ").press("Enter")
    tab.wait_for_url("**type=news**")
    tab.get_by_role("link", name="Filter Nieuws verwijderen").press("Enter")
    tab.wait_for_url(lambda url: "type=news" not in url)
    tab.get_by_role("link", name="Alleen Kuurne").press("Enter")
    expect(tab.get_by_role("link", name="Alleen Kuurne")).to_have_attribute("aria-current", "true")
    tab.go_back()
    expect(tab.get_by_role("link", name="De hele regio")).to_have_attribute("aria-current", "true")


def test_print_has_results_with_their_urls(tab: Page, search_url: str) -> None:
    """Without form, filters and paging; black on white."""
    tab.goto(f"{search_url}/zoeken?q=openingsuren+recyclagepark&home=kuurne")
    tab.emulate_media(media="print")
    for part in ("form", ".filters", ".pages", ".scope", "footer"):
        expect(tab.locator(part).first).to_be_hidden()
    expect(tab.locator(".answer").first).to_be_visible()
    link = tab.locator("article h2 a").first
    printed = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert str(link.get_attribute("href")) in printed
    assert "rgb(0, 0, 0)" == tab.locator(".brand").evaluate("brand => getComputedStyle(brand).color")


def test_dark_page_prints_in_light_colours(chrome: Browser, search_url: str) -> None:
    context = chrome.new_context(color_scheme="dark", locale="nl-BE")
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=afval")
    page.emulate_media(media="print", color_scheme="dark")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    context.close()
    assert ("rgb(255, 255, 255)", "rgb(27, 42, 51)") == (ground, ink)


def test_language_comes_from_the_url_else_from_the_browser(chrome: Browser, search_url: str) -> None:
    """A French browser gets French texts; a language link leads to the same search in that language."""
    context = chrome.new_context(locale="fr-BE")
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=recyclagepark&home=kuurne")
    expect(page.get_by_role("button", name="Rechercher")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("results for recyclagepark")
    assert "home=kuurne" in page.url
    context.close()


def test_forced_colours_keep_borders_visible(chrome: Browser, search_url: str) -> None:
    """The box, the active filter and cards remain distinguishable from their surroundings."""
    context = chrome.new_context(forced_colors="active", locale="nl-BE")
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=openingsuren+recyclagepark&home=kuurne")
    edges = page.evaluate(
        """["#q", ".box button", ".answer", ".scope a[aria-current]", ".filters .present"].map(name => {
        const style = getComputedStyle(document.querySelector(name));
        return style.borderLeftStyle + style.outlineStyle })"""
    )
    context.close()
    assert "nonenone" not in edges


@pytest.mark.parametrize(("width", "filters_visible"), [(390, False), (1280, True)])
def test_filters_are_next_to_the_results_or_behind_a_button(
    chrome: Browser, search_url: str, width: int, filters_visible: bool
) -> None:
    """On a phone the first result is on top, and a button shows the filters; on a desktop they are always visible."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, locale="nl-BE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=afval&home=kuurne")
    choice = page.get_by_role("link", name="Menen, ")
    button = page.locator(".refine > summary")
    expect(choice).to_be_visible(visible=filters_visible)
    expect(button).to_be_visible(visible=not filters_visible)
    if not filters_visible:
        button.press("Enter")
    choice.click()
    page.wait_for_url("**site=menen**")
    context.close()
