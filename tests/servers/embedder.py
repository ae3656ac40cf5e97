"""A stub of an embedding model: a few words have a vector, all others have none."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORD_DIMENSIONS = {"politie": 0, "veldwachter": 0, "zwemmen": 1, "piscine": 1}
"""Word → the dimension of its embedding (of three) that is 1. Words with the same dimension are synonyms."""


def embedder_settings(url: str) -> dict[str, Any]:
    """Return Meilisearch's embedder settings for this server."""
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
        """Do not log requests."""


def _vector(text: str) -> list[float]:
    vector = [0.0, 0.0, 0.1]
    for word in text.lower().replace(".", " ").split():
        if word in WORD_DIMENSIONS:
            vector[WORD_DIMENSIONS[word]] += 1
    return vector


@contextlib.contextmanager
def stub_embedder() -> Iterator[str]:
    """Serve the embedder on loopback; yield its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/embed"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
