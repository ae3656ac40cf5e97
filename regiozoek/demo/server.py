"""Server of the miniature region: `python -m regiozoek.demo.server [--port N] [--sites-file PATH]`.

The server prints one line of JSON with the URL of each site when it accepts connections. It stops on SIGTERM, on SIGINT
or, with `--until-stdin-closes`, at the end of standard input. Exit codes: 0 stopped on request, 2 invalid arguments,
3 port in use.
"""

import argparse
import asyncio
import contextlib
import errno
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn

from regiozoek.demo.app import create_demo_app
from regiozoek.demo.back_office import sources_toml
from regiozoek.demo.site import DemoSite
from regiozoek.demo.towns import sites_toml, towns

_MAX_PORT_ATTEMPTS = 20
"""Attempts to find a port that is free on all twelve addresses."""


class PortTakenError(Exception):
    """The requested port is in use; the message contains the next step."""


class _Server(uvicorn.Server):
    """Uvicorn server that prints its announcement on startup and exits with code 0 on a signal."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(self._announcement + "\n")
        sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        yield

    def stop(self) -> None:
        """Stop after the current requests."""
        self.should_exit = True


def bind_sockets(port: int) -> list[socket.socket]:
    """Return one listening socket per town, all on `port` (0: a free port).

    The addresses are 127.0.3.1 and up. A system that has only 127.0.0.1, such as macOS, uses twelve ports of that
    address.

    Raises:
        PortTakenError: the port is in use, or may not be used.
    """
    hosts = [f"127.0.3.{number}" for number, _ in enumerate(towns(), 1)]
    for attempt in range(_MAX_PORT_ATTEMPTS):
        try:
            return _listen([(host, port) for host in hosts])
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                return _bind_ports(port)
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            if port or attempt == _MAX_PORT_ATTEMPTS - 1:
                raise _taken(port) from error
    raise AssertionError("unreachable: the last attempt returns or raises")


def _bind_ports(port: int) -> list[socket.socket]:
    try:
        return _listen([("127.0.0.1", port + step if port else 0) for step, _ in enumerate(towns())], shared=False)
    except OSError as error:
        raise _taken(port) from error


def _taken(port: int) -> PortTakenError:
    return PortTakenError(
        f"Port {port} cannot be used for the miniature region: choose another one with --port, "
        "or omit --port to use a free one."
    )


def _listen(addresses: Sequence[tuple[str, int]], *, shared: bool = True) -> list[socket.socket]:
    """Return sockets on all addresses, or close them all on an error; with `shared`, all use the port of the first."""
    sockets: list[socket.socket] = []
    try:
        for host, port in addresses:
            listener = socket.socket()
            sockets.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port or (sockets[0].getsockname()[1] if shared else 0)))
            listener.listen(512)
    except OSError:
        for listener in sockets:
            listener.close()
        raise
    return sockets


def serve_region(
    port: int, sites_file: Path | None, *, until_stdin_closes: bool, today: date | None = None, search: str = ""
) -> None:
    """Serve the region until a signal or, with `until_stdin_closes`, the end of standard input.

    Args:
        port: Port of all sites, 0 for a free one.
        sites_file: File to which the sites.toml of the region is written.
        until_stdin_closes: Whether the end of standard input stops the server.
        today: Date that the dates of news and events are based on; the default is the current date.
        search: URL of the search service whose box is on each page.
    """
    sockets = bind_sockets(port)
    sites = {}
    urls = {}
    for town, listener in zip(towns(), sockets, strict=True):
        host, number = listener.getsockname()
        urls[town.id] = f"http://{host}:{number}/"
        sites[host, number] = DemoSite(town, f"http://{host}:{number}", today or datetime.now(UTC).date(), search)
    if sites_file:
        sites_file.write_text(sites_toml(urls) + sources_toml(urls), "utf-8")
    config = uvicorn.Config(create_demo_app(sites), log_level="critical", lifespan="off", timeout_graceful_shutdown=2)
    server = _Server(config, json.dumps({"sites": urls}))
    if until_stdin_closes:
        threading.Thread(target=_wait_for_stdin, args=[server], daemon=True).start()
    asyncio.run(server.serve(sockets=sockets))


def _wait_for_stdin(server: _Server) -> None:
    while os.read(0, 4096):
        pass
    server.stop()


def run_server(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m regiozoek.demo.server", description="Serve the miniature region.")
    parser.add_argument("--port", type=int, default=0, help="port of all sites (default: a free port)")
    parser.add_argument("--sites-file", type=Path, help="write the sites file (TOML) of the region to this path")
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop at the end of standard input")
    parser.add_argument("--search", default="", help="URL of the search service whose box is on each page")
    options = parser.parse_args(arguments)
    try:
        serve_region(
            options.port, options.sites_file, until_stdin_closes=options.until_stdin_closes, search=options.search
        )
    except PortTakenError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(run_server())
