"""Takes the README's pictures anew: `make screenshots`. Runs the miniature region and looks at it in Chromium."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn

from regiozoek import serving
from regiozoek.demonstration import whole_region
from regiozoek.settings import load
from search_api.app import create_app
from tests.e2e.browser import browser

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = {"width": 1280, "height": 1000}
QUESTION = "zoeken?q=recyclagepark&home=kuurne"


def main() -> None:
    """Write docs/images/*.png."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed (on Debian: apt install chromium).")
    with tempfile.TemporaryDirectory() as data, whole_region(load(data=Path(data))) as whole:
        listener = serving.listen("127.0.0.1", 0)
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(serving.api_config(whole.settings, whole.sites, whole.engine))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        links = serving.addresses(whole.settings, whole.sites, base)
        pictures = {"zoeken": f"{base}/{QUESTION}", "rapport": links["menen"], "streek": links["region"]}
        with browser(chromium) as opened:
            page = opened.new_page(viewport=SIZE, locale="nl-BE")
            for name, url in pictures.items():
                page.goto(url)
                page.screenshot(path=IMAGES / f"{name}.png")
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
