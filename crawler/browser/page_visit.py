"""PageVisit: one page in the browser, from its first request until it is closed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from playwright.async_api import Error, Page, Route
from scrapy.http import Request
from scrapy_playwright.page import PageMethod

from crawler.browser.isolated_world import isolated_world
from crawler.browser.request_interceptor import (
    CONTENT_RESOURCE_TYPES,
    PageRequests,
    RequestRefusedError,
    ResourceRequest,
    ResourceResponse,
)
from crawler.records.url import normalise_url

IDLE_TIME = 0.5
"""Seconds without a request after which a page is idle: Playwright's own "networkidle"."""

MAX_BUSY_TIME = 5.0
"""Seconds of its own time that a page may continue to send requests after parsing: a choice; most are idle sooner."""

MAX_RENDERED_SIZE = 10 * 1024 * 1024
"""Characters of a rendered page, and bytes of one to render: a choice, far above what people write."""

MAX_INTERCEPTED_REQUESTS = 2000
"""Requests, sent or refused, after which a page is abandoned."""

CLOSE_TIMEOUT = 5.0
"""Seconds to close a page, and for requests that waited for a browser that was ended; it took 1."""

BROWSER_CONTEXT = {
    "accept_downloads": False,
    "service_workers": "block",
    "locale": "nl-BE",
    "timezone_id": "Europe/Brussels",
}
"""Settings of the browser context. Each page has its own, which is discarded with it."""

_numbers = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a page is opened.

    Attributes:
        screen: Playwright's settings of the screen and the User-Agent, in addition to `BROWSER_CONTEXT`.
        resource_types: what the page may request, in Playwright's terms.
        probe: called with the page once it is idle, before its scripts are stopped; its result becomes
            `RenderedPage.probe_result`. It may raise, and its time counts.
    """

    screen: Mapping[str, Any] = field(default_factory=dict)
    resource_types: frozenset[str] = CONTENT_RESOURCE_TYPES
    probe: Callable[[Page], Awaitable[Any]] | None = None


CONTENT_ONLY = RenderOptions()
"""The options of a crawl: only the content."""


class PageVisit:
    """One page in the browser, from its first request until it is closed."""

    def __init__(self, first: ResourceResponse, requests: PageRequests, timeout: float, options: RenderOptions) -> None:
        self.requests = requests
        self.probe_result: Any = None
        self._options = options
        self.problem: str | None = None
        self.navigated_to: str | None = None
        self._first = first
        self._pages: list[Page] = []
        self._served: set[Page] = set()
        self._limit = timeout
        self._intercepted = 0
        self._waiting = 0
        self._spent = 0.0  # seconds until `_since` without a pending request to a site
        self._since = time.monotonic()

    def request(self, url: str) -> Request:
        """Return the request that makes scrapy-playwright open the page."""
        meta: dict[str, Any] = {
            "playwright": True,
            "playwright_context": f"page-{next(_numbers)}",
            "playwright_context_kwargs": {**BROWSER_CONTEXT, **self._options.screen},
            "playwright_page_init_callback": self.begin,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            "playwright_page_methods": [PageMethod(self.settle)],
            "download_slot": "rendering",
            "dont_retry": True,
        }
        return Request(url, meta=meta, dont_filter=True)

    async def begin(self, page: Page, _request: Request) -> None:
        """Intercept the requests of a new page, before it has sent any."""
        self._pages.append(page)
        page.on("popup", lambda popup: asyncio.ensure_future(_close(popup)))
        await page.route("**/*", self._handle)
        if self.problem or len(self._pages) > 1:  # scrapy-playwright retries by itself, after the time here was used
            await page.close()

    async def settle(self, page: Page) -> None:
        """Wait until the page is idle or its time is over; then it gets nothing more.

        Raises:
            RequestRefusedError: it has become too large, or navigates away before it is complete.
        """
        parsing = asyncio.ensure_future(_is_parsed(page))
        try:
            while not parsing.done() and not self.navigated_to:
                await asyncio.wait({parsing}, timeout=0.1)
            await asyncio.wait({parsing}, timeout=IDLE_TIME)
            if not parsing.done():  # a navigation ends the parsing, even when it is refused
                self._refuse(f"its scripts navigate to {self.navigated_to}")
        finally:
            parsing.cancel()
        parsed = self._own_time()
        rest = 0.0
        while rest < IDLE_TIME and self._own_time() - parsed < min(MAX_BUSY_TIME, self._limit / 2):
            before = self._intercepted
            await asyncio.sleep(0.1)
            rest = 0.0 if self._waiting or self._intercepted > before else rest + 0.1
        self.requests.close()
        if self._options.probe:
            self.probe_result = await self._options.probe(page)
        if await _stop_scripts(page) > MAX_RENDERED_SIZE:
            self._refuse("the page is too large after its scripts ran")

    def _refuse(self, problem: str) -> NoReturn:
        self.problem = self.problem or problem
        raise RequestRefusedError(problem)

    async def end(self) -> None:
        """Close the page and discard its state, even when it hangs."""
        self.requests.close()
        while self._pages:
            page = self._pages.pop()
            await _close(page)
            with contextlib.suppress(Exception):  # the browser may have ended, which is as good
                await asyncio.wait_for(page.context.close(), CLOSE_TIMEOUT)

    @property
    def time_left(self) -> float:
        """Seconds the page may still take."""
        return self._limit - self._own_time()

    def _own_time(self) -> float:
        return self._spent + (0.0 if self._waiting else time.monotonic() - self._since)

    async def _handle(self, route: Route) -> None:
        with contextlib.suppress(Error):  # the page may be closed before the response arrives
            served = await self._respond(route)
            if served:
                await route.fulfill(status=served.status, headers=served.headers, body=served.body)
            else:
                await route.abort("aborted")  # any other value would replace the page by an error page

    async def _respond(self, route: Route) -> ResourceResponse | None:
        """Return the response to a request, None for none."""
        self._intercepted += 1
        if self._intercepted > MAX_INTERCEPTED_REQUESTS:
            self.problem = self.problem or f"it made more than {MAX_INTERCEPTED_REQUESTS} requests"
            self._limit = 0.0
            return None
        request = route.request
        page = self._pages[-1] if self._pages else None
        if page and request.is_navigation_request() and page not in self._served:
            self._served.add(page)
            return self._first
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.navigated_to = self.navigated_to or normalise_url(request.url)
        resource = ResourceRequest(request.url, request.method, request.resource_type, await request.all_headers())
        self._wait(+1)
        try:
            return await self.requests.get(resource)
        except RequestRefusedError:
            return None
        finally:
            self._wait(-1)

    def _wait(self, change: int) -> None:
        """Stop the page's clock while it waits for a site."""
        if not self._waiting:
            self._spent += time.monotonic() - self._since
        self._waiting += change
        self._since = time.monotonic()


async def _is_parsed(page: Page) -> bool:
    """Wait until a page is parsed; False when it is closed instead."""
    try:
        await page.wait_for_load_state("domcontentloaded", timeout=0)
    except Error:
        return False
    return True


async def _stop_scripts(page: Page) -> int:
    """Stop a page's scripts for good and return its number of characters, counted out of reach of its scripts."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    evaluate = await isolated_world(session)
    return int(await evaluate("document.documentElement.outerHTML.length") or 0)


async def _close(page: Page) -> None:
    with contextlib.suppress(Exception):  # already closed, or its browser is
        await asyncio.wait_for(page.close(), CLOSE_TIMEOUT)
