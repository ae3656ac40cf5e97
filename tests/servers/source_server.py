"""A source of records on loopback, and the many ways in which one fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


class Failure(StrEnum):
    """How a source fails."""

    DEAD = "it closes every connection"
    HANGING = "it accepts and never answers"
    BUSY = "it answers 429 and asks for an hour"
    BROKEN = "it answers 500"
    CUT = "its JSON ends in the middle"
    HTML = "it answers 200 with a page that says sorry"
    ENDLESS = "every page is the first page"
    LYING = "it promises a hundred times what it gives"
    FORBIDDEN = "it refuses every key"


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """What a fake answers."""

    body: Any
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> bytes:
        """The body as bytes."""
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """One request: its path, its parameters (each a list), its headers in lower case."""

    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]

    def param(self, name: str, default: str = "") -> str:
        """Return the first value of a parameter."""
        return self.params.get(name, [default])[0]


class SourceServer:
    """Answers what a subclass or `replies` (by path) says, or fails as `failure` says; a context manager."""

    def __init__(self) -> None:
        self.responses: dict[str, SourceResponse] = {}
        self.failure: Failure | None = None
        self.failing_from = 0
        """How many requests are answered before the failure begins."""
        self.requests: list[SourceRequest] = []
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def respond(self, request: SourceRequest) -> SourceResponse:
        """Return the answer to a request when nothing fails."""
        return self.responses.get(request.path, SourceResponse({"status": 404}, 404, "application/problem+json"))

    def inflate_total(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return an answer with a total that is not true."""
        return body

    def wait_for_exit(self) -> None:
        """Hold an answer back until the server ends."""
        self._released.wait(60)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler_of(source: SourceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = SourceRequest(parts.path, parse_qs(parts.query), headers)
            source.requests.append(request)
            failing = source.failure if len(source.requests) > source.failing_from else None
            if failing is Failure.DEAD:
                self.close_connection = True
                return
            if failing is Failure.HANGING:
                source.wait_for_exit()
                self.close_connection = True
                return
            self._send(_failing_response(source, request, failing))

        def _send(self, reply: SourceResponse) -> None:
            self.send_response(reply.status)
            self.send_header("content-type", reply.content_type)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.data)))
            self.end_headers()
            self.wfile.write(reply.data)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


FAILURE_RESPONSES = {
    Failure.BUSY: SourceResponse({}, 429, headers={"retry-after": "3600"}),
    Failure.BROKEN: SourceResponse({"status": 500}, 500),
    Failure.FORBIDDEN: SourceResponse({"status": 403}, 403, "application/problem+json"),
    Failure.HTML: SourceResponse("<html><body>Onze excuses</body></html>", content_type="text/html"),
}


def _failing_response(source: SourceServer, request: SourceRequest, failing: Failure | None) -> SourceResponse:
    if failing in FAILURE_RESPONSES:
        return FAILURE_RESPONSES[failing]
    if failing is Failure.ENDLESS:
        request = SourceRequest(request.path, request.params | {"start": ["0"], "pageIndex": ["0"]}, request.headers)
    reply = source.respond(request)
    if failing is Failure.CUT:
        return SourceResponse(reply.data[: len(reply.data) // 2])
    if failing is Failure.LYING:
        return SourceResponse(source.inflate_total(reply.body), reply.status, reply.content_type)
    return reply
