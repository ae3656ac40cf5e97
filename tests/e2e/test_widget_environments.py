"""The search box in every place on a page: several, moved, with strict policies, hostile styles, small windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.conftest import Town, search, search_input, type_and_wait

pytestmark = pytest.mark.browser

STRICT_POLICY = (
    "default-src 'none'; script-src {api}; connect-src {api}; form-action {api}; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

HOSTILE_STYLES = """<style>
html { font-size: 62.5%; }
* { letter-spacing: 1em !important; text-transform: uppercase !important; color: lime !important; float: left;
    background: red !important; font: 40px/3 fantasy !important; line-height: 4 !important; }
regio-zoek { display: inline !important; overflow: hidden !important; visibility: visible; text-align: right;
    white-space: nowrap; text-indent: 50px; cursor: none; word-spacing: 2em; max-height: 3em; }
ul, li, ol, h2, h3, p, a, input, button, form, label { display: none !important; margin: 9em !important; }
main { transform: translateX(0); overflow: hidden; }
</style>"""


def test_two_boxes_are_independent(tab: Page, town: Town) -> None:
    """Each has its own text, results and query parameter; a shared link opens both."""
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


def test_best_bets_are_not_repeated_in_the_results(tab: Page, town: Town) -> None:
    """The other results keep their positions, and "more results" continues at the right one."""
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
    """Each search is one step. Results, text and URL change together, and the page's own history state stays."""
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


def test_box_follows_url_changes_of_a_single_page_app(tab: Page, town: Town) -> None:
    """When the site's own script navigates, the box follows, and never navigates back by itself."""
    tab.goto(town.add_page())
    search(tab, "paspoort")
    tab.evaluate("history.pushState({}, '', '/elders')")
    expect(tab.locator("regio-zoek ol")).to_be_hidden()
    expect(search_input(tab)).to_have_value("")
    assert tab.url.endswith("/elders")
    tab.evaluate("history.pushState({}, '', '/elders?zoek=rijbewijs')")
    expect(tab.locator("regio-zoek h2")).to_contain_text("“rijbewijs”")


def test_box_can_be_removed_and_inserted_again(tab: Page, town: Town) -> None:
    """No listener remains on the page. Inserted again it has its text and results, and responds once, not twice."""
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


def test_box_works_under_a_strict_policy(tab: Page, town: Town) -> None:
    """No inline style or script, no eval, Trusted Types: it looks and works the same, without violations."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(town.add_page(content_security_policy=STRICT_POLICY.format(api=town.api)))
    type_and_wait(tab, "paspoort").press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)
    button = tab.get_by_role("button", name="Zoek", exact=True)
    assert "rgb(11, 79, 108)" == button.evaluate("button => getComputedStyle(button).backgroundColor")
    assert [] == [text for text in complaints if "favicon" not in text and "404" not in text]


def test_page_styles_do_not_affect_the_box(tab: Page, town: Town) -> None:
    """Sizes, colours and fonts are as on a plain page, and the page's overflow does not clip the list."""

    def rendered_styles() -> list[object]:
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
    bare = rendered_styles()
    tab.goto(town.add_page(head=HOSTILE_STYLES))
    assert bare == rendered_styles()
    option = tab.get_by_role("option").first
    option.click()
    expect(tab.locator("regio-zoek ol > li").first).to_be_visible()


def test_box_is_a_form_without_javascript(chrome: Browser, town: Town) -> None:
    """The markup between the tags is a form that leads to the search page."""
    context = chrome.new_context(java_script_enabled=False, locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page())
    tab.get_by_role("searchbox").fill("paspoort")
    tab.get_by_role("searchbox").press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("paspoort")
    assert tab.url.startswith(f"{town.api}/zoeken?q=paspoort&home=kuurne")
    context.close()


def test_text_typed_before_the_script_loads_is_kept(tab: Page, town: Town) -> None:
    """Text and focus of the fallback form are taken over."""
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
def test_language_follows_the_attribute(tab: Page, town: Town, lang: str, label: str) -> None:
    """The attribute may change later; an unknown language is Dutch."""
    tab.goto(town.add_page())
    tab.evaluate("lang => document.querySelector('regio-zoek').setAttribute('lang', lang)", lang)
    expect(tab.get_by_role("button", name=label, exact=True)).to_be_visible()


def test_language_follows_the_page(tab: Page, town: Town) -> None:
    """Without an attribute of its own."""
    tab.goto(town.add_page(body=f'<div lang="fr">{town.box()}</div>'))
    search(tab, "passeport")
    expect(tab.locator("regio-zoek h2")).to_contain_text("résultats pour « passeport »")


def test_results_page_leads_to_the_search_page(tab: Page, town: Town) -> None:
    """With results="page" a search goes there, with home site, types and language."""
    tab.goto(town.add_page('results="page" types="news,event" lang="fr"'))
    search_input(tab).fill("werken")
    search_input(tab).press("Enter")
    tab.wait_for_url(f"{town.api}/zoeken?q=werken&home=kuurne&type=news&type=event&taal=fr")


def test_zoom_of_400_percent_loses_nothing(chrome: Browser, town: Town) -> None:
    """A window of 320 by 256 pixels scrolls in one direction only, and every result can be reached."""
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


def test_box_works_by_touch(chrome: Browser, town: Town) -> None:
    """A tap chooses. The on-screen keyboard closes because the heading gets the focus; the count is announced once."""
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


def test_box_respects_user_preferences(chrome: Browser, town: Town) -> None:
    """The active option is visible with forced colours, and nothing is animated with reduced motion."""
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
def test_box_is_dark_on_pages_with_a_dark_colour_scheme(chrome: Browser, town: Town, declared: str, dark: bool) -> None:
    """A visitor who prefers dark gets a dark box only on pages that support dark."""
    context = chrome.new_context(color_scheme="dark", locale="nl-BE")
    tab = context.new_page()
    tab.goto(town.add_page(head=f"<style>:root {{ color-scheme: {declared} }}</style>"))
    shade = search_input(tab).evaluate("input => getComputedStyle(input).backgroundColor")
    assert ("rgb(16, 25, 31)" if dark else "rgb(255, 255, 255)") == shade
    context.close()
