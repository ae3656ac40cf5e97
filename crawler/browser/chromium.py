"""Which pages a browser renders, and with which browser: what is settled before a crawl asks for anything.

Nothing here needs a browser, Playwright or Scrapy: sites that ask for no rendering need none of them.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.records.errors import RenderingError
from crawler.records.url import path_of
from crawler.registry.site import Site
from crawler.registry.url_scope import compile_path_pattern

RENDER_PACKAGES = ("playwright", "scrapy_playwright")
"""What drives a browser."""

_PROGRAM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What Chromium is called on PATH."""

_MACOS_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Where it is on macOS."""

START_TIMEOUT = 30.0
"""Seconds that Chromium may take to start once; it took 0.5."""

_JS_HEAP_MIB = 256
"""MiB of JavaScript objects in one page: a choice; a page that takes more loses its process."""

_FLAGS = (
    # no way to the network: Scrapy fetches what a page asks for (`request_interceptor`), so that whatever
    # is not intercepted (web sockets, prefetches, WebRTC, the browser's own errands) meets a proxy that does not exist
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    # nothing that only eyes need
    "--disable-remote-fonts",
    "--mute-audio",
    "--disable-gpu",
    # bounds
    f"--js-flags=--max-old-space-size={_JS_HEAP_MIB}",
)
"""What Chromium is told, besides what Playwright tells it."""


_NO_IMAGES = "--blink-settings=imagesEnabled=false"
"""What it is told besides where pages are only read."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """The installed browser: its program, and whether it can shut its pages up in its sandbox here."""

    path: str
    sandbox: bool


def needs_rendering(site: Site, url: str) -> bool:
    """Tell whether a page of a site is rendered before it is read."""
    return any(compile_path_pattern(pattern).match(path_of(url)) for pattern in site.render)


def chromium_for(sites: Iterable[Site], named: str = "") -> Chromium | None:
    """Return the browser for the sites that ask for rendering, None when none of them does.

    Args:
        sites: the sites of a crawl.
        named: the program to use (REGIOZOEK_CHROMIUM), "" to look where it is usually installed.

    Raises:
        RenderingError: a site asks for rendering, and this machine cannot do it.
    """
    asks = next((site.id for site in sites if site.render), None)
    return None if asks is None else require_chromium(f'the site "{asks}" asks for rendering', named)


def require_chromium(wish: str, named: str = "", packages: Iterable[str] = RENDER_PACKAGES) -> Chromium:
    """Return the browser of this machine.

    Args:
        wish: what it is wanted for, the beginning of a sentence that ends with what is missing.
        named: see `chromium_for`.
        packages: the Python packages that the wish needs.

    Raises:
        RenderingError: it is not installed, does not start, or a package is missing.
    """
    if not all(importlib.util.find_spec(package) for package in packages):
        raise RenderingError(
            f"{wish}, which needs packages that are not installed: run pip install 'regiozoek[render]'"
        )
    path = find_chromium(named)
    if path is None:
        raise RenderingError(
            f"{wish}, and {named or 'Chromium'} is not installed: "
            "install Chromium (on Debian: apt install chromium), or name its program in REGIOZOEK_CHROMIUM"
        )
    # As root, and in containers without user namespaces, Chromium has no sandbox and says so by ending. Only then is
    # it started without: a page that breaks out of the renderer would have the rights of the crawl, and no network.
    for sandbox in (True, False):
        problem = _problem(path, sandbox=sandbox)
        if problem is None:
            return Chromium(path, sandbox)
    raise RenderingError(f"{wish}, and {path} does not start: {problem}")


def find_chromium(named: str = "") -> str | None:
    """Return the program `named`, or an installed Chromium, or the one that Playwright downloaded; None without."""
    if named:
        return shutil.which(named)
    for name in (*_PROGRAM_NAMES, *_MACOS_PROGRAMS):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        downloaded = playwright.chromium.executable_path
    return downloaded if Path(downloaded).is_file() else None


def playwright_settings(chromium: Chromium, timeout: float, *, images: bool = False) -> dict[str, Any]:
    """Return Scrapy's settings for a crawl with rendering; `timeout` is the seconds a page may take to begin.

    Requests without `playwright` in their meta are fetched as ever: its handler is one of Scrapy's own.
    """
    handler = "crawler.browser.playwright_handler.PlaywrightHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_BROWSER_PROVIDER": "crawler.browser.playwright_handler.MemoryLimitedBrowserProvider",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": chromium.path,
            "chromium_sandbox": chromium.sandbox,
            "args": [*_FLAGS, *([] if images else [_NO_IMAGES])],
            "ignore_default_args": ["--disable-popup-blocking"],  # Playwright's default lets pages open others
            "timeout": 1000 * START_TIMEOUT,
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 1000 * timeout,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,  # a page that turns out to be a file is none to render
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
    }


def _problem(path: str, *, sandbox: bool) -> str | None:
    """Start Chromium once; return why it did not, None when it did."""
    flags = ["--headless", "--disable-gpu", *([] if sandbox else ["--no-sandbox"])]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [path, *flags, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            ended = subprocess.run(command, capture_output=True, timeout=START_TIMEOUT, check=False)  # noqa: S603 -- Chromium
        except OSError as error:
            return error.strerror or str(error)
        except subprocess.TimeoutExpired:
            return f"it took more than {START_TIMEOUT:.0f} seconds"
    if ended.returncode == 0 and b"<html" in ended.stdout:
        return None
    said = ended.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"it ended with code {ended.returncode}"
