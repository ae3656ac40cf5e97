"""axe-core, in a real Chromium, on everything that people meet: the box, the search page, the reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from tests.e2e.conftest import Town, search, type_and_wait

pytestmark = pytest.mark.browser


STYLE = """<style>:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) { body { background: #10191f; color: #e5ecf0 } a { color: #8ccbe8 } }</style>"""


@pytest.fixture(params=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    """A tab that lets axe in, in the light, in the dark, and as wide as a phone."""
    context = chrome.new_context(
        locale="nl-BE",
        bypass_csp=True,
        color_scheme="dark" if request.param == "dark" else "light",
        viewport={"width": 390 if request.param == "phone" else 1280, "height": 900},
    )
    yield context.new_page()
    context.close()


def findings(page: Page, axe: str) -> list[str]:
    """Return what axe finds, with best practices and what is new in WCAG 2.2, as `rule: element`."""
    page.evaluate(axe)
    found: list[str] = page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}})).violations
        .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`))"""
    )
    return found


@pytest.mark.parametrize("results", ["overlay", "inline"])
def test_the_box(page: Page, town: Town, axe: str, results: str) -> None:
    """Empty, with suggestions of which one is chosen, and with results."""
    page.goto(town.add_page(f'results="{results}"', head=STYLE))
    expect(page.get_by_role("combobox")).to_be_visible()
    assert [] == findings(page, axe)
    type_and_wait(page, "recyc").press("ArrowDown")
    assert [] == findings(page, axe)
    search(page, "recyclagepark open")
    expect(page.locator("regio-zoek ol > li")).to_have_count(10)
    assert [] == findings(page, axe)
    search(page, "wateroverlast")
    expect(page.get_by_role("list", name="Aanbevolen")).to_be_visible()
    assert [] == findings(page, axe)
    search(page, "xqzwvkjx")
    expect(page.locator("regio-zoek ol")).to_have_count(0)
    assert [] == findings(page, axe)
    page.context.set_offline(True)
    search(page, "rijbewijs")
    expect(page.get_by_role("button", name="Opnieuw proberen")).to_be_visible()
    assert [] == findings(page, axe)


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
def test_the_search_page(page: Page, town: Town, axe: str, address: str) -> None:
    """In each of its states."""
    page.goto(f"{town.api}/zoeken{address}")
    assert [] == findings(page, axe)


def test_the_integration_page(page: Page, town: Town, axe: str) -> None:
    """With its preview in place."""
    page.goto(f"{town.api}/widget?taal=nl")
    expect(page.get_by_role("combobox").first).to_be_visible()
    assert [] == findings(page, axe)


def test_the_reports(page: Page, town: Town, axe: str, prepared_region: PreparedRegion) -> None:
    """A site's report and the region's overview, folded and unfolded, and in another language."""
    links = serve.service_urls(prepared_region.settings, prepared_region.sites, town.api)
    for name in ("menen", "region"):
        page.goto(links[name])
        assert [] == findings(page, axe)
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
        assert [] == findings(page, axe)
        page.get_by_role("link", name="Français").click()
        assert [] == findings(page, axe)
