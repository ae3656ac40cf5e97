"""A web server that behaves like broken and hostile servers, with one misbehaviour per path.

It speaks raw TCP, because a correct HTTP library refuses to misbehave. Every behaviour ends by itself.
"""

from __future__ import annotations

import gzip
import io
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from typing import Self

SLOW_SECONDS = 20.0
"""Duration of the slowest behaviours, longer than the timeout of any test's crawl."""

HUGE_BODY_BYTES = 80 * 1024 * 1024
"""Size of a body that exceeds the crawler's limit."""

Behaviour = Callable[["Exchange"], None]


class Exchange:
    """One request, with the methods to send a malformed response on its socket."""

    def __init__(self, handler: socketserver.StreamRequestHandler, method: str, path: str, base: str) -> None:
        self.method, self.path, self.base = method, path, base
        self._handler = handler

    def raw(self, data: bytes) -> None:
        """Send these bytes unchanged."""
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def head(self, status: str = "200 OK", *headers: str) -> None:
        """Send a status line and headers. The connection is closed afterwards."""
        lines = [f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]
        self.raw("\r\n".join(lines).encode("latin-1"))

    def page(self, body: str | bytes, *headers: str, status: str = "200 OK") -> None:
        """Send a complete HTML page."""
        data = body.encode() if isinstance(body, str) else body
        kind = (
            () if any(header.lower().startswith("content-type") for header in headers) else ("Content-Type: text/html",)
        )
        self.head(status, *kind, *headers, f"Content-Length: {len(data)}")
        if self.method != "HEAD":
            self.raw(data)

    def redirect(self, target: str) -> None:
        """Send a permanent redirect."""
        self.head("301 Moved Permanently", f"Location: {target}", "Content-Length: 0")

    def reset(self) -> None:
        """Reset the TCP connection."""
        self._handler.request.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self._handler.request.close()

    def path_number(self) -> int:
        """Return the number at the end of the path."""
        return int(self.path.rstrip("/").rpartition("/")[2].rpartition("=")[2] or 0)


class HostileServer:
    """Server of `behaviours`, selected by the first segment of the path; a context manager.

    `url` has no trailing slash.
    """

    def __init__(self, behaviours: dict[str, Behaviour], certificate: Path | None = None) -> None:
        self.requested_paths: list[str] = []
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                words = self.rfile.readline(65536).decode("latin-1").split()
                while self.rfile.readline(65536).strip():
                    pass
                if len(words) < 2:
                    return
                outer.requested_paths.append(words[1])
                exchange = Exchange(self, words[0], words[1], outer.url)
                first = words[1].lstrip("/").split("/")[0].split("?")[0].split(";")[0]
                answer = behaviours.get(first)
                try:
                    if answer:
                        answer(exchange)
                    else:
                        exchange.page("<title>Niet gevonden</title>", status="404 Not Found")
                except OSError:
                    pass  # the crawler closed the connection

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, *_: object) -> None:
                pass  # some tests use a handshake that the crawler refuses

        self._server = Server(("127.0.0.1", 0), Handler)
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The URL of the site."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def drip(exchange: Exchange) -> None:
    """Send one byte at a time, for `SLOW_SECONDS`."""
    exchange.head("200 OK", "Content-Type: text/html", "Content-Length: 100000")
    for _ in range(int(SLOW_SECONDS * 4)):
        exchange.raw(b"x")
        time.sleep(0.25)


def stall(_exchange: Exchange) -> None:
    """Accept the request and do not respond."""
    time.sleep(SLOW_SECONDS)


def stream(exchange: Exchange) -> None:
    """Send an endless body in chunks, without a Content-Length."""
    exchange.head("200 OK", "Content-Type: text/html", "Transfer-Encoding: chunked")
    chunk = b"<p>" + b"x" * 1_048_000 + b"</p>"
    for _ in range(HUGE_BODY_BYTES // len(chunk) + 1):
        exchange.raw(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")


def gzip_bomb() -> bytes:
    """Return a small gzip stream that decompresses to more than the crawler's limit."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for _ in range(3 * HUGE_BODY_BYTES // 1_048_576):
            file.write(b"\0" * 1_048_576)
    return packed.getvalue()
