"""Crawling again: what is asked, what is believed, and what is left for another day."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.crawl import SiteSummary, crawl_sites
from crawler.records.date_parsing import BRUSSELS
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from tests.servers.pages import PageServer, site_for

NAMES = ("a", "b", "c")
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>{0}/b</loc><lastmod>{1:%Y-%m-%dT%H:%M:%SZ}</lastmod></url></urlset>"""

Again = Callable[..., SiteSummary]


@pytest.fixture
def small(page_server: PageServer) -> PageServer:
    """A site of a home page and three pages whose server knows no validators."""
    links = "".join(f"<a href='/{name}'>{name}</a>" for name in NAMES)
    page_server.add_response("/", f"<title>Home</title><main>Welkom op deze site. {links}</main>")
    for name in NAMES:
        page_server.add_response(f"/{name}", f"<title>{name}</title><main>De tekst van pagina {name} is kort.</main>")
    return page_server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where the pages go."""
    return tmp_path / "pages.db"


def again(server: PageServer, store: Path, *, full: bool = False, **fields: object) -> SiteSummary:
    """Crawl the site and return how it stands; what the server was asked is counted anew."""
    server.requests.clear()
    return crawl_sites([site_for(server, **fields)], store, full=full).sites[0]


def asked(server: PageServer) -> set[str]:
    """Return the pages that were asked."""
    return {path for path in server.requested_paths() if path == "/" or path.removeprefix("/") in NAMES}


def age(store: Path, days: int) -> None:
    """Let every page be asked yesterday, after it had stood unchanged for some days."""
    now = datetime.now(UTC)
    with sqlite3.connect(store) as connection:
        connection.execute(
            "UPDATE page SET fetched_at = ?, changed_at = ?",
            [str((now - timedelta(days=past)).replace(tzinfo=None)) for past in (1, 1 + days)],
        )


def test_the_same_bytes_are_not_read_again(small: PageServer, store: Path) -> None:
    """A server without validators sends a page again; what is stored of it is not touched, and nothing happened."""
    again(small, store)
    with PageStore.open(store) as pages:
        before = list(pages.pages())
    summary = again(small, store)
    with PageStore.open(store) as pages:
        assert before == list(pages.pages())
        assert all(known.last_run == 2 for known in pages.known_urls("proef"))
    assert ({"/", "/a", "/b", "/c"}, {}) == (asked(small), summary.events)


def test_a_header_that_counts_is_a_change(small: PageServer, store: Path) -> None:
    """The same body under an X-Robots-Tag is not the same answer."""
    again(small, store)
    small.add_response("/a", "<title>a</title><main>De tekst van pagina a is kort.</main>", x_robots_tag="noindex")
    again(small, store)
    with PageStore.open(store) as pages:
        page = pages.page(small.url + "/a")
    assert page is not None
    assert page.noindex


def test_what_never_changes_rests_and_full_asks_it(small: PageServer, store: Path) -> None:
    """Pages that stood still for a year are not asked every day; the home page is."""
    again(small, store)
    age(store, 365)
    again(small, store)
    assert {"/"} == asked(small)
    age(store, 365)
    again(small, store, full=True)
    assert {"/", "/a", "/b", "/c"} == asked(small)


def test_a_sitemap_that_names_a_change_wakes_a_page(small: PageServer, store: Path) -> None:
    """A resting page whose lastmod is newer than the last crawl is asked."""
    again(small, store)
    age(store, 365)
    small.add_response("/sitemap.xml", SITEMAP.format(small.url, datetime.now(UTC)), content_type="text/xml")
    again(small, store)
    assert {"/", "/b"} == asked(small)


def test_a_page_is_gone_after_two_crawls(small: PageServer, store: Path) -> None:
    """The first 404 is a question, the second the answer; the history tells both."""
    again(small, store)
    small.add_response("/b", "weg", status=404)
    found = []
    for _ in range(2):
        summary = again(small, store)
        with PageStore.open(store) as pages:
            found.append(sum(page.status == 200 for page in pages.current_pages("proef")))
            told = [event.what for event in pages.page_history(small.url + "/b")]
        assert summary.problem is None
    assert ([4, 3], ["fetched", "missing", "gone"]) == (found, told)


def test_a_move_carries_the_history_along(small: PageServer, store: Path) -> None:
    """What happened to a page before it moved is told at its new address, and the summary names the move."""
    again(small, store)
    small.add_response("/b", status=301, location="/nieuw")
    small.add_response("/nieuw", "<title>b</title><main>De tekst van pagina b is kort.</main>")
    summary = again(small, store)
    with PageStore.open(store) as pages:
        told = [
            (event.what, event.url and event.url.rpartition("/")[2])
            for event in pages.page_history(small.url + "/nieuw")
        ]
    assert [("fetched", "b"), ("moved", "b"), ("fetched", None)] == told
    assert {("moved", "/b"), ("fetched", "/nieuw")} == {
        (event.what, (event.url or "").removeprefix(small.url)) for event in summary.news
    }


def test_a_site_that_falls_apart_is_doubted(page_server: PageServer, store: Path) -> None:
    """When most pages are suddenly 404 the summary says so, and the site keeps them until the next crawl agrees."""
    names = [f"/p{number}" for number in range(20)]
    page_server.add_response("/", "<title>Home</title>" + "".join(f"<a href='{name}'>{name}</a>" for name in names))
    for name in names:
        page_server.add_response(name, f"<title>{name}</title><main>Een pagina over {name}.</main>")
    again(page_server, store)
    for name in names[:15]:
        page_server.add_response(name, "weg", status=404)
    first, second = again(page_server, store), again(page_server, store)
    assert "15 of its pages seem gone at once; they are kept until the next crawl confirms it" == first.problem
    assert (None, 15) == (second.problem, second.events["gone"])


def test_quiet_hours_are_kept(small: PageServer, store: Path) -> None:
    """In its quiet hours not even robots.txt is asked, and the summary says until when."""
    clock = datetime.now(BRUSSELS)
    hours = ((clock - timedelta(hours=1)).time(), (clock + timedelta(hours=2)).time())
    summary = again(small, store, quiet_hours=(hours,))
    assert [] == small.requests
    assert "its quiet hours last until" in (summary.problem or "")


def test_the_ceiling_of_a_day_holds_over_crawls(page_server: PageServer, store: Path) -> None:
    """Every request counts, robots.txt and sitemap too; a second crawl of the day asks nothing."""
    for number in range(30):
        page_server.add_response(f"/p{number}", f"<title>{number}</title><a href='/p{number + 1}'>verder</a>")
    page_server.add_response("/", "<title>Home</title><a href='/p0'>begin</a>")
    first = again(page_server, store, max_per_day=12, delay=0.01)
    number = len(page_server.requests)
    second = again(page_server, store, max_per_day=12, delay=0.01)
    assert 10 <= number <= 14  # what is under way when the limit is reached is still answered
    assert [] == page_server.requests
    assert {first.problem, second.problem} == {
        "its 12 requests of today are used up; crawl it again tomorrow to continue"
    }


def test_a_server_that_is_down_is_left_alone(page_server: PageServer, store: Path) -> None:
    """After some failures in a row the rest is not asked; the next crawl asks it."""
    number = 80
    links = "".join(f"<a href='/p{n}'>{n}</a>" for n in range(number))
    page_server.add_response("/", f"<title>Home</title>{links}")
    for n in range(number):
        page_server.add_response(f"/p{n}", "stuk", status=500)
    summary = again(page_server, store)
    assert "URLs in a row failed (HTTP 500)" in (summary.problem or "")
    assert summary.statuses[500] < number
    for n in range(number):
        page_server.add_response(f"/p{n}", f"<title>{n}</title>")
    assert {200: number + 1} == {code: n for code, n in again(page_server, store).statuses.items() if code != 404}


def test_a_better_extractor_needs_no_second_answer(small: PageServer, store: Path) -> None:
    """What an earlier extractor read is read again from the stored bodies."""
    small.add_response("/a", "<title>a</title><main>De tekst van pagina a is kort.</main>", etag='"1"')
    again(small, store)
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE page SET extractor = 0, record = (SELECT record FROM page WHERE url LIKE '%/')")
    again(small, store)
    assert ['"1"'] == [request.headers.get("if-none-match") for request in small.requests if request.path == "/a"]
    with PageStore.open(store) as pages:
        titles = {page.url.removeprefix(small.url): page.title for page in pages.pages("proef") if page.status == 200}
    assert {"/": "Home", "/a": "a", "/b": "b", "/c": "c"} == titles


def test_a_feed_leads_to_what_nothing_links_to(small: PageServer, store: Path) -> None:
    """A page announces a feed, and the feed names a page; the feed is asked in every crawl."""
    small.add_response("/", "<title>Home</title><link rel=alternate type='application/rss+xml' href='/rss'>Welkom")
    entry = f"<item><title>Nieuw</title><link>{small.url}/bericht</link></item>"
    small.add_response(
        "/rss",
        f"<rss version='2.0'><channel><title>Nieuws</title>{entry}</channel></rss>",
        content_type="application/rss+xml",
    )
    small.add_response("/bericht", "<title>Bericht</title>")
    again(small, store)
    assert {"/", "/rss", "/bericht"} <= set(small.requested_paths())
    age(store, 365)
    again(small, store)
    assert {"/rss", "/bericht"} <= set(small.requested_paths())


def test_sites_of_a_run_do_not_wait_for_each_other(small: PageServer, store: Path) -> None:
    """One site's quiet hours do not keep another from its crawl."""
    clock = datetime.now(BRUSSELS)
    hours = ((clock - timedelta(hours=1)).time(), (clock + timedelta(hours=2)).time())
    quiet = Site(id="stil", name="Stil", url="http://127.0.0.1:9/", hosts=("127.0.0.1:9",), quiet_hours=(hours,))
    summaries = crawl_sites([quiet, site_for(small)], store).sites
    assert ("its quiet hours last" in (summaries[0].problem or ""), summaries[1].problem) == (True, None)
