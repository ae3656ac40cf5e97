"""The search page on a phone, in a real Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import launch_chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=[True, False], ids=["with JavaScript", "without JavaScript"])
def tab(request: pytest.FixtureRequest, chromium: str) -> Iterator[Page]:
    """A tab with the viewport of a phone."""
    with launch_chromium(chromium) as opened:
        context = opened.new_context(
            locale="nl-BE", viewport={"width": 390, "height": 800}, java_script_enabled=request.param
        )
        yield context.new_page()


def test_search_and_open_the_first_result(tab: Page, search_url: str) -> None:
    """The query is submitted with Enter; the first result is relevant and opens on its own site."""
    tab.goto(search_url + "/")
    box = tab.get_by_role("searchbox").or_(tab.get_by_role("combobox")).first
    box.fill("identiteitskaart aanvragen")
    box.press("Enter")
    result = (
        tab.locator("main").get_by_role("heading", level=2).or_(tab.locator("main").get_by_role("heading", level=3))
    )
    link = result.get_by_role("link").first
    expect(link).to_contain_text("dentiteitskaart")
    assert "q=identiteitskaart" in tab.url
    link.click()
    tab.wait_for_url("**/producten/**")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("dentiteitskaart")


def test_page_fits_a_phone(tab: Page, search_url: str) -> None:
    """The page does not scroll sideways at 390 pixels."""
    tab.goto(search_url + "/zoeken?q=afval")
    box = tab.locator("html").bounding_box()
    main = tab.locator("main").bounding_box()
    assert box is not None
    assert main is not None
    assert max(box["width"], main["x"] + main["width"]) <= 390


def test_zero_results_offer_alternatives(tab: Page, search_url: str) -> None:
    """The query is repeated, and there is a next step."""
    tab.goto(search_url + "/zoeken?q=xqzwvkjx")
    expect(tab.locator("main")).to_contain_text("xqzwvkjx")
    assert tab.locator("main").get_by_role("link").count() >= 1
