"""The browser's processes: one set for a crawl, within bounds of memory, and ended for certain."""

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
"""Bytes of data each process of the browser may hold: a choice. Chromium starts and works within it; a page that
grows without end loses its process to it.
"""

_handlers: WeakKeyDictionary[Crawler, PlaywrightHandler] = WeakKeyDictionary()


class PlaywrightHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc] # its package has no types
    """scrapy-playwright's handler, once a crawl: Scrapy makes one for each scheme, each with its own browser.

    What waits for a browser that dies may wait for ever in Playwright; here it fails when the browser is ended.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed = False
        self._opened: set[asyncio.Task[Response]] = set()

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
        self._opened.add(page)
        page.add_done_callback(self._opened.discard)
        try:
            while not page.done():
                await asyncio.wait({page}, timeout=1)
                self._notice_death()
        finally:
            page.cancel()
        if page.cancelled():
            raise ConnectionAbortedError("the browser was ended")
        response = page.result()
        return response

    def end_browser(self) -> None:
        """Kill the browser, which may be past listening, and let go of what waits for it; the next page has another."""
        process, self.browser_provider.process = self.browser_provider.process, None
        if process:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for page in tuple(self._opened):
            page.cancel()
        self.context_wrappers.clear()
        with contextlib.suppress(AttributeError):
            del self.browser

    async def close(self) -> None:
        """End what is open, the first time this is asked."""
        if not self._closed:
            self._closed = True
            await super().close()

    async def _browser_disconnected_callback(self) -> None:
        """Make room for another browser. Closing the contexts of a dead one, as the original does, may never end."""
        self._notice_death()

    def _notice_death(self) -> None:
        if hasattr(self, "browser") and not self.browser.is_connected():
            self.end_browser()


class MemoryLimitedBrowserProvider(PlaywrightBrowserProvider):  # type: ignore[misc] # its package has no types
    """Starts Playwright, and with it every process of every browser it starts, under a limit of memory."""

    process: int | None = None

    async def start(self) -> None:
        """Start Playwright's driver: its children inherit the limit it is born with."""
        with _limited(BROWSER_MEMORY_LIMIT):
            await super().start()

    async def launch_browser(self) -> Browser:
        """Start a browser, and Playwright once more when it died as well; note the browser's process."""
        try:
            browser: Browser = await super().launch_browser()
        except Error as error:
            if "has been closed" not in str(error):  # Playwright's words for the end of its own driver
                raise
            await self.start()
            browser = await super().launch_browser()
        session = await browser.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        self.process = next(int(entry["id"]) for entry in processes if entry["type"] == "browser")
        return browser


def end_browser(crawler: Crawler) -> None:
    """End a crawl's browser at once, whatever it does; the next page has another."""
    handler = _handlers.get(crawler)
    if handler:
        handler.end_browser()


@contextlib.contextmanager
def _limited(memory: int) -> Iterator[None]:
    """Lower this process's limit for as long as its children are born; without effect where there is none."""
    try:
        import resource

        before = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, before[1]))
    except (ImportError, ValueError, OSError):  # Windows, some macOS, or a lower limit set by the machine's owner
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
