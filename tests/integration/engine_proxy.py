"""Stands between the API and a real engine, and lets the engine be gone, silent or back at a word."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit


class ProxyMode(Enum):
    """What becomes of a connection."""

    FORWARD = "forward"
    HANG = "hang"  # it is accepted and what is sent is swallowed
    DISCONNECT = "disconnect"  # it is accepted and closed at once


class EngineProxy:
    """A proxy on loopback; set `way` to change what happens from now on, to connections that are open as well."""

    def __init__(self, engine_url: str) -> None:
        self._target = urlsplit(engine_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.mode = ProxyMode.FORWARD
        self.accepted = 0

    def run(self) -> None:
        """Accept connections until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.accepted += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Accept no more: who asks now is refused."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        address = self._target.hostname or "", self._target.port or 80
        with client, socket.create_connection(address) as engine, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, engine)
            ready.register(engine, selectors.EVENT_READ, client)
            with contextlib.suppress(OSError):
                while self.mode is not ProxyMode.DISCONNECT:
                    for key, _ in ready.select(0.02):
                        source: socket.socket = key.fileobj  # type: ignore[assignment]
                        data = source.recv(1 << 16)
                        if not data:
                            return
                        if self.mode is ProxyMode.FORWARD:
                            key.data.sendall(data)


@contextlib.contextmanager
def run_proxy(engine_url: str) -> Iterator[EngineProxy]:
    """Run a proxy before an engine for the length of the block."""
    proxy = EngineProxy(engine_url)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.mode = ProxyMode.DISCONNECT
        proxy.close()
        thread.join(5)
