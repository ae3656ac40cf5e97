"""PlaywrightHandler: one browser per crawl, with a memory limit, that can be ended at any time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, Error
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.provider import PlaywrightBrowserProvider

BROWSER_MEMORY_LIMIT = 2 * 1024**3
"""Bytes of data that each process of the browser may use: a choice. Chromium starts and works within it; a page that
grows without end loses its process.
"""

_handlers: WeakKeyDictionary[Crawler, PlaywrightHandler] = WeakKeyDictionary()


class PlaywrightHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc] # its package has no types
    """scrapy-playwright's download handler, one per crawl: Scrapy creates one per scheme, each with its own browser.

    Playwright may wait forever for a browser that died; here the waiting request fails when the browser is ended.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed = False
        self._open_pages: set[asyncio.Task[Response]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PlaywrightHandler:
        """Return the crawl's handler."""
        if crawler not in _handlers:
            _handlers[crawler] = cls(crawler)
        return _handlers[crawler]

    async def download_request(self, request: Request) -> Response:
        """Open a page in the browser, or fetch as Scrapy does.

        Raises:
            ConnectionAbortedError: the browser was ended before the page was done.
        """
        response: Response
        if not request.meta.get("playwright"):
            response = await super().download_request(request)
            return response
        page = asyncio.ensure_future(super().download_request(request))
        self._open_pages.add(page)
        page.add_done_callback(self._open_pages.discard)
        try:
            while not page.done():
                await asyncio.wait({page}, timeout=1)
                self._discard_dead_browser()
        finally:
            page.cancel()
        if page.cancelled():
            raise ConnectionAbortedError("the browser was ended")
        response = page.result()
        return response

    def end_browser(self) -> None:
        """Kill the browser, which may not respond, and release what waits for it; the next page gets a new one."""
        process, self.browser_provider.process = self.browser_provider.process, None
        if process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for page in tuple(self._open_pages):
            page.cancel()
        self.context_wrappers.clear()
        with contextlib.suppress(AttributeError):
            del self.browser

    async def close(self) -> None:
        """Close everything, on the first call."""
        if not self._closed:
            self._closed = True
            await super().close()

    async def _browser_disconnected_callback(self) -> None:
        """Discard the browser. The original closes the contexts of a dead browser, which may never end."""
        self._discard_dead_browser()

    def _discard_dead_browser(self) -> None:
        if hasattr(self, "browser") and not self.browser.is_connected():
            self.end_browser()


class MemoryLimitedBrowserProvider(PlaywrightBrowserProvider):  # type: ignore[misc] # its package has no types
    """Starts Playwright, and with it every process of every browser, under a memory limit."""

    process: int | None = None

    async def start(self) -> None:
        """Start Playwright's driver, whose child processes inherit the limit."""
        with _limited(BROWSER_MEMORY_LIMIT):
            await super().start()

    async def launch_browser(self) -> Browser:
        """Start a browser, and Playwright itself when it died as well; remember the browser's process id."""
        try:
            browser: Browser = await super().launch_browser()
        except Error as error:
            if "has been closed" not in str(error):  # Playwright's message when its own driver ended
                raise
            await self.start()
            browser = await super().launch_browser()
        session = await browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        self.process = next(int(entry["id"]) for entry in processes if entry["type"] == "browser")
        return browser


def end_browser(crawler: Crawler) -> None:
    """End a crawl's browser at once, whatever it does; the next page gets a new one."""
    handler = _handlers.get(crawler)
    if handler:
        handler.end_browser()


@contextlib.contextmanager
def _limited(memory: int) -> Iterator[None]:
    """Lower this process's memory limit while child processes start; no effect where there is no limit."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, before[1]))
    except (ImportError, ValueError, OSError):  # Windows, some macOS, or a lower limit set by the administrator
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
