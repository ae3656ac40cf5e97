"""Update the screenshots of the documentation (`make screenshots`), with the miniature region in Chromium.

The screenshots show the search page, the reports, and the main states of the search box on the site of a town. The box
uses the colour scheme of its page, so its dark version is shown on the integration page, which follows the system
setting.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion, prepared_region
from regiozoek.settings import load_settings
from tests.e2e.browser import launch_chromium
from tests.region_fixtures import serve_search

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"

DESKTOP: ViewportSize = {"width": 1280, "height": 1000}
SHORT: ViewportSize = {"width": 1280, "height": 620}
PHONE: ViewportSize = {"width": 360, "height": 720}

TOWN = "kuurne"
QUERY = "openingsuren recyclagepark"
SETTLE_TIME_MS = 500
"""Milliseconds to wait before a screenshot, until animations and requests are finished."""


def do_nothing(_: Page) -> None:
    """Leave the page as it is."""


@dataclass(frozen=True, slots=True)
class Screenshot:
    """One screenshot: file name, URL, size of the viewport, action before it is taken, and options of the context."""

    name: str
    url: str
    size: ViewportSize = field(default_factory=lambda: DESKTOP)
    action: Callable[[Page], None] = do_nothing
    context_options: dict[str, Any] = field(default_factory=dict)


def screenshots(prepared: PreparedRegion, base: str) -> Iterator[Screenshot]:
    """Yield all screenshots."""
    links = serve.service_urls(prepared.settings, prepared.sites, base)
    site = next(site.url for site in prepared.sites if site.id == TOWN)
    page = f"{base}/zoeken?home={TOWN}&taal=nl"
    yield Screenshot("zoeken", f"{page}&q=openingsuren+recyclagepark")
    yield Screenshot("zoeken-tablet", f"{page}&q=hondenpoep", {"width": 768, "height": 1000})
    yield Screenshot("zoeken-telefoon", f"{page}&q=openingsuren+recyclagepark", PHONE)
    yield Screenshot("zoeken-niets", f"{page}&q=xqzwv&type=job", SHORT)
    yield Screenshot("rapport", links["menen"])
    yield Screenshot("rapport-telefoon", links["menen"], PHONE)
    yield Screenshot("streek", links["region"])
    yield Screenshot("vak-dicht", site, SHORT)
    yield Screenshot("vak-suggesties", site, SHORT, type_text("recyc"))
    yield Screenshot("vak-resultaten", site, SHORT, search_for(QUERY))
    yield Screenshot("vak-niets", site, SHORT, search_for("xqzwvkjx"))
    yield Screenshot("vak-offline", site, SHORT, search_offline)
    yield Screenshot("vak-telefoon", site, PHONE, search_for(QUERY), {"has_touch": True, "is_mobile": True})
    yield Screenshot(
        "vak-donker", f"{base}/widget?home={TOWN}&taal=nl", SHORT, search_for(QUERY), {"color_scheme": "dark"}
    )


def type_text(text: str) -> Callable[[Page], None]:
    """Return an action that types a text, waits for suggestions and selects the first one."""

    def action(page: Page) -> None:
        box = page.locator("regio-zoek").get_by_role("combobox")
        box.press_sequentially(text, delay=20)
        page.get_by_role("option").first.wait_for()
        box.press("ArrowDown")

    return action


def search_for(text: str) -> Callable[[Page], None]:
    """Return an action that searches for a text."""

    def action(page: Page) -> None:
        box = page.locator("regio-zoek").get_by_role("combobox")
        box.fill(text)
        box.press("Enter")
        page.locator("regio-zoek h2").wait_for()

    return action


def search_offline(page: Page) -> None:
    """Search without a connection."""
    page.context.set_offline(True)
    search_for(QUERY)(page)


def take_screenshot(chromium_browser: Browser, screenshot: Screenshot) -> None:
    """Take one screenshot and write it to docs/images."""
    context = chromium_browser.new_context(
        viewport=screenshot.size, locale="nl-BE", reduced_motion="reduce", **screenshot.context_options
    )
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(screenshot.url)
        screenshot.action(page)
        page.wait_for_timeout(SETTLE_TIME_MS)
        page.screenshot(path=IMAGES / f"{screenshot.name}.png")


def main() -> None:
    """Write docs/images/*.png."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (on Debian: apt install chromium).")
    with (
        tempfile.TemporaryDirectory() as data,
        serve.bind_listener("127.0.0.1", 0) as listener,
        prepared_region(
            load_settings(data=Path(data)), search=f"http://127.0.0.1:{listener.getsockname()[1]}"
        ) as prepared,
        serve_search(prepared, listener) as base,
        launch_chromium(chromium) as chromium_browser,
    ):
        for screenshot in screenshots(prepared, base):
            take_screenshot(chromium_browser, screenshot)


if __name__ == "__main__":
    main()
