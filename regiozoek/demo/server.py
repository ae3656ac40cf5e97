"""Serves the miniature region: `python -m regiozoek.demo.server [--port N] [--sites-file PATH]`.

Prints one line of JSON with the address of each site once it accepts connections, and ends on
SIGTERM, SIGINT or, with `--until-stdin-closes`, when its standard input reaches its end. Exit
codes: 0 ended when told to, 2 wrong use, 3 the port is taken.
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

_TRIES = 20
"""How often a free port is looked for that all twelve addresses have."""


class PortTakenError(Exception):
    """The asked port is in use; the message says what to do."""


class _Server(uvicorn.Server):
    """A server that announces itself, and ends with exit code 0 when signalled."""

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
        """End after the requests in hand."""
        self.should_exit = True


def bind_sockets(port: int) -> list[socket.socket]:
    """One listening socket for each town, all on `port` (0: one that is free).

    The addresses are 127.0.3.1 and up; on a system that has only 127.0.0.1, such as macOS, that
    one with twelve ports. Raises PortTakenError.
    """
    hosts = [f"127.0.3.{number}" for number, _ in enumerate(towns(), 1)]
    for attempt in range(_TRIES):
        try:
            return _listen([(host, port) for host in hosts])
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                return _bind_ports(port)
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            if port or attempt == _TRIES - 1:
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
        "or leave --port out to get a free one."
    )


def _listen(addresses: Sequence[tuple[str, int]], *, shared: bool = True) -> list[socket.socket]:
    """Sockets on all addresses or none; `shared`: a free port found for the first serves all."""
    made: list[socket.socket] = []
    try:
        for host, port in addresses:
            found = socket.socket()
            made.append(found)
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((host, port or (made[0].getsockname()[1] if shared else 0)))
            found.listen(512)
    except OSError:
        for found in made:
            found.close()
        raise
    return made


def serve_region(
    port: int, sites_file: Path | None, *, until_stdin_closes: bool, today: date | None = None, search: str = ""
) -> None:
    """Serve the region until told to end.

    `today` is the day that news and events are dated by; `search` the address of the search that pages carry a box of.
    """
    sockets = bind_sockets(port)
    sites = {}
    addresses = {}
    for town, found in zip(towns(), sockets, strict=True):
        host, number = found.getsockname()
        addresses[town.id] = f"http://{host}:{number}/"
        sites[host, number] = DemoSite(town, f"http://{host}:{number}", today or datetime.now(UTC).date(), search)
    if sites_file:
        sites_file.write_text(sites_toml(addresses) + sources_toml(addresses), "utf-8")
    config = uvicorn.Config(create_demo_app(sites), log_level="critical", lifespan="off", timeout_graceful_shutdown=2)
    server = _Server(config, json.dumps({"sites": addresses}))
    if until_stdin_closes:
        threading.Thread(target=_wait_for_stdin, args=[server], daemon=True).start()
    asyncio.run(server.serve(sockets=sockets))


def _wait_for_stdin(server: _Server) -> None:
    while os.read(0, 4096):
        pass
    server.stop()


def run_server(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m regiozoek.demo.server", description="Serve the miniature region.")
    parser.add_argument("--port", type=int, default=0, help="port of all sites (default: a free one)")
    parser.add_argument("--sites-file", type=Path, help="write the sites file (TOML) of the region here")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input ends")
    parser.add_argument("--search", default="", help="address of the search whose box stands on each page")
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
