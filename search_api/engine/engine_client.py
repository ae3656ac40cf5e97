"""Asynchronous HTTP client of Meilisearch for the hot path: one pooled session, orjson, a timeout on every call."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Self

import aiohttp
import orjson

from search_api.records.config import ENGINE_TIMEOUT
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

RETRY_PAUSE = 2.0
"""Seconds between attempts while the engine does not respond; one request tries, all others fail at once."""

MAX_CONNECTIONS = 64
"""Size of the connection pool. The engine runs about four searches per core at a time and queues the rest."""


class EngineClient:
    """HTTP client of one Meilisearch. Open it with `async with`; it belongs to the event loop it was opened in."""

    def __init__(self, url: str, key: str, deadline: float = ENGINE_TIMEOUT) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",  # a compressed response on a reused connection costs 44 ms
        }
        # shorter than the search's own deadline, so that a silent engine is noticed here first
        self._timeout = aiohttp.ClientTimeout(total=0.8 * deadline)
        self._retry_at = 0.0
        self._silent = False
        self._in_flight = 0
        self._session: aiohttp.ClientSession | None = None

    @property
    def idle(self) -> bool:
        """Whether this client has no request in flight and the engine responds."""
        return not self._in_flight and not self._silent

    async def __aenter__(self) -> Self:
        """Open the session."""
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            timeout=self._timeout,
            connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, keepalive_timeout=60),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the session and its connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def post(self, path: str, body: Any) -> Any:
        """Send `body` as JSON to `path` ("/indexes/…") and return the JSON of the response.

        Raises:
            EngineUnavailableError: no response within the timeout, or a server error.
            EngineRejectedError: a client error.
        """
        data = orjson.dumps(body)
        try:
            return await self._exchange("POST", path, data)
        except aiohttp.ServerDisconnectedError:  # a pooled connection from before the engine restarted
            return await self._exchange("POST", path, data, last=True)

    async def get(self, path: str) -> Any:
        """Return the JSON at `path`; raises the same errors as `post`."""
        return await self._exchange("GET", path, None, last=True)

    async def _exchange(self, method: str, path: str, data: bytes | None, *, last: bool = False) -> Any:
        if self._session is None:
            raise EngineUnavailableError("the engine client is closed; open it with `async with` first")
        if self._silent and time.monotonic() < self._retry_at:
            raise EngineUnavailableError("the search engine does not answer; try again in a moment")
        self._retry_at = time.monotonic() + RETRY_PAUSE
        self._in_flight += 1
        try:
            async with self._session.request(method, self._url + path, data=data) as answer:
                content = await answer.read()
                status = answer.status
                self._silent = False
        except aiohttp.ServerDisconnectedError as error:
            if not last:
                raise
            self._silent = True
            raise EngineUnavailableError("the search engine broke the connection; try again in a moment") from error
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:  # noqa: UP041 - aiohttp's own is its subclass
            self._silent = True
            raise EngineUnavailableError("the search engine does not answer; try again in a moment") from error
        finally:
            self._in_flight -= 1
        if status < 400:
            return orjson.loads(content)
        raise _refusal(status, content)


def _refusal(status: int, content: bytes) -> EngineUnavailableError | EngineRejectedError:
    try:
        problem = orjson.loads(content)
        code, message = str(problem.get("code")), str(problem.get("message"))
    except (orjson.JSONDecodeError, AttributeError):
        code, message = "", f"status {status}"
    if code == "index_not_found":
        return EngineRejectedError("nothing is indexed yet; run `regiozoek index` first")
    if status in {401, 403}:
        return EngineRejectedError("the search engine refuses this service's key; set MEILI_MASTER_KEY to its own")
    if status >= 500 or code == "too_many_search_requests":
        return EngineUnavailableError("the search engine is too busy to answer; try again in a moment")
    return EngineRejectedError(f"the search engine refused the request: {message}")
