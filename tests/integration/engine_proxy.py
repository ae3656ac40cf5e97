"""A TCP proxy between the API and a real engine that can simulate an engine that hangs or disconnects."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from enum import Enum
from urllib.parse import urlsplit


class ProxyMode(Enum):
    """What happens to a connection."""

    FORWARD = "forward"
    HANG = "hang"  # accepted; data is discarded
    DISCONNECT = "disconnect"  # accepted and closed immediately


class EngineProxy:
    """A proxy on loopback. Setting `mode` affects new and open connections."""

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
        """Stop listening: new connections are refused."""
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
    """Run a proxy in front of an engine for the duration of the block."""
    proxy = EngineProxy(engine_url)
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.mode = ProxyMode.DISCONNECT
        proxy.close()
        thread.join(5)
