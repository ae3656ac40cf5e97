"""Launch a real Chromium, for browser tests and screenshots."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Flags that run Chromium as root in a container, without background network traffic."""


@contextlib.contextmanager
def launch_chromium(executable: str) -> Iterator[Browser]:
    """Launch `executable` headless and yield the browser."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        try:
            yield opened
        finally:
            opened.close()
