"""Fixtures of the browser tests: a town's page with search boxes, and a real search over the region."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from regiozoek.commands.demo import PreparedRegion
from tests.conftest import skip_or_fail
from tests.e2e.browser import launch_chromium
from tests.region_fixtures import serve_search
from tests.servers.pages import PageServer, site_for

AXE_SCRIPT = Path(__file__).resolve().parents[2] / "search_api" / "widget" / "node_modules" / "axe-core" / "axe.min.js"

PAGE_TEMPLATE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<script src="{api}/widget.js" crossorigin defer></script></head>
<body><main><h1>Gemeente Proef</h1>{body}<p><a href="#verder">Verder op de pagina</a></p></main></body></html>"""

BOX_TEMPLATE = """<regio-zoek api="{api}" home="kuurne" {more}><form action="{api}/zoeken"><label for="plain">Zoeken</label>
<input id="plain" name="q" type="search"><input type="hidden" name="home" value="kuurne"><button>Zoek</button></form>
</regio-zoek>"""


@dataclasses.dataclass(frozen=True, slots=True)
class Town:
    """A town's site on its own origin, and the URL of the search it uses."""

    server: PageServer
    api: str

    def add_page(self, more: str = "", *, body: str = "", head: str = "", path: str = "/", **headers: str) -> str:
        """Serve a page with one box (`more`: further attributes) or with `body`; return its URL."""
        html = PAGE_TEMPLATE.format(api=self.api, head=head, body=body or BOX_TEMPLATE.format(api=self.api, more=more))
        self.server.add_response(path, html, **headers)
        return self.server.url + path

    def box(self, more: str = "") -> str:
        """Return the HTML of one box."""
        return BOX_TEMPLATE.format(api=self.api, more=more)


@pytest.fixture(scope="module")
def town(prepared_region: PreparedRegion) -> Iterator[Town]:
    """A town that is one of the region's sites."""
    with PageServer() as server:
        region = dataclasses.replace(prepared_region, sites=(*prepared_region.sites, site_for(server)))
        with serve_search(region) as api:
            yield Town(server, api)


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Browser]:
    """A real Chromium, shared by the tests of a file."""
    with launch_chromium(chromium) as opened:
        yield opened


@pytest.fixture
def tab(chrome: Browser) -> Iterator[Page]:
    """A new tab; a script error fails the test."""
    context = chrome.new_context(locale="nl-BE", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert [] == errors


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE_SCRIPT.is_file():
        skip_or_fail("axe-core is not installed (npm ci in search_api/widget)")
    return AXE_SCRIPT.read_text(encoding="utf-8")


def search_input(tab: Page) -> Locator:
    """Return the input of the first box."""
    return tab.get_by_role("combobox").first


def type_and_wait(tab: Page, text: str) -> Locator:
    """Type at a human pace and wait for suggestions; return the input."""
    box = search_input(tab)
    box.press_sequentially(text, delay=20)
    tab.get_by_role("option").first.wait_for()
    return box


def search(tab: Page, text: str) -> None:
    """Type, press Enter, and wait for the heading above the results."""
    box = search_input(tab)
    box.fill(text)
    box.press("Enter")
    tab.locator("regio-zoek h2").first.wait_for()


def announcements(tab: Page) -> list[str]:
    """Return the announcements of the page's status regions since `record_announcements`."""
    said: list[str] = tab.evaluate("window.said")
    return said


def record_announcements(tab: Page) -> None:
    """Start recording the text of each box's status region."""
    tab.evaluate("""() => {
      window.said = [];
      for (const box of document.querySelectorAll("regio-zoek")) {
        const status = box.shadowRoot.querySelector("[role=status]");
        new MutationObserver(() => status.textContent && window.said.push(status.textContent))
          .observe(status, {childList: true, characterData: true, subtree: true});
      }
    }""")
