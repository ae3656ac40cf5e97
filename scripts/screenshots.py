"""Takes the README's pictures anew: `make screenshots`. Runs the miniature region and looks at it in Chromium.

The search page, the reports, and the search box in its main states on one of the towns' own sites. The box is dark
where its page is, so it is pictured dark on the integration page, which follows the reader.
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

from playwright.sync_api import Browser, Page

from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion, prepared_region
from regiozoek.settings import load_settings
from tests.e2e.browser import launch_chromium
from tests.region_fixtures import serve_search

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"

DESK, PHONE = {"width": 1280, "height": 1000}, {"width": 360, "height": 720}
LOW = {"width": 1280, "height": 620}

TOWN = "kuurne"
QUESTION = "openingsuren recyclagepark"
SETTLED = 500
"""Milliseconds after which a picture is taken, so that nothing is under way in it."""


def nothing(_: Page) -> None:
    """Leave the page as it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what is opened, the window, what is done before, and how Chromium is told to be."""

    name: str
    url: str
    size: dict[str, int] = field(default_factory=lambda: DESK)
    before: Callable[[Page], None] = nothing
    how: dict[str, Any] = field(default_factory=dict)


def pictures(whole: PreparedRegion, base: str) -> Iterator[Picture]:
    """Yield all pictures."""
    links = serve.service_urls(whole.settings, whole.sites, base)
    site = next(site.url for site in whole.sites if site.id == TOWN)
    page = f"{base}/zoeken?home={TOWN}&taal=nl"
    yield Picture("zoeken", f"{page}&q=openingsuren+recyclagepark")
    yield Picture("zoeken-tablet", f"{page}&q=hondenpoep", {"width": 768, "height": 1000})
    yield Picture("zoeken-telefoon", f"{page}&q=openingsuren+recyclagepark", PHONE)
    yield Picture("zoeken-niets", f"{page}&q=xqzwv&type=job", LOW)
    yield Picture("rapport", links["menen"])
    yield Picture("rapport-telefoon", links["menen"], PHONE)
    yield Picture("streek", links["region"])
    yield Picture("vak-dicht", site, LOW)
    yield Picture("vak-suggesties", site, LOW, typed("recyc"))
    yield Picture("vak-resultaten", site, LOW, searched(QUESTION))
    yield Picture("vak-niets", site, LOW, searched("xqzwvkjx"))
    yield Picture("vak-offline", site, LOW, offline)
    yield Picture("vak-telefoon", site, PHONE, searched(QUESTION), {"has_touch": True, "is_mobile": True})
    yield Picture("vak-donker", f"{base}/widget?home={TOWN}&taal=nl", LOW, searched(QUESTION), {"color_scheme": "dark"})


def typed(text: str) -> Callable[[Page], None]:
    """Return a deed: type, wait for suggestions, and go to the first."""

    def deed(page: Page) -> None:
        box = page.locator("regio-zoek").get_by_role("combobox")
        box.press_sequentially(text, delay=20)
        page.get_by_role("option").first.wait_for()
        box.press("ArrowDown")

    return deed


def searched(text: str) -> Callable[[Page], None]:
    """Return a deed: search for a text."""

    def deed(page: Page) -> None:
        box = page.locator("regio-zoek").get_by_role("combobox")
        box.fill(text)
        box.press("Enter")
        page.locator("regio-zoek h2").wait_for()

    return deed


def offline(page: Page) -> None:
    """Search without a connection."""
    page.context.set_offline(True)
    searched(QUESTION)(page)


def take(opened: Browser, picture: Picture) -> None:
    """Write one picture."""
    context = opened.new_context(viewport=picture.size, locale="nl-BE", reduced_motion="reduce", **picture.how)
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(picture.url)
        picture.before(page)
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=IMAGES / f"{picture.name}.png")


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
        ) as whole,
        serve_search(whole, listener) as base,
        launch_chromium(chromium) as opened,
    ):
        for picture in pictures(whole, base):
            take(opened, picture)


if __name__ == "__main__":
    main()
