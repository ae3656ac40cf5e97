"""Fetch from a source over HTTP: with its key, within size and time limits, and only on the public internet.

The key is sent to the source's own host only, so redirects are followed here and not by the HTTP client.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ada_url
import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from crawler.records.http_status import REDIRECTS, REFUSED_STATUSES, STATUS_OK
from crawler.registry.url_scope import is_private_hostname, is_public_address
from indexer.records.errors import SourceError
from indexer.sources.source import Source

MAX_SOURCE_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of one response; 2,000 events with all embedded data are 20 MB."""

MAX_HARVEST_BYTES = 1024 * 1024 * 1024
"""Bytes of one harvest."""

MAX_SOURCE_REDIRECTS = 5

SOURCE_REQUEST_TIMEOUT = 60.0
"""Seconds for one response."""

RETRY_DELAYS = (1.0, 5.0)
"""Seconds before each retry of a request that failed."""

MAX_RETRY_AFTER = 30.0
"""Seconds. A source whose Retry-After is longer is left for a later harvest."""

TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Statuses after which a request is retried."""


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """A response with status 200: its URL, media type (lower case, without parameters) and body."""

    url: str
    content_type: str
    body: bytes


class _PublicResolver(AbstractResolver):
    """DNS resolver that rejects names of hosts on private networks."""

    def __init__(self) -> None:
        self._inner = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_public_address(ipaddress.ip_address(each["host"].partition("%")[0])) for each in found):
            raise SourceError(f"{host} is on a private network; set allow_private for the source if this is intended")
        return found

    async def close(self) -> None:
        await self._inner.close()


@dataclass(slots=True)
class SourceFetcher:
    """Fetches from one source; create it with `open_fetcher`."""

    source: Source
    key: str
    session: aiohttp.ClientSession
    retry_delays: tuple[float, ...] = RETRY_DELAYS
    _bytes: int = field(default=0)

    async def get(self, url: str, params: Mapping[str, str | int] | None = None, accept: str = "*/*") -> SourceResponse:
        """Return the response of a URL; retry after a transient error.

        Raises:
            SourceError: there is no usable response.
        """
        for delay in (*self.retry_delays, None):
            try:
                return await self._get_once(url, params, accept)
            except _TransientError as error:
                if delay is None or error.wait > MAX_RETRY_AFTER:
                    raise SourceError(str(error), wait=error.wait) from error
                await asyncio.sleep(min(error.wait or delay, max(self.retry_delays)))
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def json(
        self, url: str, params: Mapping[str, str | int] | None = None, accept: str = "application/json"
    ) -> Any:
        """Return the JSON at a URL.

        Raises:
            SourceError: there is no usable response.
        """
        response = await self.get(url, params, accept)
        try:
            return json.loads(response.body)
        except (ValueError, RecursionError) as error:
            what = f" ({response.content_type})" if response.content_type else ""
            raise SourceError(f"its response is not JSON{what}") from error

    def url_below(self, path: str) -> str:
        """Return the URL of a path below the source's own URL."""
        return ada_url.URL(path, self.source.url.partition("?")[0].rstrip("/") + "/").href

    def same_host_url(self, link: str) -> str:
        """Return a link with the source's own host; behind a proxy, a source often links to a wrong host name."""
        base, found = ada_url.URL(self.source.url), ada_url.URL(link, self.source.url)
        return ada_url.URL(found.pathname + found.search, base.origin).href

    async def _get_once(self, url: str, params: Mapping[str, str | int] | None, accept: str) -> SourceResponse:
        current = url
        for _ in range(MAX_SOURCE_REDIRECTS + 1):
            response, redirect = await self._request(current, params if current == url else None, accept)
            if response:
                return response
            current = redirect
        raise SourceError(f"it redirects more than {MAX_SOURCE_REDIRECTS} times")

    async def _request(
        self, url: str, params: Mapping[str, str | int] | None, accept: str
    ) -> tuple[SourceResponse | None, str]:
        parsed = ada_url.URL(url)
        if not self.source.allow_private and is_private_hostname(parsed.hostname):
            raise SourceError(
                f"{parsed.host} is on a private network; set allow_private for the source if this is intended"
            )
        headers = {"accept": accept}
        if self.key and parsed.origin == ada_url.URL(self.source.url).origin:
            bearer = self.source.key_header == "authorization"
            headers[self.source.key_header] = f"Bearer {self.key}" if bearer else self.key
        try:
            async with self.session.get(url, params=params, headers=headers, allow_redirects=False) as response:
                if response.status in REDIRECTS and response.headers.get("location"):
                    return None, ada_url.URL(response.headers["location"], url).href
                self._check_status(response)
                body = await self._read_body(response)
                return SourceResponse(url, response.content_type.lower(), body), ""
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise _TransientError(f"it did not respond within {SOURCE_REQUEST_TIMEOUT:.0f} s") from error
        except ValueError as error:  # the redirect's target is not a URL
            raise SourceError("it redirects to something that is not a URL") from error
        except aiohttp.ClientError as error:
            raise _TransientError(f"it did not respond ({_reason(error)})") from error

    def _check_status(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status == STATUS_OK:
            return
        if status in REFUSED_STATUSES:
            how = f"set {self.source.key_env} to a valid one" if self.source.key_env else "give it a key_env"
            raise SourceError(f"it rejects the key ({status}); {how}")
        if status in TRANSIENT_STATUSES:
            raise _TransientError(f"it responded with {status}", wait=_retry_after(response))
        raise SourceError(f"it responded with {status}")

    async def _read_body(self, response: aiohttp.ClientResponse) -> bytes:
        parts, size = [], 0
        async for chunk in response.content.iter_chunked(64 * 1024):
            size += len(chunk)
            self._bytes += len(chunk)
            if size > MAX_SOURCE_RESPONSE_BYTES:
                raise SourceError(f"a response is larger than {MAX_SOURCE_RESPONSE_BYTES // 2**20} MB")
            if self._bytes > MAX_HARVEST_BYTES:
                raise SourceError(f"its responses together are larger than {MAX_HARVEST_BYTES // 2**20} MB")
            parts.append(chunk)
        return b"".join(parts)


class _TransientError(SourceError):
    """An error after which the request is retried."""


@contextlib.asynccontextmanager
async def open_fetcher(
    source: Source, key: str, user_agent: str, retry_delays: tuple[float, ...] = RETRY_DELAYS
) -> AsyncIterator[SourceFetcher]:
    """Yield a fetcher for a source; `retry_delays` are the seconds before each retry of a failed request."""
    connector = aiohttp.TCPConnector(limit=1, resolver=None if source.allow_private else _PublicResolver())
    timeout = aiohttp.ClientTimeout(total=SOURCE_REQUEST_TIMEOUT, sock_connect=10)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), headers={"user-agent": user_agent}
    ) as session:
        yield SourceFetcher(source, key, session, retry_delays)


def _retry_after(response: aiohttp.ClientResponse) -> float:
    """Return the Retry-After of a response in seconds; 0 when it has none, or a date."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() and len(text) < 8 else 0.0


def _reason(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its host name does not exist"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "the connection was refused"
    return "the connection was interrupted"
