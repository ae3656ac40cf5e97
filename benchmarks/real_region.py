"""Eight real Dutch sites (3,731 pages, shared/tools/real-region), served by nginx on loopback, with counted requests.

The requests are counted in the access log of nginx, so that the counts do not depend on what a crawler reports.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REGION_TOOL = Path(__file__).resolve().parents[2] / "shared" / "tools" / "real-region"

SITE_NAMES = ("handboek", "installatie", "aptitude", "faq", "edu", "gimp", "lilypond", "libreoffice")
"""The sites in the order of their IP addresses: site N listens on 127.0.1.N."""

SMALL_SITES = ("aptitude", "faq", "edu")
"""Sites with 110 pages together: enough to test a benchmark, too few for a measurement."""

LOG_FORMAT = 'log_format counted "$request_method $status $body_bytes_sent $sent_http_content_type";'

NGINX_TIMEOUT = 10
"""Seconds to wait for nginx to start, to open its log or to stop."""

PAGE_TYPES = ("text/html", "application/pdf")
"""Media types of pages."""


class RegionMissingError(Exception):
    """The sites cannot be served; the message names what is missing."""


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """Counts from the access log: `pages` are 200 responses with HTML or PDF, `unchanged` 304 responses."""

    requests: int
    pages: int
    unchanged: int
    heads: int
    body_bytes: int


@dataclass(frozen=True, slots=True)
class ServedRegion:
    """The served sites: URL of the home page by name, and the access log."""

    homes: dict[str, str]
    log: Path

    def write_registry(self, path: Path, *, max_pages: int = 50_000) -> Path:
        """Write a sites.toml of the sites for `regiozoek crawl --sites`, without delay and with loopback allowed."""
        tables = (
            f'[[site]]\nid = "{name}"\nname = "{name}"\nurl = "{url}"\nallow_private = true\ndelay = 0\n'
            f"max_pages = {max_pages}\n"
            for name, url in self.homes.items()
        )
        path.write_text("\n".join(tables), encoding="utf-8")
        return path

    @contextlib.contextmanager
    def count_requests(self) -> Iterator[list[RequestCounts]]:
        """Count the requests during the `with` block; afterwards the list contains the counts."""
        os.truncate(self.log, 0)
        counted: list[RequestCounts] = []
        yield counted
        lines = [line.split(" ", 3) for line in self.log.read_text(encoding="utf-8").splitlines()]
        pages = [line for line in lines if line[:2] == ["GET", "200"] and line[3].startswith(PAGE_TYPES)]
        counted.append(
            RequestCounts(
                requests=len(lines),
                pages=len(pages),
                unchanged=sum(line[1] == "304" for line in lines),
                heads=sum(line[0] == "HEAD" for line in lines),
                body_bytes=sum(int(line[2]) for line in lines),
            )
        )


@contextlib.contextmanager
def serve_real_region(names: tuple[str, ...] = SITE_NAMES) -> Iterator[ServedRegion]:
    """Unpack the sites and serve them during the `with` block.

    Raises:
        RegionMissingError: nginx or the shared data is not installed, or nginx does not start.
    """
    if not REGION_TOOL.is_file():
        raise RegionMissingError(f"the eight real sites need {REGION_TOOL}; put the shared data next to the checkout")
    if shutil.which("nginx") is None:
        raise RegionMissingError("nginx is not installed (on Debian: apt install nginx-light)")
    with tempfile.TemporaryDirectory(prefix="real-region-") as folder, socket.create_server(("127.0.1.1", 0)) as free:
        root, port = Path(folder), free.getsockname()[1]
        free.close()
        options = ["--dir", folder, "--port", str(port)]
        process = subprocess.run(
            [sys.executable, REGION_TOOL, "up", *options], capture_output=True, text=True, check=False
        )
        if process.returncode:
            raise RegionMissingError(f"the eight real sites cannot be served: {process.stderr.strip()}")
        homes = {name: f"http://127.0.1.{number}:{port}/" for number, name in enumerate(SITE_NAMES, 1) if name in names}
        try:
            yield ServedRegion(homes, _enable_log(root))
        finally:
            _stop(root)


def _enable_log(root: Path) -> Path:
    """Make nginx log one short line per response (3 µs each, the same for every crawler)."""
    log, config = root / "access.log", root / "nginx.conf"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("access_log off;", f"{LOG_FORMAT} access_log {log} counted;"), encoding="utf-8")
    os.kill(_pid(root), signal.SIGHUP)
    _wait_until(log.exists, "nginx does not write its log")
    return log


def _pid(root: Path) -> int:
    return int((root / "nginx.pid").read_text(encoding="utf-8"))


def _stop(root: Path) -> None:
    pid = root / "nginx.pid"
    if pid.exists():
        os.kill(_pid(root), signal.SIGQUIT)
        with contextlib.suppress(RegionMissingError):
            _wait_until(lambda: not pid.exists(), "nginx does not stop")


def _wait_until(condition: Callable[[], bool], message: str) -> None:
    deadline = time.monotonic() + NGINX_TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise RegionMissingError(message)
        time.sleep(0.05)
