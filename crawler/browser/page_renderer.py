"""Renders pages in Chromium, through scrapy-playwright: what scripts make of a page is what is read of it.

The crawl fetches a page first, as any other, so that redirects, conditions, sizes and refusals are the same; the
browser is then served that answer and never asks for the page itself. Pages keep nothing for each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy.http import Response

from crawler.browser.page_visit import CLOSE_TIMEOUT, CONTENT_ONLY, MAX_RENDERED_SIZE, PageVisit, RenderOptions
from crawler.browser.request_interceptor import (
    Download,
    PageRequests,
    ResourceLoader,
    page_response,
)
from crawler.discovery.robots import RobotsTxt
from crawler.registry.site import Site

MAX_RENDER_ATTEMPTS = 2
"""Times a page is opened when the browser ends under it, which an earlier page or the machine may be to blame for."""

_BOM = b"\xef\xbb\xbf"
"""Says UTF-8 louder than any header or <meta>: https://encoding.spec.whatwg.org/#bom-sniff."""

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
    navigated_to: str | None = None
    probe_result: Any = None


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
                requests = PageRequests(self._resources, site, robots, over, look.resource_types)
                visit = PageVisit(page_response(response), requests, self._timeout, look)
                try:
                    text = await self._run(visit, response.url)
                except Exception as error:  # noqa: BLE001 -- whatever a page does to the browser, it is kept as it was fetched
                    problem = visit.problem or _phrase(error)
                else:
                    body = _BOM + text.encode("utf-8", "replace")
                    return RenderedPage(body, None, visit.requests.refused, visit.navigated_to, visit.probe_result)
                finally:
                    await visit.end()
                if visit.problem:
                    break
                self._end_browser()
        return RenderedPage(response.body, problem, visit.requests.refused, visit.navigated_to)

    async def _run(self, visit: PageVisit, url: str) -> str:
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


def _phrase(error: BaseException) -> str:
    words = str(error).strip().splitlines()
    return f"the browser could not show it: {words[0] if words else type(error).__name__}"[:200]
