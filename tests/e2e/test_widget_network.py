"""The search box on slow, failing and missing networks, and the privacy of its visitor."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.e2e.conftest import Town, search, search_input, type_and_wait

pytestmark = pytest.mark.browser


def test_typing_is_debounced(tab: Page, town: Town) -> None:
    """Eight letters in one go request suggestions once."""
    requests: list[str] = []
    tab.goto(town.add_page())
    tab.on("request", lambda request: requests.append(request.url))
    type_and_wait(tab, "paspoort")
    assert [f"{town.api}/api/suggest?q=paspoort&home=kuurne"] == requests


def test_late_response_is_not_shown(tab: Page, town: Town) -> None:
    """Suggestions for the first letters arrive after those for the word: their request was aborted."""
    dropped: list[str] = []

    tab.goto(town.add_page())
    tab.on("requestfailed", lambda request: dropped.append(request.url))
    held: list[Route] = []
    tab.route("**/api/suggest?q=pa&*", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright wraps no built-in
    box = search_input(tab)
    with tab.expect_request("**/api/suggest?q=pa&*"):
        box.press_sequentially("pa")
    with tab.expect_event("requestfailed"):
        box.press_sequentially("spoort", delay=20)
    tab.get_by_role("option").first.wait_for()
    answer = tab.request.get(f"{town.api}/api/suggest?q=paspoort&home=kuurne").json()
    assert [each["text"] for each in answer["suggestions"]] == tab.get_by_role("option").all_inner_texts()
    assert [f"{town.api}/api/suggest?q=pa&home=kuurne"] == dropped


def test_responses_are_cached(tab: Page, town: Town) -> None:
    """The same search again sends no request."""
    requests: list[str] = []
    tab.goto(town.add_page())
    tab.on("request", lambda request: requests.append(request.url))
    for query in ("paspoort", "rijbewijs", "paspoort"):
        search(tab, query)
        expect(tab.locator("regio-zoek h2")).to_contain_text(query)
    assert 2 == sum("/api/search" in url for url in requests)


def test_slow_search_keeps_the_old_results_until_the_new_ones(tab: Page, town: Town) -> None:
    """Without old results the box shows that it is searching."""
    tab.goto(town.add_page())
    held: list[Route] = []
    tab.route("**/api/search*", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright wraps no built-in
    box = search_input(tab)
    box.fill("paspoort")
    with tab.expect_request("**/api/search*"):
        box.press("Enter")
    expect(tab.locator("regio-zoek h2")).to_have_text("Even geduld, we zoeken …")
    held.pop().continue_()
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    box.fill("rijbewijs")
    with tab.expect_request("**/api/search*"):
        box.press("Enter")
    expect(tab.locator("regio-zoek section[aria-busy=true]")).to_be_visible()
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    held.pop().continue_()
    expect(tab.locator("regio-zoek h2")).to_contain_text("“rijbewijs”")


@pytest.mark.parametrize("failure", ["broken off", "refused", "nonsense"])
def test_error_is_announced_and_keeps_the_text(tab: Page, town: Town, failure: str) -> None:
    """With two alternatives: try again, or the search page."""
    answers = {
        "broken off": lambda route: route.abort(),
        "refused": lambda route: route.fulfill(status=503, headers={"Access-Control-Allow-Origin": "*"}, body="{}"),
        "nonsense": lambda route: route.fulfill(headers={"Access-Control-Allow-Origin": "*"}, body="<html>"),
    }
    tab.goto(town.add_page())
    tab.route("**/api/search*", answers[failure])
    search(tab, "paspoort")
    expect(tab.locator("regio-zoek h2")).to_contain_text("Zoeken lukt nu even niet")
    expect(tab.get_by_role("status")).to_contain_text("Zoeken lukt nu even niet")
    expect(search_input(tab)).to_have_value("paspoort")
    expect(tab.get_by_role("link", name="zoekpagina")).to_have_attribute(
        "href", f"{town.api}/zoeken?q=paspoort&home=kuurne&taal=nl"
    )
    tab.unroute("**/api/search*")
    tab.get_by_role("button", name="Opnieuw proberen").press("Enter")
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")
    expect(search_input(tab)).to_be_focused()


def test_failed_suggestions_are_ignored(tab: Page, town: Town) -> None:
    """Typing and searching still work."""
    tab.goto(town.add_page())
    tab.route("**/api/suggest*", lambda route: route.abort())
    search_input(tab).press_sequentially("paspoort", delay=20)
    tab.wait_for_timeout(400)
    expect(tab.get_by_role("listbox")).to_be_hidden()
    search_input(tab).press("Enter")
    expect(tab.locator("regio-zoek ol > li")).to_have_count(10)


def test_offline_is_announced_and_the_search_resumes(tab: Page, town: Town) -> None:
    """When the connection is back the search is repeated automatically."""
    tab.goto(town.add_page())
    tab.context.set_offline(True)
    search(tab, "paspoort")
    expect(tab.locator("regio-zoek h2")).to_contain_text("niet verbonden")
    expect(tab.locator("regio-zoek section a")).to_have_count(0)  # links do not work offline
    expect(search_input(tab)).to_have_value("paspoort")
    tab.context.set_offline(False)
    expect(tab.locator("regio-zoek h2")).to_contain_text("“paspoort”")


def test_zero_results_offer_alternatives(tab: Page, town: Town) -> None:
    """Links to the town and to the search page. A corrected query is a button that searches for it."""
    tab.goto(town.add_page())
    search(tab, "xqzwvkjx")
    expect(tab.locator("regio-zoek h2")).to_have_text("Niets gevonden voor “xqzwvkjx”")
    expect(tab.locator("regio-zoek section a")).to_have_text(["Vraag het aan uw gemeente", "Naar de zoekpagina"])
    search(tab, "idnetiteitskaart")
    tab.get_by_role("button", name="identiteitskaart", exact=True).click()
    expect(tab.locator("regio-zoek h2")).to_contain_text("“identiteitskaart”")
    expect(search_input(tab)).to_be_focused()


def test_click_sends_one_beacon_and_nothing_else(tab: Page, town: Town) -> None:
    """With the URL, its position and the query. No cookie, no storage, no request to another host."""
    requests: list[Request] = []
    context: BrowserContext = tab.context
    context.on("request", lambda request: requests.append(request))  # noqa: PLW0108 - a built-in cannot listen
    tab.goto(town.add_page())
    search(tab, "paspoort")
    link = tab.locator("regio-zoek ol > li h3 a").nth(1)
    address = link.get_attribute("href")
    with tab.expect_request("**/api/events") as sent, tab.expect_response("**/api/events") as answered:
        link.click(modifiers=["ControlOrMeta"])
    body = json.loads(sent.value.post_data or "")
    assert 204 == answered.value.status
    assert {"kind": "click", "url": address, "position": 2, "q": "paspoort", "home": "kuurne"} == {
        name: value for name, value in body.items() if name != "search_id"
    }
    hosts = {request.url.split("/")[2] for request in requests if "/api/" in request.url or request.url.endswith(".js")}
    stored = tab.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    assert ([], [0, 0, 0], {town.api.split("/")[2]}) == (context.cookies(), stored, hosts)
