"""The search page on narrow and wide windows, on paper, by keyboard, and as people set their browsers."""

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
    """From 400% zoom of a desk (320 pixels) to a desk, in each state."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, locale="nl-BE")
    page = context.new_page()
    wide = {}
    for state in STATES:
        page.goto(f"{search_url}/zoeken{state}")
        wide[state] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert dict.fromkeys(STATES, width) == wide


def test_all_is_reached_by_keyboard_in_the_order_of_the_page(tab: Page, search_url: str) -> None:
    """The first stop skips to the results; a choice is made and taken back with Enter alone."""
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


def test_paper_has_the_answers_and_their_addresses(tab: Page, search_url: str) -> None:
    """Without form, filters and pages of results; black on white, each result with where it is."""
    tab.goto(f"{search_url}/zoeken?q=openingsuren+recyclagepark&home=kuurne")
    tab.emulate_media(media="print")
    for part in ("form", ".filters", ".pages", ".scope", "footer"):
        expect(tab.locator(part).first).to_be_hidden()
    expect(tab.locator(".answer").first).to_be_visible()
    link = tab.locator("article h2 a").first
    printed = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert str(link.get_attribute("href")) in printed
    assert "rgb(0, 0, 0)" == tab.locator(".brand").evaluate("brand => getComputedStyle(brand).color")


def test_a_dark_page_prints_light(chrome: Browser, search_url: str) -> None:
    """Who reads in the dark does not print a black page."""
    context = chrome.new_context(color_scheme="dark", locale="nl-BE")
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=afval")
    page.emulate_media(media="print", color_scheme="dark")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    context.close()
    assert ("rgb(255, 255, 255)", "rgb(27, 42, 51)") == (ground, ink)


def test_the_language_is_that_of_the_address_else_of_the_browser(chrome: Browser, search_url: str) -> None:
    """A French browser gets French words, a link in another language leads to the same search in it."""
    context = chrome.new_context(locale="fr-BE")
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=recyclagepark&home=kuurne")
    expect(page.get_by_role("button", name="Rechercher")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("results for recyclagepark")
    assert "home=kuurne" in page.url
    context.close()


def test_forced_colours_keep_the_edges(chrome: Browser, search_url: str) -> None:
    """Where people choose the colours the box, the chosen place and cards can still be told from what is around them."""
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


@pytest.mark.parametrize(("width", "beside"), [(390, False), (1280, True)])
def test_what_refines_lies_beside_the_results_or_behind_a_button(
    chrome: Browser, search_url: str, width: int, beside: bool
) -> None:
    """On a telephone the first result comes first, and one press shows the choices; on a desk they are always there."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, locale="nl-BE", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{search_url}/zoeken?q=afval&home=kuurne")
    choice = page.get_by_role("link", name="Menen, ")
    button = page.locator(".refine > summary")
    expect(choice).to_be_visible(visible=beside)
    expect(button).to_be_visible(visible=not beside)
    if not beside:
        button.press("Enter")
    choice.click()
    page.wait_for_url("**site=menen**")
    context.close()
