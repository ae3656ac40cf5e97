"""Run JavaScript in an isolated world of a page, which sees its elements and which its scripts cannot affect."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import CDPSession, Error

Evaluate = Callable[[str], Awaitable[Any]]
"""Evaluates a JavaScript expression, and returns its value (awaited) as JSON types."""


async def isolated_world(session: CDPSession) -> Evaluate:
    """Create an isolated world in the main frame of a session's page, and return what evaluates expressions in it.

    The page's Content-Security-Policy does not apply there, and no globals of other worlds (a module loader, a changed
    prototype) are visible.
    """
    frame = (await session.send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
    world = await session.send("Page.createIsolatedWorld", {"frameId": frame})

    async def evaluate(expression: str) -> Any:
        result = await session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise Error(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    return evaluate
