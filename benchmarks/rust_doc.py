"""Debian's rust-doc (about 32,000 real pages) as one large site on loopback.

Only 21,635 of the pages can be reached by links from the home page, so a sitemap lists them all.
"""

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
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.real_region import LOG_FORMAT, NGINX_TIMEOUT, RegionMissingError, ServedRegion

RUST_DOC_PACKAGE = "rust-doc"

SITEMAP_NAME = "sitemap.xml"
"""Path of the sitemap; robots.txt names it, and the title-only spider requests it without reading robots.txt."""

NGINX_CONFIG = """worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types; {log_format} access_log {folder}/access.log counted;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.2.1:{port}; root {root}; index index.html; charset utf-8; }}
}}
"""

URLSET = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{}</urlset>\n'


@dataclass(frozen=True, slots=True)
class RustDocSite:
    """The served site, its root folder, and the paths of its pages, ordered by size."""

    region: ServedRegion
    root: Path
    pages: tuple[str, ...]

    def write_sitemap(self, limit: int | None = None) -> None:
        """Write a sitemap with all pages, or with `limit` pages spread evenly over the sizes, the largest included.

        A short and a complete crawl then have the same mix of sizes and the same largest page, for which a reader
        process needs 25 times its size.
        """
        count = len(self.pages)
        number = min(limit or count, count)
        selected = sorted(self.pages[(place + 1) * count // number - 1] for place in range(number))
        home = self.region.homes[RUST_DOC_PACKAGE]
        entries = "".join(f"<url><loc>{home}{quote(path)}</loc></url>\n" for path in selected)
        (self.root / SITEMAP_NAME).write_text(URLSET.format(entries), encoding="utf-8")


@contextlib.contextmanager
def serve_rust_doc() -> Iterator[RustDocSite]:
    """Download the package with apt, unpack it, and serve it during the `with` block; its sitemap lists all pages.

    Raises:
        RegionMissingError: nginx or the package is not available.
    """
    if shutil.which("nginx") is None or shutil.which("apt-get") is None:
        raise RegionMissingError(f"{RUST_DOC_PACKAGE} needs Debian with nginx (apt install nginx-light)")
    with tempfile.TemporaryDirectory(prefix="rust-doc-") as name, socket.create_server(("127.0.2.1", 0)) as free:
        folder, port = Path(name), free.getsockname()[1]
        free.close()
        root = _download(folder)
        home = f"http://127.0.2.1:{port}/"
        (root / "robots.txt").write_text(f"User-agent: *\nDisallow:\nSitemap: {home}{SITEMAP_NAME}\n")
        pages = sorted(root.rglob("*.html"), key=lambda path: (path.stat().st_size, path))
        site = RustDocSite(
            ServedRegion({RUST_DOC_PACKAGE: home}, folder / "access.log"),
            root,
            tuple(path.relative_to(root).as_posix() for path in pages),
        )
        site.write_sitemap()
        config = folder / "nginx.conf"
        config.write_text(NGINX_CONFIG.format(folder=folder, root=root, port=port, log_format=LOG_FORMAT))
        folder.chmod(0o755)  # the worker of nginx runs as another user when root starts it
        subprocess.run(["nginx", "-c", str(config)], check=True, capture_output=True)
        try:
            yield site
        finally:
            _stop(folder / "nginx.pid")


def _download(folder: Path) -> Path:
    process = subprocess.run(
        ["apt-get", "download", RUST_DOC_PACKAGE], cwd=folder, capture_output=True, text=True, check=False
    )
    archives = list(folder.glob("*.deb"))
    if process.returncode or not archives:
        raise RegionMissingError(
            f"{RUST_DOC_PACKAGE} cannot be downloaded; run apt-get update first: {process.stderr.strip()[-200:]}"
        )
    subprocess.run(["dpkg-deb", "-x", archives[0], folder], check=True)
    return max(folder.glob("usr/share/doc/rust*/html"), key=lambda path: sum(1 for _ in path.iterdir()))


def _stop(pid: Path) -> None:
    os.kill(int(pid.read_text()), signal.SIGQUIT)
    deadline = time.monotonic() + NGINX_TIMEOUT
    while pid.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
