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
"""Seconds without a request after which a page has come to rest: Playwright's own "networkidle"."""

MAX_BUSY_TIME = 5.0
"""Seconds of its own that a page may go on asking after it was parsed: a choice; most come to rest before."""

MAX_RENDERED_SIZE = 10 * 1024 * 1024
"""Characters of a rendered page, and bytes of one to render: a choice, far above what people write."""

MAX_INTERCEPTED_REQUESTS = 2000
"""Requests, made or refused, after which a page only keeps the crawl from its work."""

CLOSE_TIMEOUT = 5.0
"""Seconds for closing a page, and for what waited for a browser that was ended; it took 1."""

BROWSER_CONTEXT = {
    "accept_downloads": False,
    "service_workers": "block",
    "locale": "nl-BE",
    "timezone_id": "Europe/Brussels",
}
"""Each page has a browser context of its own, which is forgotten with it."""

_numbers = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """How a page is opened.

    Attributes:
        screen: Playwright's settings of the screen and of who asks, beside `BROWSER_CONTEXT`.
        types: what the page may ask for, in Playwright's words.
        note: called with the page once it has come to rest, before its scripts are stopped; what it returns is
            `RenderedPage.noted`. It may raise, and counts in the time a page may take.
    """

    screen: Mapping[str, Any] = field(default_factory=dict)
    resource_types: frozenset[str] = CONTENT_RESOURCE_TYPES
    probe: Callable[[Page], Awaitable[Any]] | None = None


CONTENT_ONLY = RenderOptions()
"""A crawl's look: for the content alone."""


class PageVisit:
    """One page in the browser, from its first request to its end."""

    def __init__(self, first: ResourceResponse, requests: PageRequests, timeout: float, look: RenderOptions) -> None:
        self.requests = requests
        self.probe_result: Any = None
        self._look = look
        self.problem: str | None = None
        self.navigated_to: str | None = None
        self._first = first
        self._pages: list[Page] = []
        self._served: set[Page] = set()
        self._limit = timeout
        self._interruptions = 0
        self._waiting = 0
        self._spent = 0.0  # seconds until `_since` in which nothing was awaited from a site
        self._since = time.monotonic()

    def request(self, url: str) -> Request:
        """Return the request that makes scrapy-playwright open the page."""
        meta: dict[str, Any] = {
            "playwright": True,
            "playwright_context": f"page-{next(_numbers)}",
            "playwright_context_kwargs": {**BROWSER_CONTEXT, **self._look.screen},
            "playwright_page_init_callback": self.begin,
            "playwright_page_goto_kwargs": {"wait_until": "commit"},
            "playwright_page_methods": [PageMethod(self.settle)],
            "download_slot": "rendering",
            "dont_retry": True,
        }
        return Request(url, meta=meta, dont_filter=True)

    async def begin(self, page: Page, _request: Request) -> None:
        """Take charge of a new page's requests, before it has made any."""
        self._pages.append(page)
        page.on("popup", lambda popup: asyncio.ensure_future(_close(popup)))
        await page.route("**/*", self._handle)
        if self.problem or len(self._pages) > 1:  # scrapy-playwright tries again by itself, with what is spent here
            await page.close()

    async def settle(self, page: Page) -> None:
        """Wait until the page has come to rest, or has had its time; then it gets nothing more.

        Raises:
            Refusal: it has become larger than is read, or leaves before it is whole.
        """
        parsing = asyncio.ensure_future(_is_parsed(page))
        try:
            while not parsing.done() and not self.navigated_to:
                await asyncio.wait({parsing}, timeout=0.1)
            await asyncio.wait({parsing}, timeout=IDLE_TIME)
            if not parsing.done():  # leaving ends the parsing, also when it is refused
                self._refuse(f"its scripts send the browser to {self.navigated_to}")
        finally:
            parsing.cancel()
        parsed = self._own_time()
        rest = 0.0
        while rest < IDLE_TIME and self._own_time() - parsed < min(MAX_BUSY_TIME, self._limit / 2):
            before = self._interruptions
            await asyncio.sleep(0.1)
            rest = 0.0 if self._waiting or self._interruptions > before else rest + 0.1
        self.requests.close()
        if self._look.probe:
            self.probe_result = await self._look.probe(page)
        if await _stopped_at(page) > MAX_RENDERED_SIZE:
            self._refuse("larger than is read after its scripts")

    def _refuse(self, problem: str) -> NoReturn:
        self.problem = self.problem or problem
        raise RequestRefusedError(problem)

    async def end(self) -> None:
        """Close the page and forget all of it, also when it hangs."""
        self.requests.close()
        while self._pages:
            page = self._pages.pop()
            await _close(page)
            with contextlib.suppress(Exception):  # the browser may be gone, which is as good
                await asyncio.wait_for(page.context.close(), CLOSE_TIMEOUT)

    @property
    def left(self) -> float:
        """Seconds the page may still take."""
        return self._limit - self._own_time()

    def _own_time(self) -> float:
        return self._spent + (0.0 if self._waiting else time.monotonic() - self._since)

    async def _handle(self, route: Route) -> None:
        with contextlib.suppress(Error):  # the page may be closed by the time an answer comes
            served = await self._answer(route)
            if served:
                await route.fulfill(status=served.status, headers=served.headers, body=served.body)
            else:
                await route.abort("aborted")  # any other word would put an error page in the place of this one

    async def _answer(self, route: Route) -> ResourceResponse | None:
        """Return what a request gets, None for nothing."""
        self._interruptions += 1
        if self._interruptions > MAX_INTERCEPTED_REQUESTS:
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
        asked = ResourceRequest(request.url, request.method, request.resource_type, await request.all_headers())
        self._wait(+1)
        try:
            return await self.requests.get(asked)
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


async def _stopped_at(page: Page) -> int:
    """Stop a page's scripts for good and return its characters, counted where they could not lie about them."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    evaluate = await isolated_world(session)
    return int(await evaluate("document.documentElement.outerHTML.length") or 0)


async def _close(page: Page) -> None:
    with contextlib.suppress(Exception):  # closed already, or its browser is
        await asyncio.wait_for(page.close(), CLOSE_TIMEOUT)
