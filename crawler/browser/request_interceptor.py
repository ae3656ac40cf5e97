"""Intercept the requests of a page in the browser: refuse them with a reason, or fetch them with Scrapy.

The browser itself has no network access. Each script, style sheet and piece of data that a page requests comes through
the crawl's own downloader. So politeness, size limits, timeouts, certificates and the refusal of private addresses
(also after DNS resolution, on the address of the connection) are the same for a page's requests as for pages.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ada_url
from scrapy.http import Request, Response

from crawler.discovery.fetch_file import MAX_FILE_REDIRECTS
from crawler.discovery.robots import RobotsTxtRules
from crawler.fetch.responses import decode_url_header
from crawler.records.http_status import STATUS_OK, is_redirect
from crawler.records.url import host_of, path_of
from crawler.registry.site import Site
from crawler.registry.url_scope import compile_path_pattern, is_private_hostname

logger = logging.getLogger(__name__)

Download = Callable[[Request], Awaitable[Response]]
"""Fetches through Scrapy's downloader and its middlewares: `crawler.engine.download_async`."""

MAX_PAGE_REQUESTS = 100
"""Requests of one page: enough for its content, and an end for pages that never stop."""

MAX_PAGE_FAILURES = 3
"""Requests of one page that may fail; after that, it gets no further ones."""

MAX_RESOURCE_BYTES = 10 * 1024 * 1024
"""Bytes of one script, style sheet or piece of data."""

MAX_RESOURCE_CACHE_BYTES = 64 * 1024 * 1024
"""Bytes of cached resources (`CACHED_RESOURCE_TYPES`): most of them are the same on all pages of a site."""

CONTENT_RESOURCE_TYPES = frozenset({"script", "stylesheet", "xhr", "fetch"})
"""What content depends on, in Playwright's terms. Not images, fonts, media, frames, beacons, sockets and streams."""

CACHED_RESOURCE_TYPES = frozenset({"script", "stylesheet", "image"})
"""What is fetched once per crawl; data is fetched again for each page."""

_READ_METHODS = frozenset({"GET", "HEAD"})
"""A crawl only reads: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1."""

_HEADERS_NOT_SENT = frozenset(
    {"accept-encoding", "accept-language", "connection", "content-length", "cookie", "host", "user-agent"}
)
"""Headers that the crawl sets itself; the browser's hints (sec-…) are left out as well."""

_HEADERS_NOT_SERVED = frozenset({"content-encoding", "content-length", "set-cookie", "transfer-encoding"})
"""Headers that are wrong for a decoded body, or for pages that store nothing."""


@dataclass(frozen=True, slots=True)
class ResourceRequest:
    """One request of a page: `kind` is Playwright's resource type; header names in lower case."""

    url: str
    method: str
    kind: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class ResourceResponse:
    """A response as the browser gets it."""

    status: int
    headers: dict[str, str]
    body: bytes


class RequestRefusedError(Exception):
    """A request that is not sent, or that failed; its text is the reason."""


class ResourceLoader:
    """Fetches what pages request, for all pages of a crawl.

    Args:
        sites: the sites of the crawl.
        download: see `Download`.
        headers: sent with every request, including the User-Agent.
        timeout: seconds one response may take.
    """

    def __init__(self, sites: tuple[Site, ...], download: Download, headers: Mapping[str, str], timeout: float) -> None:
        self._download = download
        self._headers = headers
        self._timeout = timeout
        self._private = {host: site.id for site in sites if site.allow_private for host in site.hosts}
        self._robots: dict[str, asyncio.Task[RobotsTxtRules | None]] = {}
        self._cache: OrderedDict[tuple[str, str], ResourceResponse] = OrderedDict()
        self._in_flight: dict[tuple[str, str], asyncio.Task[ResourceResponse]] = {}

    async def get(self, resource: ResourceRequest, site: Site, robots: RobotsTxtRules) -> ResourceResponse:
        """Return the response to a request of a page of `site`, whose rules are `robots`.

        Raises:
            RequestRefusedError: the request is not allowed, or failed.
        """
        if resource.method not in _READ_METHODS:
            raise RequestRefusedError(f"the method {resource.method} is not read-only")
        if resource.kind not in CACHED_RESOURCE_TYPES:
            return await self._fetch(resource, site, robots)
        key = (resource.url, resource.headers.get("origin", ""))
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        if key not in self._in_flight:
            task = asyncio.ensure_future(self._fetch(resource, site, robots))
            self._in_flight[key] = task
            task.add_done_callback(lambda done: self._store(key, done))
        return await asyncio.shield(self._in_flight[key])

    def _store(self, key: tuple[str, str], done: asyncio.Task[ResourceResponse]) -> None:
        self._in_flight.pop(key, None)
        if done.cancelled() or done.exception() or done.result().status != STATUS_OK:
            return
        self._cache[key] = done.result()
        while sum(len(served.body) for served in self._cache.values()) > MAX_RESOURCE_CACHE_BYTES:
            self._cache.popitem(last=False)

    async def _fetch(self, resource: ResourceRequest, site: Site, robots: RobotsTxtRules) -> ResourceResponse:
        async def check(url: str) -> None:
            self._check(url, site)
            own = host_of(url) in site.hosts
            rules = robots if own else await self._robots_of(ada_url.URL(url).origin, site)
            if rules is None or not rules.allows(url):
                raise RequestRefusedError("robots.txt disallows it")

        headers = {name: value for name, value in resource.headers.items() if _is_sent(name)}
        response = await self._follow(resource.url, resource.method, headers, site, check)
        return ResourceResponse(response.status, _served_headers(response), response.body)

    async def _follow(
        self, url: str, method: str, headers: dict[str, str], site: Site, check: Callable[[str], Awaitable[None]]
    ) -> Response:
        for _ in range(MAX_FILE_REDIRECTS + 1):
            await check(url)
            response = await self._request(url, method, headers, site)
            location = decode_url_header(response.headers.get("location") or b"")
            if not (location and is_redirect(response.status)):
                return response
            try:
                url = ada_url.URL(location, url).href
            except ValueError:
                raise RequestRefusedError("it redirects to an invalid URL") from None
        raise RequestRefusedError("it redirects too often")

    def _check(self, url: str, site: Site) -> None:
        """Refuse what the registry does not allow for a page of `site`."""
        parsed = ada_url.URL(url)
        own = parsed.host in site.hosts
        if parsed.protocol not in {"http:", "https:"}:
            raise RequestRefusedError("not a web URL")
        private = is_private_hostname(parsed.hostname) or parsed.host in self._private
        if private and not (own and site.allow_private):
            raise RequestRefusedError("its host is on a private network")
        if own and any(compile_path_pattern(pattern).match(path_of(url)) for pattern in site.exclude):
            raise RequestRefusedError("excluded by the registry")

    async def _robots_of(self, origin: str, site: Site) -> RobotsTxtRules | None:
        """Return the rules of a host outside the site, fetched once per crawl."""
        if origin not in self._robots:
            self._robots[origin] = asyncio.ensure_future(self._read_robots(f"{origin}/robots.txt", site))
        return await asyncio.shield(self._robots[origin])

    async def _read_robots(self, url: str, site: Site) -> RobotsTxtRules | None:
        async def check(url: str) -> None:
            self._check(url, site)

        try:
            response = await self._follow(url, "GET", {}, site, check)
        except RequestRefusedError:
            return None
        return RobotsTxtRules.from_response(url, response.status, response.body)

    async def _request(self, url: str, method: str, headers: dict[str, str], site: Site) -> Response:
        host = host_of(url)
        meta = {
            "download_slot": site.id if host in site.hosts else host,
            "download_timeout": self._timeout,
            "download_maxsize": MAX_RESOURCE_BYTES,
            "dont_retry": True,
        }
        request = Request(url, method=method, headers={**self._headers, **headers}, meta=meta, dont_filter=True)
        try:
            return await self._download(request)
        except Exception as error:
            raise RequestRefusedError(f"no response: {type(error).__name__}") from error


class PageRequests:
    """The requests of one page: counted, and each URL fetched once.

    Args:
        resources: the loader of the crawl.
        site: the site of the page.
        robots: the site's rules.
        reason_to_stop: returns why no more requests may be sent to the site for now, None while they may.
        types: allowed resource types, in Playwright's terms.
    """

    def __init__(
        self,
        resources: ResourceLoader,
        site: Site,
        robots: RobotsTxtRules,
        reason_to_stop: Callable[[], str | None],
        types: frozenset[str] = CONTENT_RESOURCE_TYPES,
    ) -> None:
        self._resources = resources
        self._types = types
        self._reason_to_stop = reason_to_stop
        self._site = site
        self._robots = robots
        self._responses: dict[tuple[str, str], asyncio.Task[ResourceResponse]] = {}
        self._failures = 0
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.refused: Counter[str] = Counter()

    async def get(self, resource: ResourceRequest) -> ResourceResponse:
        """Return the response to one request.

        Raises:
            RequestRefusedError: the request is not allowed or failed; counted in `refused` by its reason.
        """
        try:
            return await self._get(resource)
        except RequestRefusedError as refusal:
            self._failures += isinstance(refusal.__cause__, Exception)
            self.refused[str(refusal)] += 1
            raise

    def close(self) -> None:
        """Refuse all further requests and do not wait for pending ones: the page is read as it is."""
        self._closed.cancel()

    async def _get(self, resource: ResourceRequest) -> ResourceResponse:
        if self._closed.done():
            raise RequestRefusedError("the page was already read")
        if resource.kind not in self._types:
            raise RequestRefusedError(f"resource type {resource.kind} is not needed")
        key = (resource.method, resource.url)
        if key not in self._responses:
            if len(self._responses) >= MAX_PAGE_REQUESTS:
                raise RequestRefusedError(f"more than {MAX_PAGE_REQUESTS} requests of one page")
            if self._failures >= MAX_PAGE_FAILURES:
                raise RequestRefusedError(f"{MAX_PAGE_FAILURES} requests of the page failed")
            if reason := self._reason_to_stop():
                raise RequestRefusedError(reason)
            self._responses[key] = asyncio.ensure_future(self._resources.get(resource, self._site, self._robots))
        response = self._responses[key]  # never cancelled: Scrapy's downloader does not support that
        waited: set[asyncio.Future[Any]] = {response, self._closed}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if not response.done():
            raise RequestRefusedError("the page was already read")
        return response.result()


def _is_sent(name: str) -> bool:
    return name not in _HEADERS_NOT_SENT and not name.startswith(("sec-", "if-", ":"))


def _served_headers(response: Response) -> dict[str, str]:
    names = {name.decode("latin-1").lower() for name in response.headers} - _HEADERS_NOT_SERVED
    return {name: b", ".join(response.headers.getlist(name)).decode("latin-1") for name in names}


def page_response(response: Response) -> ResourceResponse:
    """Return the page itself, which the crawl has already fetched, as the browser gets it."""
    return ResourceResponse(response.status, _served_headers(response), response.body)
