"""A world of our own in a page: it sees the page's elements, and the page's scripts cannot change what it sees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import CDPSession, Error

Evaluate = Callable[[str], Awaitable[Any]]
"""Takes an expression of JavaScript, and returns its value (awaited) as JSON types."""


async def isolated_world(session: CDPSession) -> Evaluate:
    """Make such a world in the main frame of a session's page, and return what runs expressions in it.

    The page's Content-Security-Policy does not hold there, and no other world's globals (a module loader, a changed
    prototype) are seen.
    """
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = await session.send("Page.createIsolatedWorld", {"frameId": frame})

    async def evaluate(expression: str) -> Any:
        answer = await session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Error(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    return evaluate
