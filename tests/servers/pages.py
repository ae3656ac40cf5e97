"""A web site on loopback: a test adds its responses and reads which requests it received."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from crawler.registry.site import Site


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request that the server received; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    at: float  # seconds of the monotonic clock


@dataclass(frozen=True, slots=True)
class StubResponse:
    """The response for a path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class PageServer:
    """Server of the responses that a test adds; a context manager. `url` has no trailing slash."""

    def __init__(self) -> None:
        self.responses: dict[str, StubResponse] = {"/robots.txt": StubResponse(b"User-agent: *\nDisallow:\n")}
        self.first_responses: dict[str, list[StubResponse]] = {}
        self.requests: list[RecordedRequest] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The URL of the site."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def add_response(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> None:
        """Add the response for `path`. Header names use underscores; the default content type is HTML."""
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if data and "content-type" not in named:
            named["content-type"] = "text/html; charset=utf-8"
        self.responses[path] = StubResponse(data, status, named)

    def requested_paths(self, method: str = "GET") -> list[str]:
        """Return the paths requested with a method, in order."""
        return [request.path for request in self.requests if request.method == method]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def site_for(server: PageServer, **fields: object) -> Site:
    """Return a registry entry for a test site."""
    host = server.url.removeprefix("http://")
    values: dict[str, object] = {
        "id": "proef",
        "name": "Proef",
        "url": server.url + "/",
        "hosts": (host,),
        "delay": 0.0,
    }
    return Site(**(values | {"allow_private": True} | fields))  # type: ignore[arg-type]


def _handler_of(site: PageServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.requests.append(
                RecordedRequest(
                    self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic()
                )
            )
            queue = site.first_responses.get(self.path)
            reply = (
                queue.pop(0)
                if queue
                else site.responses.get(self.path, StubResponse(b"niet gevonden", 404, {"content-type": "text/plain"}))
            )
            etag = reply.headers.get("etag")
            if etag and self.headers.get("if-none-match") == etag:
                reply = StubResponse(b"", 304, {"etag": etag})
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply.body)

        do_HEAD = do_GET  # noqa: N815 -- http.server finds it by this name

        def log_message(self, *_: object) -> None:
            pass

    return Handler
