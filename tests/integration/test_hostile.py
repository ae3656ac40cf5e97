"""Crawls of broken and hostile servers: each misbehaviour is bounded in time and has its reason in the store."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.crawl import SiteSummary, crawl_sites
from crawler.records.page import BodyKind, Page
from crawler.records.stored_records import KnownUrl
from crawler.registry.site import Site
from crawler.registry.url_scope import MAX_LINK_DEPTH
from crawler.store.page_store import PageStore
from tests.servers.hostile import Behaviour, Exchange, HostileServer, drip, gzip_bomb, stall, stream

DEEPLY_NESTED = "<div>" * 5_000 + "diep" + "</div>" * 5_000


def maze(exchange: Exchange) -> None:
    """Respond with a maze: an entrance with 100,000 links, each to a page with 500 more.

    Parsing 100,000 links takes seconds, so only one page has them.
    """
    first, count = (0, 100_000) if "?" not in exchange.path else (500 * exchange.path_number(), 500)
    links = "".join(f'<a href="/stil?x={number}">{number}</a>' for number in range(first, first + count))
    exchange.page("<title>Doolhof</title>" + links)


ATTEMPTS: dict[str, int] = {}


def fail_first_time(exchange: Exchange) -> None:
    """Fail the first request for each path."""
    ATTEMPTS[exchange.path] = ATTEMPTS.get(exchange.path, 0) + 1
    if ATTEMPTS[exchange.path] == 1:
        exchange.page("stuk", status="500 Internal Server Error")
    else:
        exchange.page("<title>Toch nog</title>")


def home_page(exchange: Exchange) -> None:
    """Respond with a home page that links to every misbehaviour."""
    names = [name for name in BEHAVIOURS if name not in {"", "robots.txt"}]
    exchange.page("<title>Home</title>" + "".join(f'<a href="/{name}">{name}</a>' for name in names))


BEHAVIOURS: dict[str, Behaviour] = {
    "": home_page,
    "robots.txt": lambda x: x.page("User-agent: *\nDisallow:\n" + "# vol\n" * 200_000, "Content-Type: text/plain"),
    "goed": lambda x: x.page("<title>Goed</title><main>Deze pagina is in orde en blijft dat ook.</main>"),
    "lus": lambda x: x.redirect("/lus"),
    "ketting": lambda x: x.redirect(f"/ketting/{x.path_number() + 1 if x.path.count('/') > 1 else 0}"),
    "canoniek": lambda x: x.page(
        f'<link rel=canonical href="/canoniek/{x.path_number() + 1 if x.path.count("/") > 1 else 0}"><title>c</title>'
    ),
    "verfris": lambda x: x.page('<meta http-equiv=refresh content="0;url=/verfris?n=1"><title>v</title>'),
    "nergens": lambda x: x.head("301 Moved Permanently", "Content-Length: 0"),
    "prive": lambda x: x.redirect("http://169.254.169.254/latest/meta-data/"),
    "bestand": lambda x: x.redirect("file:///etc/passwd"),
    "script": lambda x: x.redirect("javascript:alert(1)"),
    "rauw": lambda x: x.redirect("/go\x65d?naam=één twee".encode().decode("latin-1")),
    "twee": lambda x: x.head("302 Found", "Location: /goed", "Location: /lus", "Content-Length: 0"),
    "mappen": lambda x: x.page('<title>m</title><a href="mappen/">dieper</a><a href="x/mappen/x">dieper</a>'),
    "stil": maze,
    "sessie": lambda x: x.page('<title>s</title><a href="/sessie;jsessionid=9A?PHPSESSID=8">verder</a>'),
    "groot": lambda x: x.head("200 OK", "Content-Type: text/html", "Content-Length: 90000000000"),
    "stroom": stream,
    "bom": lambda x: x.page(gzip_bomb(), "Content-Encoding: gzip"),
    "geenzip": lambda x: x.page("<title>Geen zip</title>", "Content-Encoding: gzip"),
    "vreemd": lambda x: x.page("<title>Vreemd</title>", "Content-Encoding: oudheid"),
    "druppel": drip,
    "zwijg": stall,
    "breuk": lambda x: x.reset(),
    "halfweg": lambda x: (x.head("200 OK", "Content-Type: text/html", "Content-Length: 99"), x.raw(b"<t"), x.reset()),  # type: ignore[func-returns-value]
    "tekort": lambda x: (x.head("200 OK", "Content-Type: text/html", "Content-Length: 5000"), x.raw(b"<title>"))[0],  # type: ignore[func-returns-value]
    "teveel": lambda x: (
        x.head("200 OK", "Content-Type: text/html", "Content-Length: 22"),  # type: ignore[func-returns-value]
        x.raw(b"<title>Teveel</title>\n" + b"meer dan beloofd" * 9),  # type: ignore[func-returns-value]
    )[0],
    "oud": lambda x: x.raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Oud</title>"),
    "onzin": lambda x: x.raw(b"\x16\x03\x01 geen http \r\n\r\n"),
    "koppen": lambda x: x.head("200 OK", *(f"X-Kop-{n}: {'v' * 1000}" for n in range(2_000)), "Content-Length: 0"),
    "dubbel": lambda x: x.page("<title>Dubbel</title>", "Content-Type: text/html", "Content-Type: image/png"),
    "negen": lambda x: x.page("<title>Negen</title>", status="999 Weg Hier"),
    "gelijk": lambda x: x.head("304 Not Modified"),
    "leeg": lambda x: x.head("204 No Content"),
    "kader": lambda x: x.page('<title>Kader</title><frameset><frame src="/kader"></frameset>'),
    "basis": lambda x: x.page('<base href="http://169.254.169.254/"><title>Basis</title><a href="geheim">x</a>'),
    "tekens": lambda x: x.page(
        '<title>Tekens</title><a href="/go\ned">x</a><a href="http://[::1">y</a><a href="//">z</a>'
    ),
    "nul": lambda x: x.page(b"<title>N\x00ul</title>\x00"),
    "diep": lambda x: x.page(f"<title>Diep</title><main>{DEEPLY_NESTED}</main>"),
    "koekje": lambda x: x.head("302 Found", "Location: /koekje", "Set-Cookie: a=1", "Content-Length: 0"),
    "wankel": fail_first_time,
}


@dataclass(frozen=True)
class CrawlOutcome:
    """The site and its crawl."""

    base: str
    requested_paths: list[str]
    summary: SiteSummary
    pages: dict[str, Page]
    known: dict[str, KnownUrl]


def site_for(server: HostileServer) -> Site:
    """Return the registry entry of a hostile site."""
    host = server.url.partition("://")[2]
    return Site(
        id="boos", name="Boos", url=server.url + "/", hosts=(host,), delay=0.0, allow_private=True, max_pages=600
    )


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrawlOutcome]:
    """One crawl of all misbehaviours together."""
    store = tmp_path_factory.mktemp("hostile") / "pages.db"
    with HostileServer(BEHAVIOURS) as server:
        summary = crawl_sites([site_for(server)], store, timeout=6).sites[0]
        with PageStore.open(store) as opened:
            cut = len(server.url)
            pages = {page.url[cut:]: page for page in opened.pages()}
            known = {entry.url[cut:]: entry for entry in opened.known_urls("boos")}
        yield CrawlOutcome(server.url, server.requested_paths, summary, pages, known)


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/groot", 0, "the response is too large"),
        ("/stroom", 0, "the response is too large"),
        ("/bom", 0, "the response is too large"),
        ("/geenzip", 0, "the response broke off"),
        ("/druppel", 0, "no response within the time limit"),
        ("/zwijg", 0, "no response within the time limit"),
        ("/breuk", 0, "the connection was lost"),
        ("/halfweg", 0, "the response broke off"),
        ("/tekort", 0, "the response broke off"),
        ("/onzin", 0, "the response is not HTTP"),
        ("/koppen", 200, None),
        ("/nergens", 301, "a redirect without a usable Location"),
        ("/bestand", 301, "a redirect without a usable Location"),
        ("/script", 301, "a redirect without a usable Location"),
        ("/negen", 999, None),
        ("/leeg", 204, None),
        ("/gelijk", 304, "HTTP 304 to a request without conditions"),
    ],
)
def test_each_misbehaviour_has_its_reason(outcome: CrawlOutcome, path: str, status: int, error: str | None) -> None:
    """A response has its status; a failed request has its error."""
    assert (status, error) == (outcome.pages[path].status, outcome.pages[path].error)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/goed", "Goed"),
        ("/teveel", "Teveel"),
        ("/oud", "Oud"),
        ("/vreemd", "Vreemd"),
        ("/kader", "Kader"),
        ("/tekens", "Tekens"),
        ("/nul", "N\ufffdul"),
        ("/diep", "Diep"),
        ("/wankel", "Toch nog"),
    ],
)
def test_malformed_responses_are_read_if_possible(outcome: CrawlOutcome, path: str, title: str) -> None:
    """Old protocols, wrong lengths, odd bytes, deeply nested elements, and servers that need a retry."""
    assert (200, None, title) == (outcome.pages[path].status, outcome.pages[path].error, outcome.pages[path].title)


def test_deeply_nested_page_has_its_title(outcome: CrawlOutcome) -> None:
    """Text within thousands of elements is optional."""
    assert outcome.pages["/diep"].kind is BodyKind.HTML


@pytest.mark.parametrize("path", ["/lus", "/koekje"])
def test_redirect_to_itself_is_one_request(outcome: CrawlOutcome, path: str) -> None:
    """With or without a cookie."""
    assert (outcome.base + path, 1) == (outcome.pages[path].redirect, outcome.requested_paths.count(path))


@pytest.mark.parametrize("path", ["/ketting", "/canoniek"])
def test_endless_chain_is_bounded(outcome: CrawlOutcome, path: str) -> None:
    """Redirects and canonicals count towards the maximum depth, and the last URL has its reason."""
    fetched = [known for known in outcome.known if known.startswith(path) and known in outcome.pages]
    reasons = {entry.skip for known, entry in outcome.known.items() if known.startswith(path) and entry.skip}
    assert len(fetched) <= MAX_LINK_DEPTH
    assert {f"more than {MAX_LINK_DEPTH} links from the home page"} == reasons


def test_private_and_foreign_hosts_are_not_requested(outcome: CrawlOutcome) -> None:
    """Redirects, <base> and links to other hosts are stored with the page, but are not URLs of the site."""
    assert "http://169.254.169.254/latest/meta-data/" == outcome.pages["/prive"].redirect
    assert {"http://169.254.169.254/geheim"} == {link.url for link in outcome.pages["/basis"].links}
    assert [] == [path for path in outcome.known if not path.startswith("/")]


def test_mazes_are_bounded(outcome: CrawlOutcome) -> None:
    """Endless folders, a hundred thousand links on a page, and session ids in URLs."""
    folders = [path for path in outcome.pages if path.startswith("/mappen")]
    variants = [path for path in outcome.pages if path.startswith("/stil?")]
    sessions = [path for path in outcome.known if path.startswith("/sessie")]
    assert len(folders) < 60
    assert len(variants) == 50
    assert ["/sessie"] == sessions


def test_first_of_duplicate_headers_counts(outcome: CrawlOutcome) -> None:
    assert (outcome.base + "/goed", "text/html") == (
        outcome.pages["/twee"].redirect,
        outcome.pages["/dubbel"].content_type,
    )


def test_refresh_loop_is_bounded(outcome: CrawlOutcome) -> None:
    """A page that refreshes to itself with a parameter is two URLs."""
    assert {"/verfris", "/verfris?n=1"} == {path for path in outcome.pages if path.startswith("/verfris")}


def test_crawl_completes(outcome: CrawlOutcome) -> None:
    """Every known URL was requested or has a reason."""
    open_ends = [path for path, entry in outcome.known.items() if entry.skip is None and path not in outcome.pages]
    assert ([], None) == (open_ends, outcome.summary.problem)


def test_invalid_certificate_has_its_own_reason(tmp_path: Path) -> None:
    """The site is not read: a browser would warn, and Google does not index it."""
    pem = tmp_path / "site.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    subprocess.run([*make, "-keyout", pem, "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    pem.write_text(pem.read_text() + (tmp_path / "cert.pem").read_text())
    with HostileServer({"": lambda x: x.page("<title>x</title>")}, certificate=pem) as server:
        summary = crawl_sites([site_for(server)], tmp_path / "pages.db", timeout=6).sites[0]
    assert (
        "robots.txt cannot be fetched (its certificate is not valid); no pages are requested until it can"
        == summary.problem
    )
