"""kill -9 at any time: the next crawl resumes, and ends with the same store as an uninterrupted one."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl import crawl_sites
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from tests.servers.pages import PageServer, site_for

PAGE_COUNT = 300
KILL_COUNT = 20
MAX_REQUESTS_BETWEEN_KILLS = 12
VOLATILE_FIELDS = {"fetched_at", "elapsed_ms"}
"""Fields of a page that differ between crawls."""

REGISTRY_TOML = """[[site]]
id = "proef"
name = "Proef"
url = "{0}/"
allow_private = true
delay = 0.02
"""


@pytest.fixture
def large_site(page_server: PageServer) -> PageServer:
    """A site of three hundred pages, with redirects, a missing page, an image and a line that is on all pages."""
    url = page_server.url
    page_server.add_response(
        "/robots.txt", f"User-agent: *\nDisallow: /p7\nSitemap: {url}/s.xml", content_type="text/plain"
    )
    page_server.add_response("/s.xml", f"<urlset><url><loc>{url}/los</loc></url></urlset>", content_type="text/xml")
    page_server.add_response("/los", "<title>Los</title><main>Alleen de sitemap noemt deze pagina.</main>")
    page_server.add_response("/", "<title>Home</title><a href='/p1'>begin</a>")
    for n in range(1, PAGE_COUNT):
        links = "".join(f"<a href='/p{child}'>{child}</a> " for child in (2 * n, 2 * n + 1))
        if n % 10 == 0:
            page_server.add_response(f"/p{n}", status=301, location=f"/p{n + 1}")
        else:
            text = f"<p>Dit staat op pagina nummer {n} en nergens anders.</p><p>Dit staat op elke pagina.</p>"
            page_server.add_response(
                f"/p{n}", f"<title>Pagina {n}</title><main>{text}{links}<img src='/i{n % 5}.png'></main>"
            )
    return page_server


def store_contents(store: Path) -> dict[str, Any]:
    """Return the contents of a store, without times and the order in which URLs were found."""
    with PageStore.open(store) as opened:
        pages = {
            page.url: {name: getattr(page, name) for name in page.__slots__ if name not in VOLATILE_FIELDS}
            for page in opened.pages(whole=True)
        }
        return {
            "pages": pages,
            "bodies": {url: opened.body(url) for url in pages},
            "addresses": {known.url: known.skip for known in opened.known_urls("proef")},
            "histories": {url: sorted(event.what for event in opened.page_history(url)) for url in pages},
            "files": {(file.kind, file.url): (file.status, file.body) for file in opened.site_files("proef")},
            "repeated": opened.template_lines("proef"),
            "pending": [known.url for known in opened.pending_urls("proef", 1)],
        }


def kill_crawl(command: list[str | Path], server: PageServer, requests: int, wait: float) -> bool:
    """Start a crawl and kill its processes after a number of requests; return False if it finished before.

    The time depends on the progress of the crawl and not on the clock, so that slow machines behave the same.
    """
    reached = len(server.requests) + requests
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and len(server.requests) < reached:
        time.sleep(0.002)
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_twenty_kills_lose_nothing(large_site: PageServer, tmp_path: Path) -> None:
    """In the end nothing is missing, duplicated or different."""
    undisturbed: Site = site_for(large_site, delay=0.0)
    crawl_sites([undisturbed], tmp_path / "undisturbed.db")
    registry = tmp_path / "sites.toml"
    registry.write_text(REGISTRY_TOML.format(large_site.url))
    command: list[str | Path] = [sys.executable, "-m", "regiozoek", "crawl", "--sites", registry, "--data", tmp_path]
    seed = time.time_ns()
    print(f"seed {seed}")  # noqa: T201 -- shown when the test fails
    moments = random.Random(seed)  # noqa: S311 -- no secret
    for _ in range(KILL_COUNT):
        requests = moments.randint(0, MAX_REQUESTS_BETWEEN_KILLS)
        assert kill_crawl(command, large_site, requests, moments.uniform(0.0, 0.05 if requests else 0.5))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert store_contents(tmp_path / "undisturbed.db") == store_contents(tmp_path / "pages.db")
    assert {1} == {run for (run,) in sqlite3.connect(tmp_path / "pages.db").execute("SELECT id FROM run")}
