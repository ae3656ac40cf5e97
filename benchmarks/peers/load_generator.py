"""Load generator: a number of clients that each send the next request as soon as they have a response.

It is a separate command, so that it shares no process with a server:

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
"""Timeout of one request in seconds."""


async def run_load(job: dict[str, Any]) -> dict[str, Any]:
    """Send all requests; return the total seconds, the milliseconds of each request, and the number of failures."""
    waiting: Iterator[dict[str, Any]] = iter(job["requests"])
    durations: list[float] = []
    failed = 0

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal failed
        for request in waiting:
            started = time.perf_counter()
            body = request.get("body")
            method = "POST" if body is not None else "GET"
            async with session.request(method, job["url"] + request["path"], json=body) as response:
                await response.read()
                failed += response.status != 200
            durations.append((time.perf_counter() - started) * 1000)

    timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT)
    headers = {"Accept-Encoding": "identity", **job.get("headers", {})}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
        started = time.perf_counter()
        await asyncio.gather(*(client(session) for _ in range(job["clients"])))
        seconds = time.perf_counter() - started
    return {"seconds": seconds, "durations": durations, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run_load(json.load(sys.stdin)))))
