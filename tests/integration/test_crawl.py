"""Crawls of a real site on loopback."""

import itertools
import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from crawler.crawl import SiteSummary, crawl_sites
from crawler.records.errors import CrawlFailedError, StoreError
from crawler.records.page import BodyKind
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from tests.servers.pages import PageServer, StubResponse, site_for

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{0}/los</loc></url></urlset>'


def crawl_once(site: Site, store: Path, *, full: bool = False) -> SiteSummary:
    """Crawl one site and return its summary."""
    return crawl_sites([site], store, full=full).sites[0]


@pytest.fixture
def small_site(page_server: PageServer) -> PageServer:
    """A site with one page of each kind that matters to the crawler."""
    url = page_server.url
    page_server.add_response(
        "/robots.txt", f"User-agent: *\nDisallow: /intern\nSitemap: {url}/sitemap.xml", content_type="text/plain"
    )
    page_server.add_response("/sitemap.xml", SITEMAP.format(url), content_type="text/xml")
    page_server.add_response(
        "/",
        f"""<title>Home</title><main><a href="/a?utm_source=x">A</a> <a href="/oud">oud</a> <a href="/weg">weg</a>
        <a href="/intern/x">intern</a> <a href="https://elders.example/">elders</a> <a rel=nofollow href="/niet">niet</a>
        <img src="/wapen.png" alt="wapen"> <a href="/a.pdf">pdf</a> <a href="{url}/a#x">weer A</a></main>""",
        etag='"home"',
    )
    page_server.add_response("/a", "<title>A</title><main><a href='/'>home</a></main>")
    page_server.add_response("/los", "<title>Los</title><main>alleen in de sitemap</main>")
    page_server.add_response("/oud", status=301, location="/nieuw")
    page_server.add_response("/nieuw", "<title>Nieuw</title>")
    page_server.add_response("/wapen.png", b"PNG", content_type="image/png")
    page_server.add_response("/a.pdf", b"no pdf at all", content_type="application/pdf")
    return page_server


def test_crawl_fetches_every_url_once_and_records_why_others_are_skipped(
    small_site: PageServer, tmp_path: Path
) -> None:
    """Links, sitemap, redirects, images and files; robots.txt and nofollow are obeyed."""
    summary = crawl_once(site_for(small_site), tmp_path / "pages.db")
    assert ({200: 6, 301: 1, 404: 1}, 5) == (summary.statuses, summary.pages)
    assert {"robots.txt disallows it": 1, "only linked with nofollow": 1} == summary.skipped
    assert summary.problem is None
    paths = small_site.requested_paths()
    assert sorted(set(paths)) == sorted(paths)
    assert {"/wapen.png"} == set(small_site.requested_paths("HEAD"))
    assert not [path for path in paths if path.startswith(("/intern", "/niet"))]
    with PageStore.open(tmp_path / "pages.db") as store:
        pages = {page.url.removeprefix(small_site.url): page for page in store.pages()}
        found = {
            known.url.removeprefix(small_site.url): (known.how, known.depth) for known in store.known_urls("proef")
        }
    assert (small_site.url + "/nieuw", BodyKind.OTHER) == (pages["/oud"].redirect, pages["/wapen.png"].kind)
    assert "the PDF is damaged" == pages["/a.pdf"].error
    assert {"/": ("seed", 0), "/los": ("sitemap", 1), "/nieuw": ("redirect", 2), "/wapen.png": ("image", 1)} == {
        path: found[path] for path in ("/", "/los", "/nieuw", "/wapen.png")
    }


def test_recrawl_sends_conditional_requests(small_site: PageServer, tmp_path: Path) -> None:
    """A page with an ETag is requested conditionally and kept; with --full it is downloaded again."""
    site, store = site_for(small_site), tmp_path / "pages.db"
    crawl_once(site, store)
    small_site.requests.clear()
    small_site.add_response("/a", "<title>A is veranderd</title>")
    summary = crawl_once(site, store)
    assert {200: 6, 301: 1, 404: 1} == summary.statuses
    conditions = {request.path: request.headers.get("if-none-match") for request in small_site.requests}
    with PageStore.open(store) as pages:
        titles = {path: getattr(pages.page(small_site.url + path), "title", None) for path in ("/", "/a")}
    assert ('"home"', None) == (conditions["/"], conditions["/a"])
    assert {"/": "Home", "/a": "A is veranderd"} == titles
    assert {"changed": 1} == summary.events
    small_site.requests.clear()
    crawl_once(site, store, full=True)
    assert [None] == [request.headers.get("if-none-match") for request in small_site.requests if request.path == "/"]


def test_every_request_has_a_user_agent_with_a_contact_url(small_site: PageServer, tmp_path: Path) -> None:
    crawl_once(site_for(small_site), tmp_path / "pages.db")
    agents = {request.headers.get("user-agent", "") for request in small_site.requests}
    assert 1 == len(agents)
    assert "@" in agents.pop()


def test_new_site_is_not_crawled_while_its_robots_txt_fails(small_site: PageServer, tmp_path: Path) -> None:
    """No page is requested while robots.txt responds with 503 and its rules are unknown."""
    small_site.add_response("/robots.txt", "stuk", status=503)
    summary = crawl_once(site_for(small_site), tmp_path / "pages.db")
    assert {"/robots.txt"} == set(small_site.requested_paths())
    assert "robots.txt cannot be fetched (HTTP 503); no pages are requested until it can" == summary.problem


def test_stored_robots_txt_is_used_while_it_fails(small_site: PageServer, tmp_path: Path) -> None:
    """A server error for robots.txt alone does not stop the crawl."""
    site, store = site_for(small_site), tmp_path / "pages.db"
    before = crawl_once(site, store)
    small_site.add_response("/robots.txt", "stuk", status=500)
    small_site.requests.clear()
    after = crawl_once(site, store)
    assert (before.statuses, before.skipped, None) == (after.statuses, after.skipped, after.problem)
    assert "/" in small_site.requested_paths()
    assert not [path for path in small_site.requested_paths() if path.startswith("/intern")]


def test_unreachable_site_does_not_affect_other_sites(tmp_path: Path) -> None:
    """Its summary gives the reason."""
    dead = Site(
        id="dood", name="Dood", url="http://127.0.0.1:9/", hosts=("127.0.0.1:9",), delay=0.0, allow_private=True
    )
    summary = crawl_once(dead, tmp_path / "pages.db")
    assert (
        "robots.txt cannot be fetched (the connection was refused); no pages are requested until it can"
        == summary.problem
    )


def test_private_addresses_are_not_requested(page_server: PageServer, tmp_path: Path) -> None:
    """Without allow_private no request reaches loopback, whatever the registry or a redirect says."""
    page_server.add_response("/", "<title>x</title>")
    crawl_once(site_for(page_server, allow_private=False), tmp_path / "pages.db")
    assert "/" not in page_server.requested_paths()


def test_max_pages_stops_the_crawl_with_a_reason(small_site: PageServer, tmp_path: Path) -> None:
    """The crawl does not count as complete."""
    summary = crawl_once(site_for(small_site, max_pages=2), tmp_path / "pages.db")
    assert (2, "stopped at max_pages (2); raise it in sites.toml to crawl more") == (
        sum(summary.statuses.values()),
        summary.problem,
    )


def test_last_progress_report_covers_all_urls(small_site: PageServer, tmp_path: Path) -> None:
    """It gives the number of URLs without a page."""
    seen: list[tuple[str, int, int, int]] = []
    crawl_sites([site_for(small_site)], tmp_path / "pages.db", on_progress=lambda *report: seen.append(report))
    assert ("proef", 8, 8, 1) == seen[-1]


def test_unusable_store_is_reported_before_any_request(page_server: PageServer, tmp_path: Path) -> None:
    (tmp_path / "pages.db").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError):
        crawl_sites([site_for(page_server)], tmp_path / "pages.db")
    assert [] == page_server.requests


def test_killed_crawl_resumes_without_loss(page_server: PageServer, tmp_path: Path) -> None:
    """After kill -9 the next crawl requests the remaining URLs, and the store equals that of an uninterrupted crawl."""
    number = 150
    for n in range(number):
        page_server.add_response(
            f"/p{n}", f"<title>Pagina {n}</title><main><a href='/p{n + 1}'>x</a> <a href='/p{2 * n + 1}'>y</a></main>"
        )
    page_server.add_response("/", "<title>Home</title><a href='/p0'>begin</a>")
    site, store = site_for(page_server, delay=0.01), tmp_path / "pages.db"
    process = multiprocessing.get_context("spawn").Process(target=crawl_sites, args=([site], store))
    process.start()
    deadline = time.monotonic() + 60
    while len(page_server.requested_paths()) < number // 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    time.sleep(1)  # the orphaned crawl process exits by itself
    with PageStore.open(store) as pages:
        stored = {page.url for page in pages.pages() if page.status == 200}
    page_server.requests.clear()
    summary = crawl_once(site, store)
    again = {page_server.url + path for path in page_server.requested_paths()} & stored
    assert 0 < len(stored) < number
    assert (number + 1, set()) == (summary.statuses[200], again)


def test_full_disk_stops_the_crawl_without_loss(page_server: PageServer, tmp_path: Path) -> None:
    """No request is sent once nothing can be stored. With free space the next crawl fetches what is missing."""
    for n in range(200):
        page_server.add_response(
            f"/p{n}", f"<title>{n}</title><a href='/p{2 * n + 1}'>x</a><a href='/p{2 * n + 2}'>y</a>"
        )
    page_server.add_response("/", "<title>Home</title><a href='/p0'>x</a>")
    site, store = site_for(page_server), tmp_path / "pages.db"
    PageStore.open(store).close()
    full = "SELECT CASE WHEN (SELECT count(*) FROM page) >= 60 THEN RAISE(ABORT, 'database or disk is full') END;"
    with sqlite3.connect(store) as connection:
        connection.execute(f"CREATE TRIGGER full BEFORE INSERT ON page BEGIN {full} END")
    with pytest.raises(CrawlFailedError, match="the disk is full; free some space"):
        crawl_sites([site], store)
    assert len(page_server.requested_paths()) < 180
    with PageStore.open(store) as pages:
        assert 0 < len(list(pages.pages())) <= 60
    with sqlite3.connect(store) as connection:
        connection.execute("DROP TRIGGER full")
    summary = crawl_once(site, store)
    assert (201, None) == (summary.statuses[200], summary.problem)


def test_retry_after_is_obeyed_and_logged(page_server: PageServer, tmp_path: Path) -> None:
    """After a 503 with Retry-After the next request waits.

    The page is retried, and the log gives the reason for the delay.
    """
    page_server.add_response("/", "<title>Home</title><a href='/druk'>druk</a>")
    page_server.add_response("/druk", "<title>Druk</title>")
    page_server.first_responses["/druk"] = [StubResponse(b"", 503, {"retry-after": "3"})]
    log = tmp_path / "crawl.log"
    summary = crawl_sites([site_for(page_server)], tmp_path / "pages.db", log_file=log).sites[0]
    moments = [request.at for request in page_server.requests if request.path == "/druk"]
    assert {200: 2} == summary.statuses
    assert [True] == [later - earlier >= 2 for earlier, later in itertools.pairwise(moments)]
    assert "proef: 3.0 s between requests: Retry-After of its server" in log.read_text()


def test_crawl_delay_is_obeyed_and_logged(page_server: PageServer, tmp_path: Path) -> None:
    """The delay of robots.txt applies between any two requests."""
    page_server.add_response("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n", content_type="text/plain")
    page_server.add_response("/", "<title>Home</title><a href='/a'>a</a><a href='/b'>b</a>")
    for name in ("/a", "/b"):
        page_server.add_response(name, f"<title>{name}</title>")
    log = tmp_path / "crawl.log"
    crawl_sites([site_for(page_server)], tmp_path / "pages.db", log_file=log)
    pages = [request.at for request in page_server.requests if request.path in {"/", "/a", "/b"}]
    assert [True, True] == [later - earlier > 0.3 for earlier, later in itertools.pairwise(pages)]
    assert "Crawl-delay in its robots.txt" in log.read_text()
