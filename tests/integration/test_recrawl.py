"""Recrawls: change detection, removed and moved pages, quiet hours, and request limits."""

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

RecrawlFunction = Callable[..., SiteSummary]


@pytest.fixture
def small_site(page_server: PageServer) -> PageServer:
    """A site with a home page and three pages whose server sends no validators."""
    links = "".join(f"<a href='/{name}'>{name}</a>" for name in NAMES)
    page_server.add_response("/", f"<title>Home</title><main>Welkom op deze site. {links}</main>")
    for name in NAMES:
        page_server.add_response(f"/{name}", f"<title>{name}</title><main>De tekst van pagina {name} is kort.</main>")
    return page_server


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The path of the page store."""
    return tmp_path / "pages.db"


def recrawl(server: PageServer, store: Path, *, full: bool = False, **fields: object) -> SiteSummary:
    """Clear the recorded requests, crawl the site and return its summary."""
    server.requests.clear()
    return crawl_sites([site_for(server, **fields)], store, full=full).sites[0]


def requested_pages(server: PageServer) -> set[str]:
    """Return the pages that were requested."""
    return {path for path in server.requested_paths() if path == "/" or path.removeprefix("/") in NAMES}


def age_pages(store: Path, days: int) -> None:
    """Change the store as if every page was last crawled yesterday, after some days without a change."""
    now = datetime.now(UTC)
    with sqlite3.connect(store) as connection:
        connection.execute(
            "UPDATE page SET fetched_at = ?, changed_at = ?",
            [str((now - timedelta(days=past)).replace(tzinfo=None)) for past in (1, 1 + days)],
        )


def test_identical_body_is_unchanged(small_site: PageServer, store: Path) -> None:
    """Without validators the server sends the page again; the stored page stays and no event is recorded."""
    recrawl(small_site, store)
    with PageStore.open(store) as pages:
        before = list(pages.pages())
    summary = recrawl(small_site, store)
    with PageStore.open(store) as pages:
        assert before == list(pages.pages())
        assert all(known.last_run == 2 for known in pages.known_urls("proef"))
    assert ({"/", "/a", "/b", "/c"}, {}) == (requested_pages(small_site), summary.events)


def test_new_x_robots_tag_is_a_change(small_site: PageServer, store: Path) -> None:
    """The body is the same."""
    recrawl(small_site, store)
    small_site.add_response("/a", "<title>a</title><main>De tekst van pagina a is kort.</main>", x_robots_tag="noindex")
    recrawl(small_site, store)
    with PageStore.open(store) as pages:
        page = pages.page(small_site.url + "/a")
    assert page is not None
    assert page.noindex


def test_stable_pages_are_recrawled_less_often(small_site: PageServer, store: Path) -> None:
    """After a year without a change not every day, unless with --full. The home page is always recrawled."""
    recrawl(small_site, store)
    age_pages(store, 365)
    recrawl(small_site, store)
    assert {"/"} == requested_pages(small_site)
    age_pages(store, 365)
    recrawl(small_site, store, full=True)
    assert {"/", "/a", "/b", "/c"} == requested_pages(small_site)


def test_newer_lastmod_in_a_sitemap_triggers_a_recrawl(small_site: PageServer, store: Path) -> None:
    recrawl(small_site, store)
    age_pages(store, 365)
    small_site.add_response("/sitemap.xml", SITEMAP.format(small_site.url, datetime.now(UTC)), content_type="text/xml")
    recrawl(small_site, store)
    assert {"/", "/b"} == requested_pages(small_site)


def test_page_is_removed_after_two_404s(small_site: PageServer, store: Path) -> None:
    """The first 404 may be temporary. The history has both."""
    recrawl(small_site, store)
    small_site.add_response("/b", "weg", status=404)
    found = []
    for _ in range(2):
        summary = recrawl(small_site, store)
        with PageStore.open(store) as pages:
            found.append(sum(page.status == 200 for page in pages.current_pages("proef")))
            history = [event.what for event in pages.page_history(small_site.url + "/b")]
        assert summary.problem is None
    assert ([4, 3], ["fetched", "missing", "gone"]) == (found, history)


def test_history_follows_a_moved_page(small_site: PageServer, store: Path) -> None:
    """The new URL has the events of the old one, and the summary lists the move."""
    recrawl(small_site, store)
    small_site.add_response("/b", status=301, location="/nieuw")
    small_site.add_response("/nieuw", "<title>b</title><main>De tekst van pagina b is kort.</main>")
    summary = recrawl(small_site, store)
    with PageStore.open(store) as pages:
        history = [
            (event.what, event.url and event.url.rpartition("/")[2])
            for event in pages.page_history(small_site.url + "/nieuw")
        ]
    assert [("fetched", "b"), ("moved", "b"), ("fetched", None)] == history
    assert {("moved", "/b"), ("fetched", "/nieuw")} == {
        (event.what, (event.url or "").removeprefix(small_site.url)) for event in summary.news
    }


def test_mass_404s_keep_the_pages_until_the_next_crawl(page_server: PageServer, store: Path) -> None:
    """The summary warns when most pages suddenly respond with 404."""
    names = [f"/p{number}" for number in range(20)]
    page_server.add_response("/", "<title>Home</title>" + "".join(f"<a href='{name}'>{name}</a>" for name in names))
    for name in names:
        page_server.add_response(name, f"<title>{name}</title><main>Een pagina over {name}.</main>")
    recrawl(page_server, store)
    for name in names[:15]:
        page_server.add_response(name, "weg", status=404)
    first, second = recrawl(page_server, store), recrawl(page_server, store)
    assert "15 of its pages seem gone at once; they are kept until the next crawl confirms it" == first.problem
    assert (None, 15) == (second.problem, second.events["gone"])


def test_nothing_is_requested_in_quiet_hours(small_site: PageServer, store: Path) -> None:
    """Not even robots.txt; the summary says when the quiet hours end."""
    clock = datetime.now(BRUSSELS)
    hours = ((clock - timedelta(hours=1)).time(), (clock + timedelta(hours=2)).time())
    summary = recrawl(small_site, store, quiet_hours=(hours,))
    assert [] == small_site.requests
    assert "its quiet hours last until" in (summary.problem or "")


def test_daily_request_limit_applies_across_crawls(page_server: PageServer, store: Path) -> None:
    """Requests for robots.txt and sitemaps count too. A second crawl on the same day requests nothing."""
    for number in range(30):
        page_server.add_response(f"/p{number}", f"<title>{number}</title><a href='/p{number + 1}'>verder</a>")
    page_server.add_response("/", "<title>Home</title><a href='/p0'>begin</a>")
    first = recrawl(page_server, store, max_per_day=12, delay=0.01)
    number = len(page_server.requests)
    second = recrawl(page_server, store, max_per_day=12, delay=0.01)
    assert 10 <= number <= 14  # requests in flight when the limit is reached still finish
    assert [] == page_server.requests
    assert {first.problem, second.problem} == {
        "its 12 requests of today are used up; crawl it again tomorrow to continue"
    }


def test_crawl_stops_after_consecutive_server_errors(page_server: PageServer, store: Path) -> None:
    """The next crawl requests the remaining pages."""
    number = 80
    links = "".join(f"<a href='/p{n}'>{n}</a>" for n in range(number))
    page_server.add_response("/", f"<title>Home</title>{links}")
    for n in range(number):
        page_server.add_response(f"/p{n}", "stuk", status=500)
    summary = recrawl(page_server, store)
    assert "URLs in a row failed (HTTP 500)" in (summary.problem or "")
    assert summary.statuses[500] < number
    for n in range(number):
        page_server.add_response(f"/p{n}", f"<title>{n}</title>")
    assert {200: number + 1} == {code: n for code, n in recrawl(page_server, store).statuses.items() if code != 404}


def test_new_extractor_version_reads_stored_bodies(small_site: PageServer, store: Path) -> None:
    """Without downloading the pages again."""
    small_site.add_response("/a", "<title>a</title><main>De tekst van pagina a is kort.</main>", etag='"1"')
    recrawl(small_site, store)
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE page SET extractor = 0, record = (SELECT record FROM page WHERE url LIKE '%/')")
    recrawl(small_site, store)
    assert ['"1"'] == [request.headers.get("if-none-match") for request in small_site.requests if request.path == "/a"]
    with PageStore.open(store) as pages:
        titles = {
            page.url.removeprefix(small_site.url): page.title for page in pages.pages("proef") if page.status == 200
        }
    assert {"/": "Home", "/a": "a", "/b": "b", "/c": "c"} == titles


def test_feed_leads_to_unlinked_pages(small_site: PageServer, store: Path) -> None:
    """A page announces the feed, which lists a page. The feed is requested in every crawl."""
    small_site.add_response("/", "<title>Home</title><link rel=alternate type='application/rss+xml' href='/rss'>Welkom")
    entry = f"<item><title>Nieuw</title><link>{small_site.url}/bericht</link></item>"
    small_site.add_response(
        "/rss",
        f"<rss version='2.0'><channel><title>Nieuws</title>{entry}</channel></rss>",
        content_type="application/rss+xml",
    )
    small_site.add_response("/bericht", "<title>Bericht</title>")
    recrawl(small_site, store)
    assert {"/", "/rss", "/bericht"} <= set(small_site.requested_paths())
    age_pages(store, 365)
    recrawl(small_site, store)
    assert {"/rss", "/bericht"} <= set(small_site.requested_paths())


def test_quiet_hours_of_one_site_do_not_delay_another(small_site: PageServer, store: Path) -> None:
    clock = datetime.now(BRUSSELS)
    hours = ((clock - timedelta(hours=1)).time(), (clock + timedelta(hours=2)).time())
    quiet = Site(id="stil", name="Stil", url="http://127.0.0.1:9/", hosts=("127.0.0.1:9",), quiet_hours=(hours,))
    summaries = crawl_sites([quiet, site_for(small_site)], store).sites
    assert ("its quiet hours last" in (summaries[0].problem or ""), summaries[1].problem) == (True, None)
