"""The search box with keyboard and screen reader: an ARIA 1.2 combobox, and a separate list of results."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Town, announcements, record_announcements, search, search_input, type_and_wait

pytestmark = pytest.mark.browser


def active_option(tab: Page) -> str | None:
    """Return the text of the active option."""
    text: str | None = tab.evaluate(
        """() => { const root = document.querySelector("regio-zoek").shadowRoot;
        return root.getElementById(root.getElementById("q").getAttribute("aria-activedescendant"))?.textContent }"""
    )
    return text


def focused_name(tab: Page) -> str:
    """Return the name of the focused element, inside the box or outside."""
    name: str = tab.evaluate("""() => { let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at.getAttribute("part") || at.getAttribute("class") || at.textContent }""")
    return name


def test_nothing_happens_on_focus(tab: Page, town: Town) -> None:
    """Focus opens nothing, announces nothing, and sends no request."""
    requests: list[str] = []
    tab.goto(town.add_page())
    tab.on("request", lambda request: requests.append(request.url))
    record_announcements(tab)
    search_input(tab).focus()
    tab.wait_for_timeout(1000)
    expect(search_input(tab)).to_have_attribute("aria-expanded", "false")
    assert ([], []) == (announcements(tab), requests)


def test_arrow_keys_cycle_through_suggestions_and_the_text(tab: Page, town: Town) -> None:
    """Down and up activate one option at a time; the typed text is one stop of the cycle and does not change."""
    tab.goto(town.add_page())
    box = type_and_wait(tab, "afval")
    options = [option.strip() for option in tab.get_by_role("option").all_inner_texts()]
    expect(box).to_have_attribute("aria-expanded", "true")
    seen = [active_option(tab)]
    for _ in range(len(options) + 1):
        box.press("ArrowDown")
        seen.append(active_option(tab))
    box.press("ArrowUp")
    seen.append(active_option(tab))
    assert [None, *options, None, options[-1]] == seen
    expect(box).to_have_value("afval")
    expect(tab.get_by_role("option", selected=True)).to_have_count(1)


def test_home_and_end_move_the_caret(tab: Page, town: Town) -> None:
    """They leave the list."""
    tab.goto(town.add_page())
    box = type_and_wait(tab, "afval")
    box.press("ArrowDown")
    box.press("Home")
    assert (None, 0) == (active_option(tab), box.evaluate("input => input.selectionStart"))
    box.press("End")
    assert 5 == box.evaluate("input => input.selectionStart")


def test_enter_on_a_suggestion_searches_for_it(tab: Page, town: Town) -> None:
    """The suggestion is in the box and has results."""
    tab.goto(town.add_page())
    box = type_and_wait(tab, "recyc")
    box.press("ArrowDown")
    chosen = active_option(tab)
    assert chosen is not None
    box.press("Enter")
    expect(tab.locator("regio-zoek ol > li h3").first).to_contain_text(chosen)
    expect(box).to_have_value(chosen)
    expect(tab.get_by_role("listbox")).to_be_hidden()


def test_enter_without_an_active_option_searches_for_the_text(tab: Page, town: Town) -> None:
    """Whatever the suggestions are."""
    tab.goto(town.add_page())
    type_and_wait(tab, "paspoort").press("Enter")
    expect(tab.get_by_role("heading", name=re.compile("“paspoort”"))).to_be_visible()
    assert "zoek=paspoort" in tab.url


def test_escape_closes_the_suggestions_then_the_results(tab: Page, town: Town) -> None:
    """The text stays, and the focus is in the box after each."""
    tab.goto(town.add_page())
    search(tab, "paspoort")
    box = type_and_wait(tab, " a")
    box.press("Escape")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    expect(tab.locator("regio-zoek ol")).to_be_visible()
    box.press("Tab")
    tab.keyboard.press("Escape")
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    expect(box).to_be_focused()
    expect(box).to_have_value("paspoort a")
    assert "zoek=" not in tab.url


def test_tab_closes_the_suggestions_without_choosing(tab: Page, town: Town) -> None:
    """The text stays, and the next stop is the next button."""
    tab.goto(town.add_page())
    box = type_and_wait(tab, "recyc")
    box.press("ArrowDown")
    box.press("Tab")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("recyc")
    assert "clear" == focused_name(tab)


def test_tab_order_is_box_results_page(tab: Page, town: Town) -> None:
    """The overlay closes when the focus leaves it, so that it covers nothing."""
    tab.goto(town.add_page())
    search(tab, "kids-ID zwembad paspoort")
    stops = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        stops.append(focused_name(tab))
        if stops[-1] == "Verder op de pagina":
            break
    assert ["clear", "button", "close", "link"] == stops[:4]
    assert "Verder op de pagina" == stops[-1]
    expect(tab.locator("regio-zoek ol")).to_be_hidden()


def test_alt_down_opens_the_list_and_alt_up_closes_it(tab: Page, town: Town) -> None:
    """The usual shortcuts of a combobox."""
    tab.goto(town.add_page())
    box = type_and_wait(tab, "recyc")
    box.press("Alt+ArrowUp")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    box.press("Alt+ArrowDown")
    expect(tab.get_by_role("listbox")).to_be_visible()
    assert active_option(tab) is None


def test_counts_are_announced_once(tab: Page, town: Town) -> None:
    """The number of suggestions after a pause, the number of results once. The same search is announced again."""
    tab.goto(town.add_page())
    record_announcements(tab)
    type_and_wait(tab, "paspoort")
    tab.wait_for_timeout(1100)
    suggestions = tab.get_by_role("option").count()
    search_input(tab).press("Enter")
    heading = tab.locator("regio-zoek h2")
    heading.wait_for()
    tab.wait_for_timeout(400)
    count = f"{suggestions} suggesties" if suggestions > 1 else "1 suggestie"
    assert [count, heading.inner_text()] == announcements(tab)


def test_suggestions_of_a_fast_typist_are_not_announced(tab: Page, town: Town) -> None:
    tab.goto(town.add_page())
    record_announcements(tab)
    type_and_wait(tab, "paspoort").press("Enter")
    tab.locator("regio-zoek h2").wait_for()
    tab.wait_for_timeout(1100)
    assert [tab.locator("regio-zoek h2").inner_text()] == announcements(tab)


def test_more_results_move_the_focus(tab: Page, town: Town) -> None:
    """Ten results are added below, the first of them gets the focus, and the count is announced."""
    tab.goto(town.add_page())
    search(tab, "afval")
    tab.get_by_role("button", name="Meer resultaten tonen").press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(20)
    expect(tab.locator("regio-zoek ol > li").nth(10).get_by_role("link").first).to_be_focused()
    expect(tab.get_by_role("status")).to_contain_text("20 van ")
    assert "zoek-bladen=2" in tab.url


def test_clear_button_empties_the_box(tab: Page, town: Town) -> None:
    """It removes the results and keeps the focus in the box; it is visible only when the box has text."""
    tab.goto(town.add_page())
    clear = tab.get_by_role("button", name="Zoekvak leegmaken")
    expect(clear).to_be_hidden()
    search(tab, "paspoort")
    clear.click()
    expect(search_input(tab)).to_have_value("")
    expect(search_input(tab)).to_be_focused()
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    expect(clear).to_be_hidden()


def test_suggestions_and_results_have_their_own_roles(tab: Page, town: Town) -> None:
    """Options contain no links or headings. Results are not options, but headings with a link."""
    tab.goto(town.add_page())
    type_and_wait(tab, "recyc")
    assert 0 == tab.locator("regio-zoek [role=option] a, regio-zoek [role=option] h3").count()
    search_input(tab).press("Enter")
    expect(tab.locator("regio-zoek ol > li h3 a")).to_have_count(10)
    expect(tab.get_by_role("option")).to_have_count(0)
