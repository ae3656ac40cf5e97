"""Debian's rust-doc (some 32,000 real pages) as one site on loopback: what a crawl needs when a site is large."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.real_region import LOG_FORMAT, PATIENCE, Region, RegionMissingError

PACKAGE = "rust-doc"

CONFIG = """worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; {log_format} access_log {folder}/access.log witness;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.2.1:{port}; root {root}; index index.html; charset utf-8; }}
}}
"""


@contextlib.contextmanager
def served() -> Iterator[Region]:
    """Obtain the package through apt, unpack and serve it for as long as the block lasts.

    Raises:
        RegionMissingError: nginx or the package cannot be had.
    """
    if shutil.which("nginx") is None or shutil.which("apt-get") is None:
        raise RegionMissingError(f"nginx or apt-get is missing; {PACKAGE} is served on Debian only")
    with tempfile.TemporaryDirectory(prefix="rust-doc-") as name, socket.create_server(("127.0.2.1", 0)) as free:
        folder, port = Path(name), free.getsockname()[1]
        free.close()
        root = _unpacked(folder)
        (root / "robots.txt").write_text("User-agent: *\nDisallow:\n")
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, root=root, port=port, log_format=LOG_FORMAT))
        folder.chmod(0o755)  # nginx's worker is another user when root starts it
        subprocess.run(["nginx", "-c", str(config)], check=True, capture_output=True)
        try:
            yield Region({PACKAGE: f"http://127.0.2.1:{port}/"}, folder / "access.log")
        finally:
            _stop(folder / "nginx.pid")


def _unpacked(folder: Path) -> Path:
    done = subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, capture_output=True, text=True, check=False)
    archives = list(folder.glob("*.deb"))
    if done.returncode or not archives:
        raise RegionMissingError(f"{PACKAGE} cannot be downloaded: {done.stderr.strip()[-200:]}")
    subprocess.run(["dpkg-deb", "-x", archives[0], folder], check=True)
    return max(folder.glob("usr/share/doc/rust*/html"), key=lambda path: sum(1 for _ in path.iterdir()))


def _stop(pid: Path) -> None:
    os.kill(int(pid.read_text()), signal.SIGQUIT)
    deadline = time.monotonic() + PATIENCE
    while pid.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
