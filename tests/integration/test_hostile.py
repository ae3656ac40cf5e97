"""Broken and hostile servers: each misbehaviour costs a bounded time and leaves its reason in the store."""

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

DEEP = "<div>" * 5_000 + "diep" + "</div>" * 5_000


def maze(exchange: Exchange) -> None:
    """Answer with a maze: an entrance of 100,000 links, and behind each of them a page of 500 more.

    Reading a page of 100,000 links takes seconds, so that only one page has them.
    """
    first, count = (0, 100_000) if "?" not in exchange.path else (500 * exchange.path_number(), 500)
    links = "".join(f'<a href="/stil?x={number}">{number}</a>' for number in range(first, first + count))
    exchange.page("<title>Doolhof</title>" + links)


TIMES: dict[str, int] = {}


def flapping(exchange: Exchange) -> None:
    """Fail every first time."""
    TIMES[exchange.path] = TIMES.get(exchange.path, 0) + 1
    if TIMES[exchange.path] == 1:
        exchange.page("stuk", status="500 Internal Server Error")
    else:
        exchange.page("<title>Toch nog</title>")


def linked(exchange: Exchange) -> None:
    """Answer with the home page, which links to every misbehaviour."""
    names = [name for name in BEHAVIOURS if name not in {"", "robots.txt"}]
    exchange.page("<title>Home</title>" + "".join(f'<a href="/{name}">{name}</a>' for name in names))


BEHAVIOURS: dict[str, Behaviour] = {
    "": linked,
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
    "diep": lambda x: x.page(f"<title>Diep</title><main>{DEEP}</main>"),
    "koekje": lambda x: x.head("302 Found", "Location: /koekje", "Set-Cookie: a=1", "Content-Length: 0"),
    "wankel": flapping,
}


@dataclass(frozen=True)
class Met:
    """The site after its crawl."""

    base: str
    requested_paths: list[str]
    summary: SiteSummary
    pages: dict[str, Page]
    known: dict[str, KnownUrl]


def site_of(server: HostileServer) -> Site:
    """Return the registry entry of a hostile site."""
    host = server.url.partition("://")[2]
    return Site(
        id="boos", name="Boos", url=server.url + "/", hosts=(host,), delay=0.0, allow_private=True, max_pages=600
    )


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    """One crawl of every misbehaviour at once; it ends."""
    store = tmp_path_factory.mktemp("hostile") / "pages.db"
    with HostileServer(BEHAVIOURS) as server:
        summary = crawl_sites([site_of(server)], store, timeout=6).sites[0]
        with PageStore.open(store) as opened:
            cut = len(server.url)
            pages = {page.url[cut:]: page for page in opened.pages()}
            known = {entry.url[cut:]: entry for entry in opened.known_urls("boos")}
        yield Met(server.url, server.requested_paths, summary, pages, known)


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
def test_each_misbehaviour_has_its_reason(met: Met, path: str, status: int, error: str | None) -> None:
    """The status is a fact, and what kept an answer away is a phrase."""
    assert (status, error) == (met.pages[path].status, met.pages[path].error)


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
def test_what_can_be_read_is_read(met: Met, path: str, title: str) -> None:
    """Old protocols, wrong lengths, odd bytes, deep nests and servers that need a second try."""
    assert (200, None, title) == (met.pages[path].status, met.pages[path].error, met.pages[path].title)


def test_deep_nests_keep_their_text(met: Met) -> None:
    """Text at the bottom of thousands of elements is found or left, and breaks nothing."""
    assert met.pages["/diep"].kind is BodyKind.HTML


@pytest.mark.parametrize("path", ["/lus", "/koekje"])
def test_a_loop_is_one_request(met: Met, path: str) -> None:
    """An address that redirects to itself, for a cookie or for nothing, is asked once."""
    assert (met.base + path, 1) == (met.pages[path].redirect, met.requested_paths.count(path))


@pytest.mark.parametrize("path", ["/ketting", "/canoniek"])
def test_an_endless_chain_ends(met: Met, path: str) -> None:
    """Redirects and canonicals lead no further than links do, and the last one says why."""
    fetched = [known for known in met.known if known.startswith(path) and known in met.pages]
    reasons = {entry.skip for known, entry in met.known.items() if known.startswith(path) and entry.skip}
    assert len(fetched) <= MAX_LINK_DEPTH
    assert {f"more than {MAX_LINK_DEPTH} links from the home page"} == reasons


def test_nothing_private_or_foreign_is_asked(met: Met) -> None:
    """Redirects, <base> and links to other hosts are facts of a page, and no addresses of the site."""
    assert "http://169.254.169.254/latest/meta-data/" == met.pages["/prive"].redirect
    assert {"http://169.254.169.254/geheim"} == {link.url for link in met.pages["/basis"].links}
    assert [] == [path for path in met.known if not path.startswith("/")]


def test_mazes_are_bounded(met: Met) -> None:
    """Endless folders, a hundred thousand links on a page and sessions in addresses stay within their limits."""
    folders = [path for path in met.pages if path.startswith("/mappen")]
    variants = [path for path in met.pages if path.startswith("/stil?")]
    sessions = [path for path in met.known if path.startswith("/sessie")]
    assert len(folders) < 60
    assert len(variants) == 50
    assert ["/sessie"] == sessions


def test_two_locations_and_two_types_are_not_mixed_up(met: Met) -> None:
    """Of headers that come twice the first counts."""
    assert (met.base + "/goed", "text/html") == (met.pages["/twee"].redirect, met.pages["/dubbel"].content_type)


def test_a_refresh_loop_is_bounded(met: Met) -> None:
    """A page that refreshes to itself with a parameter is two addresses."""
    assert {"/verfris", "/verfris?n=1"} == {path for path in met.pages if path.startswith("/verfris")}


def test_the_crawl_comes_to_its_end(met: Met) -> None:
    """Every known address was asked or has a reason, whatever the others did."""
    open_ends = [path for path, entry in met.known.items() if entry.skip is None and path not in met.pages]
    assert ([], None) == (open_ends, met.summary.problem)


def test_a_bad_certificate_is_its_own_reason(tmp_path: Path) -> None:
    """A site whose certificate nobody vouches for is not read: a browser would warn, and Google stays away."""
    pem = tmp_path / "site.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    subprocess.run([*make, "-keyout", pem, "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    pem.write_text(pem.read_text() + (tmp_path / "cert.pem").read_text())
    with HostileServer({"": lambda x: x.page("<title>x</title>")}, certificate=pem) as server:
        summary = crawl_sites([site_of(server)], tmp_path / "pages.db", timeout=6).sites[0]
    assert (
        "robots.txt cannot be fetched (its certificate is not valid); no pages are requested until it can"
        == summary.problem
    )
