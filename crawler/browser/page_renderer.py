"""PageRenderer: renders pages in Chromium with scrapy-playwright, so that content created by scripts is extracted.

The crawl fetches a page like any other first, so that redirects, conditional requests, sizes and refusals are the same.
The browser then gets that response and never requests the page itself. Pages share no state.
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
from crawler.discovery.robots import RobotsTxtRules
from crawler.registry.site import Site

MAX_RENDER_ATTEMPTS = 2
"""Times a page is opened when the browser ends during it, which may be caused by an earlier page or the machine."""

_BOM = b"\xef\xbb\xbf"
"""Marks UTF-8, and takes precedence over any header or <meta>: https://encoding.spec.whatwg.org/#bom-sniff."""

_under_way: set[asyncio.Future[Response]] = set()
"""Pages in the browser, including abandoned ones: the event loop holds its tasks only weakly."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's HTML after its scripts ran, in UTF-8; as it was fetched when there is a `problem` (a short phrase).

    `refused` counts the requests that the page was refused, by reason; `navigated_to` is the URL (normal form) to which
    its scripts tried to navigate; `probe_result` is the result of the probe in its `RenderOptions`.
    """

    body: bytes
    problem: str | None = None
    refused: Mapping[str, int] = field(default_factory=dict)
    navigated_to: str | None = None
    probe_result: Any = None


class PageRenderer:
    """Renders pages of a crawl, each within `timeout` seconds of the browser's own time.

    One page at a time: a page that floods the browser with dialogs, messages or requests blocks every other page in it.
    A browser that had such a page is ended, and the next page gets a new one.

    Args:
        sites: the sites of the crawl.
        download: `crawler.engine.download_async`, or a wrapper that counts; requests with `playwright` in their meta
            send nothing to a site.
        headers: sent with every request, under the names that Scrapy's requests of the crawl use.
        timeout: seconds a page may take, without the time that it waits for sites to respond.
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
        self._one_at_a_time = asyncio.Lock()

    async def render(
        self,
        response: Response,
        site: Site,
        robots: RobotsTxtRules,
        reason_to_stop: Callable[[], str | None] = lambda: None,
        options: RenderOptions = CONTENT_ONLY,
    ) -> RenderedPage:
        """Return the rendered form of a page that gave 200 with HTML. Never raises.

        Args:
            response: the page as it was fetched.
            site: its site.
            robots: the site's rules.
            reason_to_stop: returns why no more requests may be sent to the site for now, None while they may.
            options: how the page is opened.
        """
        if len(response.body) > MAX_RENDERED_SIZE:
            return RenderedPage(response.body, "the page is too large to render")
        async with self._one_at_a_time:
            for _ in range(MAX_RENDER_ATTEMPTS):
                requests = PageRequests(self._resources, site, robots, reason_to_stop, options.resource_types)
                visit = PageVisit(page_response(response), requests, self._timeout, options)
                try:
                    text = await self._run(visit, response.url)
                except Exception as error:  # noqa: BLE001 -- whatever a page does to the browser, it is stored as it was fetched
                    problem = visit.problem or _describe_error(error)
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
        while not task.done() and visit.time_left > 0:
            await asyncio.wait({task}, timeout=min(max(visit.time_left, 0.05), 1))
        if not task.done():
            visit.problem = visit.problem or f"its scripts took more than {self._timeout:.0f} seconds"
            self._end_browser()
            await asyncio.wait({task}, timeout=CLOSE_TIMEOUT)
        if not task.done():  # not cancelled: Scrapy's downloader does not support that
            raise TimeoutError
        return str(task.result().text)


def _describe_error(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"the browser failed: {lines[0] if lines else type(error).__name__}"[:200]
