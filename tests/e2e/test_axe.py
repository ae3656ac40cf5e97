"""Accessibility checks with axe-core in a real Chromium: the search box, the search page, the reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from tests.e2e.conftest import Town, search, type_and_wait

pytestmark = pytest.mark.browser


STYLES = """<style>:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) { body { background: #10191f; color: #e5ecf0 } a { color: #8ccbe8 } }</style>"""


@pytest.fixture(params=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    """A tab with axe-core: light, dark, and with the viewport of a phone."""
    context = chrome.new_context(
        locale="nl-BE",
        bypass_csp=True,
        color_scheme="dark" if request.param == "dark" else "light",
        viewport={"width": 390 if request.param == "phone" else 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def violations(page: Page, axe: str) -> list[str]:
    """Return axe-core's violations as `rule: element`, including best practices and WCAG 2.2."""
    page.evaluate(axe)
    found: list[str] = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})).violations
        .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`))"""
    )
    return found


@pytest.mark.parametrize("results", ["overlay", "inline"])
def test_search_box(page: Page, town: Town, axe: str, results: str) -> None:
    """Empty, with suggestions of which one is active, and with results."""
    page.goto(town.add_page(f'results="{results}"', head=STYLES))
    expect(page.get_by_role("combobox")).to_be_visible()
    assert [] == violations(page, axe)
    type_and_wait(page, "recyc").press("ArrowDown")
    assert [] == violations(page, axe)
    search(page, "recyclagepark open")
    expect(page.locator("regio-zoek ol > li")).to_have_count(10)
    assert [] == violations(page, axe)
    search(page, "wateroverlast")
    expect(page.get_by_role("list", name="Aanbevolen")).to_be_visible()
    assert [] == violations(page, axe)
    search(page, "xqzwvkjx")
    expect(page.locator("regio-zoek ol")).to_have_count(0)
    assert [] == violations(page, axe)
    page.context.set_offline(True)
    search(page, "rijbewijs")
    expect(page.get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    assert [] == violations(page, axe)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?q=recyclagepark+open&home=kuurne",
        "?q=wateroverlast&home=menen",
        "?q=afval&type=news&page=2",
        "?q=xqzwvkjx&home=kuurne&type=job",
        "?q=a&site=gent",
        "?q=afval&page=90",
    ],
)
def test_search_page(page: Page, town: Town, axe: str, address: str) -> None:
    """In each of its states."""
    page.goto(f"{town.api}/zoeken{address}")
    assert [] == violations(page, axe)


def test_widget_page(page: Page, town: Town, axe: str) -> None:
    """With its preview."""
    page.goto(f"{town.api}/widget?taal=nl")
    expect(page.get_by_role("combobox").first).to_be_visible()
    assert [] == violations(page, axe)


def test_reports(page: Page, town: Town, axe: str, prepared_region: PreparedRegion) -> None:
    """A site's report and the region's overview, collapsed and expanded, and in another language."""
    links = serve.service_urls(prepared_region.settings, prepared_region.sites, town.api)
    for name in ("menen", "region"):
        page.goto(links[name])
        assert [] == violations(page, axe)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
        assert [] == violations(page, axe)
        page.get_by_role("link", name="Français").click()
        assert [] == violations(page, axe)
