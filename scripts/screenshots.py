"""Takes the README's pictures anew: `make screenshots`. Runs the miniature region and looks at it in Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from regiozoek import serving
from regiozoek.demonstration import whole_region
from regiozoek.settings import load
from tests.e2e.browser import browser
from tests.region_fixtures import searchable

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = {"width": 1280, "height": 1000}
QUESTION = "zoeken?q=recyclagepark&home=kuurne"


def main() -> None:
    """Write docs/images/*.png."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (on Debian: apt install chromium).")
    with (
        tempfile.TemporaryDirectory() as data,
        whole_region(load(data=Path(data))) as whole,
        searchable(whole) as base,
        browser(chromium) as opened,
    ):
        links = serving.addresses(whole.settings, whole.sites, base)
        page = opened.new_page(viewport=SIZE, locale="nl-BE")
        pictures = {"zoeken": f"{base}/{QUESTION}", "rapport": links["menen"], "streek": links["region"]}
        for name, url in pictures.items():
            page.goto(url)
            page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
