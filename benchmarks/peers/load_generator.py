"""A bounded load: a number of clients that each ask the next query as soon as they have an answer.

Run as a command of its own, so that neither side's server shares a process with it:

    python -m benchmarks.peers.load_generator < job.json      {url, requests: [{path, body?}], clients, headers}
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

import aiohttp

REQUEST_TIMEOUT = 60
"""Seconds one request may take."""


async def run_load(job: dict[str, Any]) -> dict[str, Any]:
    """Ask everything once and return seconds in all, milliseconds of each request, and how many failed."""
    waiting: Iterator[dict[str, Any]] = iter(job["requests"])
    took: list[float] = []
    failed = 0

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        for request in waiting:
            started = time.perf_counter()
            body = request.get("body")
            method = "POST" if body is not None else "GET"
            async with session.request(method, job["url"] + request["path"], json=body) as answer:
                await answer.read()
                failed += answer.status != 200
            took.append((time.perf_counter() - started) * 1000)

    timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT)
    headers = {"Accept-Encoding": "identity", **job.get("headers", {})}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        started = time.perf_counter()
        await asyncio.gather(*(client(session) for _ in range(job["clients"])))
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "took": took, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run_load(json.load(sys.stdin)))))
