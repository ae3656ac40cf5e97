"""Find the Chromium that renders pages, and decide which pages are rendered, before a crawl sends any request.

Nothing here needs Playwright or Scrapy, unless a browser is required.
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
"""The Python packages that control a browser."""

_PROGRAM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names of Chromium on PATH."""

_MACOS_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Paths of Chromium on macOS."""

START_TIMEOUT = 30.0
"""Seconds that one start of Chromium may take; it took 0.5."""

_JS_HEAP_MIB = 256
"""MiB of JavaScript objects in one page: a choice. A page that takes more loses its process."""

_FLAGS = (
    # no network access: Scrapy fetches what a page requests (`request_interceptor`). Whatever is not intercepted
    # (web sockets, prefetches, WebRTC, the browser's own requests) goes to a proxy that does not exist
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    # nothing that is only for display
    "--disable-remote-fonts",
    "--mute-audio",
    "--disable-gpu",
    # limits
    f"--js-flags=--max-old-space-size={_JS_HEAP_MIB}",
)
"""Command-line flags of Chromium, in addition to Playwright's."""


_NO_IMAGES = "--blink-settings=imagesEnabled=false"
"""An additional flag when pages are rendered for their content only."""


@dataclass(frozen=True, slots=True)
class Chromium:
    """The installed browser: its program, and whether its sandbox works on this machine."""

    path: str
    sandbox: bool


def needs_rendering(site: Site, url: str) -> bool:
    """Return whether a page of a site is rendered before extraction."""
    return any(compile_path_pattern(pattern).match(path_of(url)) for pattern in site.render)


def chromium_for(sites: Iterable[Site], named: str = "") -> Chromium | None:
    """Return the browser for the sites that require rendering, None when none of them does.

    Args:
        sites: the sites of a crawl.
        named: the program to use (REGIOZOEK_CHROMIUM), "" to search the usual places.

    Raises:
        RenderingError: a site requires rendering, and this machine cannot do it.
    """
    first = next((site.id for site in sites if site.render), None)
    return None if first is None else require_chromium(f'the site "{first}" requires rendering', named)


def require_chromium(purpose: str, named: str = "", packages: Iterable[str] = RENDER_PACKAGES) -> Chromium:
    """Return the browser of this machine.

    Args:
        purpose: what it is needed for; the error message starts with it.
        named: see `chromium_for`.
        packages: the Python packages that the purpose needs.

    Raises:
        RenderingError: the browser is not installed, does not start, or a package is missing.
    """
    if not all(importlib.util.find_spec(package) for package in packages):
        raise RenderingError(
            f"{purpose}, which needs packages that are not installed; run pip install 'regiozoek[render]'"
        )
    path = find_chromium(named)
    if path is None:
        raise RenderingError(
            f"{purpose}, and {named or 'Chromium'} is not installed; "
            "install Chromium (on Debian: apt install chromium), or set REGIOZOEK_CHROMIUM to its program"
        )
    # As root, and in containers without user namespaces, Chromium has no sandbox and exits. Only then is it started
    # without one: a page that breaks out of the renderer would have the permissions of the crawl, but no network.
    for sandbox in (True, False):
        problem = _problem(path, sandbox=sandbox)
        if problem is None:
            return Chromium(path, sandbox)
    raise RenderingError(f"{purpose}, and {path} does not start: {problem}; set REGIOZOEK_CHROMIUM to another program")


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
    """Return Scrapy's settings for a crawl with rendering; `timeout` is the seconds until a page must start to load.

    Requests without `playwright` in their meta are fetched as usual: its handler is derived from Scrapy's own.
    """
    handler = "crawler.browser.playwright_handler.PlaywrightHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_BROWSER_PROVIDER": "crawler.browser.playwright_handler.MemoryLimitedBrowserProvider",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": chromium.path,
            "chromium_sandbox": chromium.sandbox,
            "args": [*_FLAGS, *([] if images else [_NO_IMAGES])],
            "ignore_default_args": ["--disable-popup-blocking"],  # Playwright's default lets pages open windows
            "timeout": 1000 * START_TIMEOUT,
        },
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 1000 * timeout,
        "PLAYWRIGHT_DOWNLOAD_TIMEOUT": 1000,  # a page that turns out to be a file is not rendered
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": None,
    }


def _problem(path: str, *, sandbox: bool) -> str | None:
    """Start Chromium once; return why it failed, None when it works."""
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
    lines = ended.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it ended with code {ended.returncode}"
