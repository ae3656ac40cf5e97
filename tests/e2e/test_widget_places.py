"""The search box wherever a page may put it: several, moved, under strict policies, hostile styles and small windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Town, search, search_input, type_and_wait

pytestmark = pytest.mark.browser

STRICT = (
    "default-src 'none'; script-src {api}; connect-src {api}; form-action {api}; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

HOSTILE = """<style>
html { font-size: 62.5%; }
* { letter-spacing: 1em !important; text-transform: uppercase !important; color: lime !important; float: left;
    background: red !important; font: 40px/3 fantasy !important; line-height: 4 !important; }
regio-zoek { display: inline !important; overflow: hidden !important; visibility: visible; text-align: right;
    white-space: nowrap; text-indent: 50px; cursor: none; word-spacing: 2em; max-height: 3em; }
ul, li, ol, h2, h3, p, a, input, button, form, label { display: none !important; margin: 9em !important; }
main { transform: translateX(0); overflow: hidden; }
</style>"""


def test_two_boxes_do_not_mix(tab: Page, town: Town) -> None:
    """Each has its own text, results and parameter of the address; a shared link opens both."""
    both = town.box('results="inline"') + town.box('results="inline" id="nieuws" types="news"')
    tab.goto(town.add_page(body=both))
    first, second = tab.get_by_role("combobox").all()
    first.fill("paspoort")
    first.press("Enter")
    tab.locator("regio-zoek h2").first.wait_for()
    second.fill("werken")
    second.press("Enter")
    expect(tab.locator("regio-zoek#nieuws ol > li").first).to_contain_text("Nieuws")
    expect(tab.locator("regio-zoek h2")).to_contain_text(["“paspoort”", "“werken”"])
    assert ["zoek=paspoort", "nieuws=werken"] == tab.url.split("?")[1].split("&")
    town.add_page(body=both, path="/?zoek=paspoort&nieuws=werken")
    tab.reload()
    expect(tab.locator("regio-zoek h2")).to_contain_text(["“paspoort”", "“werken”"])


def test_what_editors_put_first_is_not_listed_again(tab: Page, town: Town) -> None:
    """One link to a page is enough; the others keep their places, and more results begin where they should."""
    put_first: list[str] = []

    def with_bet(route: Route) -> None:
        answer = route.fetch()
        result = answer.json()
        if result["page"] == 1:
            put_first[:] = [result["hits"][1]["url"]]
            result["best_bets"] = [{"url": put_first[0], "title": "Eerst dit", "text": None, "site": None}]
        route.fulfill(response=answer, json=result)

    tab.route("**/api/search?*", with_bet)
    tab.goto(town.add_page('results="inline"'))
    search(tab, "afval")
    links = tab.locator("regio-zoek ol > li:visible h3 a")
    expect(tab.get_by_role("link", name="Eerst dit")).to_be_visible()
    expect(links.nth(1)).to_have_attribute("data-place", "3")
    shown = links.count()
    tab.locator("[data-do=more]").click()
    expect(links.nth(shown)).to_be_focused()
    assert put_first[0] not in [link.get_attribute("href") for link in links.all()]
    assert [str(place) for place in (1, *range(3, links.count() + 2))] == [
        link.get_attribute("data-place") for link in links.all()
    ]


def test_back_and_forward_follow_the_searches(tab: Page, town: Town) -> None:
    """Each search is one step; results, text and address go together, and the page's own state stays."""
    tab.goto(town.add_page())
    tab.evaluate("history.replaceState({mine: 1}, '')")
    for query in ("paspoort", "rijbewijs"):
        search(tab, query)
        expect(tab.locator("regio-zoek h2")).to_contain_text(query)
    tab.go_back()
    expect(search_input(tab)).to_have_value("paspoort")
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    tab.go_back()
    expect(search_input(tab)).to_have_value("")
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    tab.go_forward()
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    assert {"mine": 1} == tab.evaluate("history.state")


def test_a_single_page_site_may_change_the_address(tab: Page, town: Town) -> None:
    """When the site's own script goes elsewhere the box follows, and never goes back by itself."""
    tab.goto(town.add_page())
    search(tab, "paspoort")
    tab.evaluate("history.pushState({}, '', '/elders')")
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    expect(search_input(tab)).to_have_value("")
    assert tab.url.endswith("/elders")
    tab.evaluate("history.pushState({}, '', '/elders?zoek=rijbewijs')")
    expect(tab.locator("regio-zoek h2")).to_contain_text("“rijbewijs”")


def test_a_box_can_be_taken_away_and_put_back(tab: Page, town: Town) -> None:
    """Nothing of it stays behind on the page; put back it has its text and results, and works once, not twice."""
    tab.goto(town.add_page())
    session = tab.context.new_cdp_session(tab)

    def listeners() -> int:
        found = session.send(
            "Runtime.evaluate",
            {
                "expression": "[window, document, window.navigation].flatMap("
                "(each) => Object.values(getEventListeners(each)).flat()).length",
                "includeCommandLineAPI": True,
            },
        )
        return int(found["result"]["value"])

    search(tab, "paspoort")
    present = listeners()
    tab.evaluate("window.box = document.querySelector('regio-zoek'); box.remove()")
    gone = listeners()
    for _ in range(20):
        tab.evaluate("document.querySelector('main').append(box); box.remove()")
    assert (True, gone) == (present > gone, listeners())
    tab.evaluate("document.querySelector('main').append(box)")
    expect(search_input(tab)).to_have_value("paspoort")
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    assert (present, True) == (listeners(), "zoek=paspoort" in tab.url)


def test_a_strict_policy_needs_one_line(tab: Page, town: Town) -> None:
    """No inline style or script, no eval, Trusted Types: it looks and works the same, and nothing is reported."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(town.add_page(content_security_policy=STRICT.format(api=town.api)))
    type_and_wait(tab, "paspoort").press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)
    button = tab.get_by_role("button", name="Zoek", exact=True)
    assert "rgb(11, 79, 108)" == button.evaluate("button => getComputedStyle(button).backgroundColor")
    assert [] == [text for text in complaints if "favicon" not in text and "404" not in text]


def test_hostile_styles_do_not_reach_it(tab: Page, town: Town) -> None:
    """Sizes, colours and letters are as on a bare page, and no overflow of the page hides the list."""

    def looks() -> list[object]:
        box = type_and_wait(tab, "paspoort")
        return [
            box.evaluate(
                """input => ["color", "backgroundColor", "fontSize", "letterSpacing", "textTransform", "lineHeight",
                "display", "textIndent", "float", "wordSpacing"].map(name => getComputedStyle(input)[name])"""
            ),
            round((box.bounding_box() or {"height": 0})["height"]),
            tab.get_by_role("option").first.evaluate(
                """option => [getComputedStyle(option).color, getComputedStyle(option).display,
                Math.round(option.getBoundingClientRect().height), option.checkVisibility()]"""
            ),
        ]

    tab.goto(town.add_page())
    bare = looks()
    tab.goto(town.add_page(head=HOSTILE))
    assert bare == looks()
    option = tab.get_by_role("option").first
    option.click()
    expect(tab.locator("regio-zoek ol > li").first).to_be_visible()


def test_without_javascript_it_is_a_form(chrome: Browser, town: Town) -> None:
    """What stands between the tags is a real form that leads to the search page."""
    context = chrome.new_context(java_script_enabled=False, locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page())
    tab.get_by_role("searchbox").fill("paspoort")
    tab.get_by_role("searchbox").press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("paspoort")
    assert tab.url.startswith(f"{town.api}/zoeken?q=paspoort&home=kuurne")
    context.close()


def test_what_was_typed_before_the_script_came_stays(tab: Page, town: Town) -> None:
    """The plain form's text and focus are taken over."""
    address = town.add_page()
    held: list[Route] = []
    tab.route("**/widget.js", lambda route: held.append(route))  # noqa: PLW0108 - a built-in cannot listen
    tab.goto(address, wait_until="commit")
    plain = tab.get_by_role("searchbox")
    plain.fill("paspo")
    held[0].continue_()
    expect(search_input(tab)).to_have_value("paspo")
    expect(search_input(tab)).to_be_focused()


@pytest.mark.parametrize(("lang", "label"), [("nl", "Zoek"), ("fr", "Chercher"), ("en-GB", "Search"), ("de", "Zoek")])
def test_it_speaks_the_languages_of_the_region(tab: Page, town: Town, lang: str, label: str) -> None:
    """By its own attribute, which may change while it is there; another language is Dutch."""
    tab.goto(town.add_page())
    tab.evaluate("lang => document.querySelector('regio-zoek').setAttribute('lang', lang)", lang)
    expect(tab.get_by_role("button", name=label, exact=True)).to_be_visible()


def test_the_page_tells_the_language(tab: Page, town: Town) -> None:
    """Without an attribute of its own the box follows the page around it."""
    tab.goto(town.add_page(body=f'<div lang="fr">{town.box()}</div>'))
    search(tab, "passeport")
    expect(tab.locator("regio-zoek h2")).to_contain_text("résultats pour « passeport »")


def test_it_can_lead_to_the_search_page(tab: Page, town: Town) -> None:
    """With results="page" a search goes there, with the home site, the kinds and the language."""
    tab.goto(town.add_page('results="page" types="news,event" lang="fr"'))
    search_input(tab).fill("werken")
    search_input(tab).press("Enter")
    tab.wait_for_url(f"{town.api}/zoeken?q=werken&home=kuurne&type=news&type=event&taal=fr")


def test_at_400_percent_nothing_is_lost(chrome: Browser, town: Town) -> None:
    """A window of 320 by 256 pixels scrolls one way only, and every result can be reached."""
    context = chrome.new_context(viewport={"width": 320, "height": 256}, locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page())
    type_and_wait(tab, "paspoort").press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)
    last = tab.get_by_role("link", name="zoekpagina")
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box is not None
    assert (True, True) == (box["y"] >= 0, box["y"] + box["height"] <= 256)
    assert 320 == tab.evaluate("document.documentElement.scrollWidth")
    context.close()


def test_it_works_by_touch(chrome: Browser, town: Town) -> None:
    """A tap chooses; the keyboard of the screen goes away since the heading has the focus, which says the count once."""
    context = chrome.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True, locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page())
    tab.get_by_role("combobox").tap()
    type_and_wait(tab, "recyc")
    option = tab.get_by_role("option").first
    box = option.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    option.tap()
    expect(tab.locator("regio-zoek h2")).to_be_focused()
    expect(tab.get_by_role("status")).to_be_empty()
    tab.get_by_role("button", name="Resultaten sluiten").tap()
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    context.close()


def test_it_keeps_to_what_people_set(chrome: Browser, town: Town) -> None:
    """Forced colours show which option is chosen; less motion is none; the page says whether it is dark."""
    context = chrome.new_context(forced_colors="active", reduced_motion="reduce", locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page())
    type_and_wait(tab, "recyc").press("ArrowDown")
    chosen, other = (
        tab.get_by_role("option", selected=state).first.evaluate("option => getComputedStyle(option).backgroundColor")
        for state in (True, False)
    )
    assert chosen != other
    search_input(tab).press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)
    assert "0s" == tab.locator("regio-zoek .list").evaluate("list => getComputedStyle(list).transitionDuration")
    context.close()


@pytest.mark.parametrize(("declared", "dark"), [("light", False), ("light dark", True)])
def test_it_is_dark_where_the_page_is(chrome: Browser, town: Town, declared: str, dark: bool) -> None:
    """A reader who likes it dark gets a dark box on pages that can be dark, and a light one on those that cannot."""
    context = chrome.new_context(color_scheme="dark", locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page(head=f"<style>:root {{ color-scheme: {declared} }}</style>"))
    shade = search_input(tab).evaluate("input => getComputedStyle(input).backgroundColor")
    assert ("rgb(16, 25, 31)" if dark else "rgb(255, 255, 255)") == shade
    context.close()
