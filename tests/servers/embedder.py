"""A stand-in for a model that turns texts into vectors: a few words have a meaning, all others have none."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORD_DIMENSIONS = {"politie": 0, "veldwachter": 0, "zwemmen": 1, "piscine": 1}
"""Words by what they mean: the place of their 1 in a vector of three."""


def embedder_settings(url: str) -> dict[str, Any]:
    """Return the engine's settings for it."""
    return {
        "source": "rest",
        "url": url,
        "dimensions": 3,
        "request": {"input": ["{{text}}", "{{..}}"]},
        "response": {"data": [{"embedding": "{{embedding}}"}, "{{..}}"]},
    }


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        body = json.dumps({"data": [{"embedding": _vector(text)} for text in texts]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is the base class's
        """Say nothing."""


def _vector(text: str) -> list[float]:
    vector = [0.0, 0.0, 0.1]
    for word in text.lower().replace(".", " ").split():
        if word in WORD_DIMENSIONS:
            vector[WORD_DIMENSIONS[word]] += 1
    return vector


@contextlib.contextmanager
def stub_embedder() -> Iterator[str]:
    """Serve it on loopback; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/embed"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
