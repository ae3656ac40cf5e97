"""Renders pages in Chromium, through scrapy-playwright: what scripts make of a page is what is read of it.

The crawl fetches a page first, as any other, so that redirects, conditions, sizes and refusals are the same; the
browser is then served that answer and never asks for the page itself. Pages keep nothing for each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from playwright.async_api import Error, Page, Route
from scrapy.http import Request, Response
from scrapy_playwright.page import PageMethod

from crawler.browser.isolated_world import isolated_world
from crawler.browser.request_interceptor import (
    CONTENT_RESOURCE_TYPES,
    Download,
    PageRequests,
    RequestRefusedError,
    ResourceLoader,
    ResourceRequest,
    ResourceResponse,
    page_response,
)
from crawler.discovery.robots import RobotsTxt
from crawler.records.url import normalise_url
from crawler.registry.site import Site

MAX_RENDER_ATTEMPTS = 2
"""Times a page is opened when the browser ends under it, which an earlier page or the machine may be to blame for."""

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

_BOM = b"\xef\xbb\xbf"
"""Says UTF-8 louder than any header or <meta>: https://encoding.spec.whatwg.org/#bom-sniff."""

BROWSER_CONTEXT = {
    "accept_downloads": False,
    "service_workers": "block",
    "locale": "nl-BE",
    "timezone_id": "Europe/Brussels",
}
"""Each page has a browser context of its own, which is forgotten with it."""

_numbers = itertools.count()

_under_way: set[asyncio.Future[Response]] = set()
"""Pages in the browser, also those that nobody waits for any more: the event loop holds its tasks only weakly."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's HTML after its scripts, in UTF-8; as it was fetched when there is a `problem` (a short phrase).

    `refused` counts what the page asked for and did not get, by reason; `sent_to` is the address (normal form) to
    which its scripts tried to send the browser; `noted` is what a `RenderOptions` noted of it.
    """

    body: bytes
    problem: str | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    sent_to: str | None = None
    noted: Any = None


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
    types: frozenset[str] = CONTENT_RESOURCE_TYPES
    note: Callable[[Page], Awaitable[Any]] | None = None


CONTENT_ONLY = RenderOptions()
"""A crawl's look: for the content alone."""


class PageRenderer:
    """Renders pages of a crawl, each within `timeout` seconds of the browser's own time.

    One page at a time: pages that flood the browser with dialogs, messages or requests hold up every other page in
    it. A browser that had such a page is ended, and the next page has a new one.

    Args:
        sites: the sites of the crawl.
        download: `crawler.engine.download_async`, or what counts and passes on to it; requests with `playwright` in
            their meta ask nothing of a site.
        headers: what goes out with every request, by their names as Scrapy's requests of the crawl have them.
        timeout: seconds a page may take, not counting what it waits for sites to answer.
        end_browser: ends the browser at once, whatever it does.
    """

    def __init__(
        self,
        sites: tuple[Site, ...],
        *,
        download: Download,
        headers: Mapping[str, str],
        timeout: float,
        end_browser: Callable[[], None],
    ) -> None:
        self._resources = ResourceLoader(sites, download, headers, timeout)
        self._download = download
        self._timeout = timeout
        self._end_browser = end_browser
        self._alone = asyncio.Lock()

    async def render(
        self,
        response: Response,
        site: Site,
        robots: RobotsTxt,
        over: Callable[[], str | None] = lambda: None,
        look: RenderOptions = CONTENT_ONLY,
    ) -> RenderedPage:
        """Return what becomes of a page that answered 200 with HTML. Never raises.

        Args:
            response: the page as it was fetched.
            site: its site.
            robots: the site's rules.
            over: why nothing more may be asked of the site for now, None while it may.
            look: how the page is opened.
        """
        if len(response.body) > MAX_RENDERED_SIZE:
            return RenderedPage(response.body, "larger than is rendered")
        async with self._alone:
            for _ in range(MAX_RENDER_ATTEMPTS):
                requests = PageRequests(self._resources, site, robots, over, look.types)
                visit = _Visit(page_response(response), requests, self._timeout, look)
                try:
                    text = await self._run(visit, response.url)
                except Exception as error:  # noqa: BLE001 -- whatever a page does to the browser, it is kept as it was fetched
                    problem = visit.problem or _phrase(error)
                else:
                    body = _BOM + text.encode("utf-8", "replace")
                    return RenderedPage(body, None, visit.requests.refused, visit.sent_to, visit.noted)
                finally:
                    await visit.end()
                if visit.problem:
                    break
                self._end_browser()
        return RenderedPage(response.body, problem, visit.requests.refused, visit.sent_to)

    async def _run(self, visit: _Visit, url: str) -> str:
        task = asyncio.ensure_future(self._download(visit.request(url)))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)
        while not task.done() and visit.left > 0:
            await asyncio.wait({task}, timeout=min(max(visit.left, 0.05), 1))
        if not task.done():
            visit.problem = visit.problem or f"its scripts took more than {self._timeout:.0f} seconds"
            self._end_browser()
            await asyncio.wait({task}, timeout=CLOSE_TIMEOUT)
        if not task.done():  # not cancelled: Scrapy's downloader does not expect that
            raise TimeoutError
        return str(task.result().text)


class _Visit:
    """One page in the browser, from its first request to its end."""

    def __init__(self, first: ResourceResponse, requests: PageRequests, timeout: float, look: RenderOptions) -> None:
        self.requests = requests
        self.noted: Any = None
        self._look = look
        self.problem: str | None = None
        self.sent_to: str | None = None
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
            while not parsing.done() and not self.sent_to:
                await asyncio.wait({parsing}, timeout=0.1)
            await asyncio.wait({parsing}, timeout=IDLE_TIME)
            if not parsing.done():  # leaving ends the parsing, also when it is refused
                self._refuse(f"its scripts send the browser to {self.sent_to}")
        finally:
            parsing.cancel()
        parsed = self._own_time()
        rest = 0.0
        while rest < IDLE_TIME and self._own_time() - parsed < min(MAX_BUSY_TIME, self._limit / 2):
            before = self._interruptions
            await asyncio.sleep(0.1)
            rest = 0.0 if self._waiting or self._interruptions > before else rest + 0.1
        self.requests.close()
        if self._look.note:
            self.noted = await self._look.note(page)
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
            self.sent_to = self.sent_to or normalise_url(request.url)
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


def _phrase(error: BaseException) -> str:
    words = str(error).strip().splitlines()
    return f"the browser could not show it: {words[0] if words else type(error).__name__}"[:200]
