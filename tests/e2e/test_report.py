"""The audit report in a real Chromium: from a file and behind its token, with and without JavaScript."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from tests.e2e.conftest import Town

pytestmark = pytest.mark.browser

PAGES = ("index.html", "index.fr.html", "index.en.html", "deerlijk/index.html", "menen/index.fr.html")


@pytest.fixture(scope="module")
def reports(prepared_region: PreparedRegion) -> Path:
    """The folder with the reports of the miniature region."""
    return prepared_region.settings.reports


@contextlib.contextmanager
def open_report(chrome: Browser, path: Path, **options: object) -> Iterator[Page]:
    """Open a file of the report in a tab; any error or network request fails the test."""
    context = chrome.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)  # type: ignore[arg-type]
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith("file:") else troubles.append(request.url))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert [] == troubles


def test_column_header_sorts_and_sets_aria_sort(chrome: Browser, reports: Path) -> None:
    """By keyboard: numbers in descending order first, then ascending; names alphabetically."""
    with open_report(chrome, reports / "index.html") as page:
        table = page.locator("section[aria-labelledby=scores] table")
        names = table.locator("tbody th")
        expect(table.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
        best = names.all_inner_texts()
        site = table.get_by_role("columnheader", name="Site")
        site.get_by_role("button").press("Enter")
        expect(site).to_have_attribute("aria-sort", "ascending")
        assert sorted(best) == names.all_inner_texts()
        score = table.get_by_role("columnheader", name="Score")
        score.get_by_role("button").press("Enter")
        expect(score).to_have_attribute("aria-sort", "descending")
        score.get_by_role("button").press("Enter")
        scores = [float(cell.get_attribute("data-v") or "") for cell in table.locator("tbody td:nth-child(3)").all()]
        assert sorted(scores) == scores
        expect(table.locator("th[aria-sort]")).to_have_count(1)


def test_filter_shows_matching_rules_with_a_count(chrome: Browser, reports: Path) -> None:
    """In the table and below it. The typed text may be a word or a URL; clearing it shows all rules."""
    with open_report(chrome, reports / "deerlijk" / "index.html") as page:
        rules = page.locator("details.rule:visible")
        total = rules.count()
        box = page.get_by_label("Zoek in de problemen")
        box.fill("huisvuilsticker")
        expect(page.get_by_role("status")).to_contain_text(f"van de {total} regels")
        found = rules.count()
        assert 0 < found < total
        assert found == page.locator("tr[data-rule]:visible").count()
        assert all("huisvuilsticker" in text for text in rules.all_text_contents())
        expect(page.locator("details.rule[open] .pages > li", has_text="huisvuilsticker").first).to_be_visible()
        box.fill("")
        expect(rules).to_have_count(total)
        expect(page.locator("details.rule[open]")).to_have_count(0)
        expect(page.get_by_role("status")).to_be_empty()


def test_link_to_a_finding_expands_it(chrome: Browser, reports: Path) -> None:
    """The first fix at the top links to its steps, expanded and in view; so does a URL with its fragment."""
    with open_report(chrome, reports / "deerlijk" / "index.html") as page:
        first = page.locator(".todo h3 a").first
        name = (first.get_attribute("href") or "").removeprefix("#")
        rule = page.locator(f"details.rule[data-rule={name}]")
        expect(rule).not_to_have_attribute("open", "")
        first.click()
        expect(rule).to_have_attribute("open", "")
        expect(rule.locator("dd.fix")).to_be_in_viewport()
        page.goto((reports / "deerlijk" / "index.html").as_uri() + f"#{name}")
        expect(rule.locator("dd.fix")).to_be_in_viewport()


def test_report_is_complete_without_javascript(chrome: Browser, reports: Path) -> None:
    """No button without function and no empty search field; every finding can be expanded and every link works."""
    with open_report(chrome, reports / "deerlijk" / "index.html", java_script_enabled=False) as page:
        expect(page.get_by_role("button")).to_have_count(0)
        expect(page.get_by_role("searchbox")).to_have_count(0)
        rule = page.locator("details.rule").first
        rule.locator("summary").first.click()
        expect(rule.locator("dd.fix")).to_be_visible()
        page.get_by_role("link", name="Français").click()
        expect(page.get_by_role("heading", name="Commencez ici")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_report_fits_a_phone(chrome: Browser, reports: Path, name: str) -> None:
    """Nothing is wider than 360 pixels, whatever is expanded; wide tables scroll by themselves."""
    with open_report(chrome, reports / name, viewport={"width": 360, "height": 800}) as page:
        page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true })")
        assert 360 == page.evaluate("document.documentElement.scrollWidth")
        sides = page.evaluate(
            "[...document.querySelectorAll('.card:not(.scroll) table')].map(t => t.getBoundingClientRect().right)"
        )
        assert [] == [side for side in sides if side > 360 - 16]


def test_printing_expands_the_findings(chrome: Browser, reports: Path) -> None:
    """They are collapsed again afterwards."""
    with open_report(chrome, reports / "deerlijk" / "index.html") as page:
        folded = page.locator("details.rule:not([open])")
        before = folded.count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(folded).to_have_count(0)
        page.emulate_media(media="print")
        expect(page.locator("details.rule dd.fix").last).to_be_visible()
        expect(page.locator("form.filter")).to_be_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(folded).to_have_count(before)


def test_report_behind_its_token_changes_language(tab: Page, town: Town, prepared_region: PreparedRegion) -> None:
    """From the region's URL to French, to a site's report, and back; the token is needed once."""
    links = serve.service_urls(prepared_region.settings, prepared_region.sites, town.api)
    tab.goto(links["region"])
    tab.get_by_role("link", name="Français").click()
    expect(tab.get_by_role("heading", name="Comparaison des sites")).to_be_visible()
    tab.get_by_role("link", name="Deerlijk").first.click()
    expect(tab.get_by_role("heading", name="Commencez ici")).to_be_visible()
    tab.get_by_role("link", name="English").click()
    expect(tab.get_by_role("heading", name="Start here")).to_be_visible()
    tab.get_by_role("link", name="All municipalities").click()
    expect(tab.get_by_role("heading", name="Comparison of the sites")).to_be_visible()
