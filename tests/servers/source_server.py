"""A stub of an external source on loopback, which can fail in many ways."""

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
    """The ways in which a source fails."""

    DEAD = "closes every connection"
    HANGING = "accepts the connection and never responds"
    BUSY = "responds with 429 and Retry-After: 3600"
    BROKEN = "responds with 500"
    CUT = "sends truncated JSON"
    HTML = "responds with 200 and an HTML error page"
    ENDLESS = "returns the first page for every page number"
    LYING = "announces a hundred times as many records as it sends"
    FORBIDDEN = "refuses every key"


@dataclass(frozen=True, slots=True)
class SourceResponse:
    """A response of the stub."""

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
    """A request that the stub received: path, query parameters (each a list), and headers in lower case."""

    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]

    def param(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        return self.params.get(name, [default])[0]


class SourceServer:
    """Server of `responses` (by path) or of a subclass; fails as `failure` says. A context manager."""

    def __init__(self) -> None:
        self.responses: dict[str, SourceResponse] = {}
        self.failure: Failure | None = None
        self.failing_from = 0
        """Number of successful responses before the failure begins."""
        self.requests: list[SourceRequest] = []
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The URL, with a trailing slash."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def respond(self, request: SourceRequest) -> SourceResponse:
        """Return the response to a request when the source does not fail."""
        return self.responses.get(request.path, SourceResponse({"status": 404}, 404, "application/problem+json"))

    def inflate_total(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return the response with a total that is too high."""
        return body

    def wait_for_exit(self) -> None:
        """Block until the server stops."""
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
