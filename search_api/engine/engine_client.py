"""The hot path to the engine: one pooled session, orjson both ways, a deadline on every call."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Self

import aiohttp
import orjson

from search_api.records.config import ENGINE_TIMEOUT
from search_api.records.errors import EngineRejectedError, EngineUnavailableError

RETRY_PAUSE = 2.0
"""Seconds in which an engine that did not answer is not asked again, but once: nobody else waits for it."""

MAX_CONNECTIONS = 64
"""Connections kept to the engine, which answers some four searches per core at a time and queues the rest."""


class EngineClient:
    """Speaks HTTP with one engine. Open it with `async with`; it is bound to the event loop it was opened in."""

    def __init__(self, url: str, key: str, deadline: float = ENGINE_TIMEOUT) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",  # a compressed answer on a kept connection costs 44 ms
        }
        # less than a whole search has, so that silence is known here as such before the search gives up
        self._timeout = aiohttp.ClientTimeout(total=0.8 * deadline)
        self._asked_again_at = 0.0
        self._silent = False
        self._under_way = 0
        self._session: aiohttp.ClientSession | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is asked of the engine at this moment, as far as is known here, and it answers."""
        return not self._under_way and not self._silent

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
        """Send `body` as JSON to `path` ("/indexes/…") and return the answer's JSON.

        Raises:
            EngineGoneError: no answer, or none within the deadline.
            EngineRefusedError: an answer that says no.
        """
        data = orjson.dumps(body)
        try:
            return await self._exchange("POST", path, data)
        except aiohttp.ServerDisconnectedError:  # a kept connection from before the engine was restarted
            return await self._exchange("POST", path, data, last=True)

    async def get(self, path: str) -> Any:
        """Return the JSON at `path`; errors as in `post`."""
        return await self._exchange("GET", path, None, last=True)

    async def _exchange(self, method: str, path: str, data: bytes | None, *, last: bool = False) -> Any:
        if self._session is None:
            raise EngineUnavailableError("the session with the engine is closed; open the client first")
        if self._silent and time.monotonic() < self._asked_again_at:
            raise EngineUnavailableError("the search engine does not answer; try again in a moment")
        self._asked_again_at = time.monotonic() + RETRY_PAUSE
        self._under_way += 1
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
            self._under_way -= 1
        if status < 400:
            return orjson.loads(content)
        raise _refusal(status, content)


def _refusal(status: int, content: bytes) -> EngineUnavailableError | EngineRejectedError:
    try:
        problem = orjson.loads(content)
        code, message = str(problem.get("code")), str(problem.get("message"))
    except (orjson.JSONDecodeError, AttributeError):
        code, message = "", f"it answered {status}"
    if code == "index_not_found":
        return EngineRejectedError("nothing is indexed yet; run `regiozoek index` first")
    if status in {401, 403}:
        return EngineRejectedError("the search engine refuses this service's key; set MEILI_MASTER_KEY to its own")
    if status >= 500 or code == "too_many_search_requests":
        return EngineUnavailableError("the search engine is too busy to answer; try again in a moment")
    return EngineRejectedError(f"the search engine refused the request: {message}")
