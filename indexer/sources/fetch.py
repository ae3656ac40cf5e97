"""Asking a source over HTTP: with its key, within limits, on the public internet, and never for ever.

The key goes to the source's own host alone, so redirects are followed here and not by the client.
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
from crawler.registry.url_scope import is_private_host, is_public_address
from indexer.records.errors import SourceError
from indexer.sources.source import Source

MAX_SOURCE_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of one answer: 2,000 events with everything in them are 20 MB."""

MAX_HARVEST_BYTES = 1024 * 1024 * 1024
"""Bytes of one harvest."""

MAX_SOURCE_REDIRECTS = 5

SOURCE_REQUEST_TIMEOUT = 60.0
"""Seconds for one answer."""

RETRY_DELAYS = (1.0, 5.0)
"""Seconds before an answer that failed is asked for again."""

MAX_RETRY_AFTER = 30.0
"""Seconds: a source that asks for more patience is left for a later harvest."""

TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Statuses that pass."""


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """A 200 answer: its body and media type (lower case, without parameters), and the address that gave it."""

    url: str
    content_type: str
    body: bytes


class _PublicOnly(AbstractResolver):
    """DNS that refuses names which lead to a private network."""

    def __init__(self) -> None:
        self._inner = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if not all(is_public_address(ipaddress.ip_address(each["host"].partition("%")[0])) for each in found):
            raise SourceError(f"{host} is on a private network; set allow_private for the source if that is meant")
        return found

    async def close(self) -> None:
        await self._inner.close()


@dataclass(slots=True)
class SourceFetcher:
    """Asks one source. Make it with `open_fetcher`."""

    source: Source
    key: str
    session: aiohttp.ClientSession
    pauses: tuple[float, ...] = RETRY_DELAYS
    _bytes: int = field(default=0)

    async def get(self, url: str, params: Mapping[str, str | int] | None = None, accept: str = "*/*") -> SourceResponse:
        """Return the answer of an address, asking again for what passes.

        Raises:
            SourceError: there is none that can be used.
        """
        for pause in (*self.pauses, None):
            try:
                return await self._once(url, params, accept)
            except _TransientError as error:
                if pause is None or error.wait > MAX_RETRY_AFTER:
                    raise SourceError(str(error), wait=error.wait) from error
                await asyncio.sleep(min(error.wait or pause, max(self.pauses)))
        raise AssertionError("unreachable: the last attempt returns or raises")

    async def json(
        self, url: str, params: Mapping[str, str | int] | None = None, accept: str = "application/json"
    ) -> Any:
        """Return the JSON of an address.

        Raises:
            SourceError: there is none that can be used.
        """
        answer = await self.get(url, params, accept)
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            what = f" ({answer.content_type})" if answer.content_type else ""
            raise SourceError(f"it answered with something else than JSON{what}") from error

    def url_below(self, path: str) -> str:
        """Return the address of a path below the source's own."""
        return ada_url.URL(path, self.source.url.partition("?")[0].rstrip("/") + "/").href

    def same_host_url(self, link: str) -> str:
        """Return a link as an address of the source itself: behind a proxy it often knows its own name wrongly."""
        base, found = ada_url.URL(self.source.url), ada_url.URL(link, self.source.url)
        return ada_url.URL(found.pathname + found.search, base.origin).href

    async def _once(self, url: str, params: Mapping[str, str | int] | None, accept: str) -> SourceResponse:
        at = url
        for _ in range(MAX_SOURCE_REDIRECTS + 1):
            answer, onward = await self._hop(at, params if at == url else None, accept)
            if answer:
                return answer
            at = onward
        raise SourceError("it redirects for ever")

    async def _hop(
        self, url: str, params: Mapping[str, str | int] | None, accept: str
    ) -> tuple[SourceResponse | None, str]:
        parsed = ada_url.URL(url)
        if not self.source.allow_private and is_private_host(parsed.hostname):
            raise SourceError(
                f"{parsed.host} is on a private network; set allow_private for the source if that is meant"
            )
        headers = {"accept": accept}
        if self.key and parsed.origin == ada_url.URL(self.source.url).origin:
            bearer = self.source.key_header == "authorization"
            headers[self.source.key_header] = f"Bearer {self.key}" if bearer else self.key
        try:
            async with self.session.get(url, params=params, headers=headers, allow_redirects=False) as response:
                if response.status in REDIRECTS and response.headers.get("location"):
                    return None, ada_url.URL(response.headers["location"], url).href
                self._judge(response)
                body = await self._body(response)
                return SourceResponse(url, response.content_type.lower(), body), ""
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise _TransientError(f"it did not answer within {SOURCE_REQUEST_TIMEOUT:.0f} s") from error
        except ValueError as error:  # a redirect to what is no address
            raise SourceError("it redirects to what is no web address") from error
        except aiohttp.ClientError as error:
            raise _TransientError(f"it gave no answer ({_reason(error)})") from error

    def _judge(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status == STATUS_OK:
            return
        if status in REFUSED_STATUSES:
            how = f"set {self.source.key_env} to a valid one" if self.source.key_env else "give it a key_env"
            raise SourceError(f"it refuses the key ({status}); {how}")
        if status in TRANSIENT_STATUSES:
            raise _TransientError(f"it answered {status}", wait=_retry_after(response))
        raise SourceError(f"it answered {status}")

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        parts, size = [], 0
        async for chunk in response.content.iter_chunked(64 * 1024):
            size += len(chunk)
            self._bytes += len(chunk)
            if size > MAX_SOURCE_RESPONSE_BYTES:
                raise SourceError(f"an answer is larger than {MAX_SOURCE_RESPONSE_BYTES // 2**20} MB")
            if self._bytes > MAX_HARVEST_BYTES:
                raise SourceError(f"its answers are larger than {MAX_HARVEST_BYTES // 2**20} MB together")
            parts.append(chunk)
        return b"".join(parts)


class _TransientError(SourceError):
    """What may be better in a moment."""


@contextlib.asynccontextmanager
async def open_fetcher(
    source: Source, key: str, user_agent: str, pauses: tuple[float, ...] = RETRY_DELAYS
) -> AsyncIterator[SourceFetcher]:
    """Yield what asks a source; `pauses` are the seconds before it is asked again for what failed."""
    connector = aiohttp.TCPConnector(limit=1, resolver=None if source.allow_private else _PublicOnly())
    timeout = aiohttp.ClientTimeout(total=SOURCE_REQUEST_TIMEOUT, sock_connect=10)
    async with aiohttp.ClientSession(
        connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), headers={"user-agent": user_agent}
    ) as session:
        yield SourceFetcher(source, key, session, pauses)


def _retry_after(response: aiohttp.ClientResponse) -> float:
    """Return the seconds that a source asks to be left alone, 0 when it does not say so in seconds."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() and len(text) < 8 else 0.0


def _reason(error: aiohttp.ClientError) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name is not known"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | aiohttp.ClientSSLError):
        return "its certificate is not valid"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "the connection was refused"
    return "the connection broke off"
