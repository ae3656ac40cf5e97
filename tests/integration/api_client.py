"""Serve an app on loopback, with an HTTP client that sends URLs exactly as they are written."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """The response to a request."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.text)


class ApiClient:
    """HTTP client of one server. It follows no redirects and stores no cookies."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.url = f"http://127.0.0.1:{port}"

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        """Send a GET request."""
        query = f"?{urlencode(params)}" if params else ""
        return self.request("GET", path + query, headers)

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
        """Send a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        with contextlib.closing(connection):
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            return HttpResponse(response.status, response.headers, response.read().decode())


@contextlib.contextmanager
def serve_app(app: FastAPI) -> Iterator[ApiClient]:
    """Serve an app for the duration of the block; yield a client."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield ApiClient(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
