"""Pages rendered by scripts, read through a real Chromium, and the restrictions on what they may do."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.browser.chromium import chromium_for, needs_rendering
from crawler.crawl import SiteSummary, crawl_sites
from crawler.records.errors import RenderingError
from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from tests.servers import pages
from tests.servers.pages import PageServer

APP_SCRIPT = """fetch('/api/' + (location.pathname.slice(1) || 'home') + '.json').then(a => a.json()).then(data => {
    document.title = data.title
    document.querySelector('main').innerHTML = `<p>${data.text}</p><a href="${data.next}">verder</a>`
})"""

SHELL_HTML = "<title>Even geduld</title><main></main><script src='/app.js'></script>"

HANGING_SCRIPTS = {
    "lus": "while (true) {}",
    "melding": "while (true) alert('!')",
    "groei": "while (true) document.body.append('x'.repeat(1000) + Math.random())",
    "log": "while (true) console.log('x'.repeat(100000))",
    "weg": "location.href = '/elders'",
}
"""Scripts of pages that never finish loading, or navigate away."""

RESTLESS_SCRIPTS = {
    "vensters": "setInterval(() => { for (let i = 0; i < 50; i++) window.open('/nieuw?' + Math.random()) }, 1)",
    "springer": "onload = () => setInterval(() => { location.href = '/ergens?' + Math.random() }, 1)",
    "vragen": "setInterval(() => fetch('/api/vraag?' + Math.random()), 20)",
    "herladen": "onload = () => location.reload()",
}
"""Scripts of pages that keep sending requests, although their content is complete."""


def rendered_site(server: PageServer, **fields: object) -> Site:
    """Return the registry entry of a test site on which every page is rendered."""
    return pages.site_for(server, **({"render": ("/",)} | fields))


def crawl_pages(
    site: Site, store: Path, *, timeout: float = 20, on_progress: Callable[[str, int, int, int], None] | None = None
) -> tuple[SiteSummary, dict[str, Page]]:
    """Crawl one site; return its summary and its pages by path."""
    summary = crawl_sites([site], store, timeout=timeout, on_progress=on_progress).sites[0]
    with PageStore.open(store) as opened:
        return summary, {page.url.removeprefix(site.url.rstrip("/")): page for page in opened.pages()}


def add_app(server: PageServer, path: str, title: str, text: str, following: str) -> None:
    """Add a page that is empty without its script."""
    server.add_response(path, SHELL_HTML, etag='"schil"')
    server.add_response("/app.js", APP_SCRIPT, content_type="text/javascript")
    data = f'{{"title": "{title}", "text": "{text}", "next": "{following}"}}'
    server.add_response(f"/api/{path[1:] or 'home'}.json", data, content_type="application/json")


@pytest.fixture
def app(page_server: PageServer) -> PageServer:
    """A site with two pages that one script renders from JSON."""
    add_app(page_server, "/", "Welkom", "De bibliotheek is open op zaterdag.", "/park")
    add_app(page_server, "/park", "Het park", "Het containerpark is open op zaterdag.", "/")
    return page_server


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_rendered_content_is_read_and_its_links_are_followed(app: PageServer, tmp_path: Path) -> None:
    """Each page, script and data file is requested once. The URL of the second page is in no HTML."""
    summary, pages = crawl_pages(rendered_site(app), tmp_path / "pages.db")
    texts = {path: (page.title, page.text.strip().splitlines()[0]) for path, page in pages.items()}
    expected = {
        "/": ("Welkom", "De bibliotheek is open op zaterdag."),
        "/park": ("Het park", "Het containerpark is open op zaterdag."),
    }
    assert (expected, None) == (texts, summary.problem)
    requested = [path for path in app.requested_paths() if not re.search("bestaat-niet|robots|sitemap", path)]
    assert ["/", "/api/home.json", "/api/park.json", "/app.js", "/park"] == sorted(requested)


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_requests_of_scripts_have_the_crawlers_user_agent(app: PageServer, tmp_path: Path) -> None:
    crawl_pages(rendered_site(app), tmp_path / "pages.db")
    assert 1 == len({request.headers.get("user-agent") for request in app.requests})


def test_without_rendering_the_served_html_is_read(app: PageServer, tmp_path: Path) -> None:
    _, pages = crawl_pages(rendered_site(app, render=()), tmp_path / "pages.db")
    assert {"/": ("Even geduld", "")} == {path: (page.title, page.text) for path, page in pages.items()}


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_new_data_in_an_unchanged_shell_is_a_change(app: PageServer, tmp_path: Path) -> None:
    """The ETag of the HTML does not cover the data that the script loads."""
    site, store = rendered_site(app), tmp_path / "pages.db"
    crawl_pages(site, store)
    add_app(app, "/park", "Het park verhuist", "Vanaf mei in de Loofstraat.", "/")
    _, pages = crawl_pages(site, store)
    assert "Het park verhuist" == pages["/park"].title


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_only_matching_paths_are_rendered(app: PageServer, tmp_path: Path) -> None:
    """The other pages are read as served."""
    app.add_response("/", "<title>Gewoon</title><a href='/park'>park</a><script>document.title = 'Gemaakt'</script>")
    _, pages = crawl_pages(rendered_site(app, render=("/park",)), tmp_path / "pages.db")
    assert {"/": "Gewoon", "/park": "Het park"} == {path: page.title for path, page in pages.items()}


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_rendered_characters_outside_the_page_encoding_are_kept(page_server: PageServer, tmp_path: Path) -> None:
    """A script can write any character into a page in Latin-1."""
    page = "<meta charset=iso-8859-1><title>Café</title><script>document.title += ' \\u20ac\\u0142'</script>"
    page_server.add_response("/", page.encode("latin-1"), content_type="text/html; charset=iso-8859-1")
    _, pages = crawl_pages(rendered_site(page_server), tmp_path / "pages.db")
    assert "Café €ł" == pages["/"].title


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_redirects_and_errors_are_not_rendered(app: PageServer, tmp_path: Path) -> None:
    """The browser only gets responses with status 200."""
    app.add_response("/", "<a href='/oud'>oud</a><a href='/stuk'>stuk</a>")
    app.add_response("/oud", status=301, location="/park")
    app.add_response("/stuk", SHELL_HTML, status=500)
    _, pages = crawl_pages(rendered_site(app), tmp_path / "pages.db")
    assert {"/": 200, "/oud": 301, "/stuk": 500, "/park": 200} == {path: page.status for path, page in pages.items()}
    assert ("Het park", False) == (pages["/park"].title, "/api/stuk.json" in app.requested_paths())


HANG_TIMEOUT = 2.0
"""Rendering timeout for the pages that hang, which always reach it."""

RESTLESS_TIMEOUT = 60.0
"""Rendering timeout for the restless pages, which finish long before, even on a slow machine."""


@dataclass(frozen=True)
class RenderedCrawl:
    """A crawl of several rendered pages: its summary, its pages by path, and its log."""

    summary: SiteSummary
    pages: dict[str, Page]
    log: str


def crawl_scripts(chromium: str, folder: Path, scripts: dict[str, str], timeout: float) -> RenderedCrawl:
    """Crawl one page for each script, and one page without problems."""
    with PageServer() as server:
        add_app(server, "/goed", "Goed", "Deze pagina is in orde.", "/goed")
        server.add_response(
            "/", "<title>Home</title>" + "".join(f"<a href='/{name}'>{name}</a>" for name in [*scripts, "goed"])
        )
        for name, script in scripts.items():
            server.add_response(f"/{name}", f"<title>{name}</title><p>Wat er staat.</p><script>{script}</script>")
        log = folder / "log"
        (summary,) = crawl_sites(
            [rendered_site(server)], folder / "pages.db", timeout=timeout, log_file=log, chromium=chromium
        ).sites
        with PageStore.open(folder / "pages.db") as opened:
            pages = {page.url.removeprefix(server.url): page for page in opened.pages()}
        return RenderedCrawl(summary, pages, log.read_text())


@pytest.fixture(scope="module")
def hung(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> RenderedCrawl:
    """A crawl of the pages that hang or navigate away."""
    return crawl_scripts(chromium, tmp_path_factory.mktemp("hung"), HANGING_SCRIPTS, HANG_TIMEOUT)


@pytest.fixture(scope="module")
def restless(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> RenderedCrawl:
    """A crawl of the restless pages, each with a script that sets its title first."""
    scripts = {name: f"document.title = '{name} gemaakt';{script}" for name, script in RESTLESS_SCRIPTS.items()}
    return crawl_scripts(chromium, tmp_path_factory.mktemp("restless"), scripts, RESTLESS_TIMEOUT)


@pytest.mark.browser
def test_hung_pages_do_not_stop_the_crawl(hung: RenderedCrawl) -> None:
    """Every page is read, and no URL that scripts navigate to."""
    assert ({"/", "/goed", *(f"/{name}" for name in HANGING_SCRIPTS)}, None) == (set(hung.pages), hung.summary.problem)


@pytest.mark.browser
def test_restless_pages_do_not_stop_the_crawl(restless: RenderedCrawl) -> None:
    """Every page is read, the page without problems is rendered, and no URL that scripts navigate to is read."""
    found = set(restless.pages), restless.summary.problem, restless.pages["/goed"].title
    assert ({"/", "/goed", *(f"/{name}" for name in RESTLESS_SCRIPTS)}, None, "Goed") == found


@pytest.mark.browser
@pytest.mark.parametrize("name", HANGING_SCRIPTS)
def test_page_that_hangs_or_navigates_is_stored_as_served(hung: RenderedCrawl, name: str) -> None:
    """Its HTML is read, and the log gives the reason."""
    page = hung.pages[f"/{name}"]
    assert (name, "Wat er staat.") == (page.title, page.text.strip())
    assert f"/{name} is stored as it was fetched: " in hung.log


@pytest.mark.browser
@pytest.mark.parametrize("name", RESTLESS_SCRIPTS)
def test_restless_page_is_read_after_a_while(restless: RenderedCrawl, name: str) -> None:
    """With the content that its scripts rendered until then."""
    assert f"{name} gemaakt" == restless.pages[f"/{name}"].title


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
@pytest.mark.skipif(sys.platform != "linux", reason="finds the browser's processes in /proc")
def test_crashed_browser_is_restarted(app: PageServer, tmp_path: Path) -> None:
    """Later pages are rendered as well."""
    killed: list[int] = []

    def kill(_site: str, done: int, _total: int, _failed: int) -> None:
        if done and not killed:
            killed.extend(_browsers_below(os.getpid()))
            for process in killed:
                os.kill(process, signal.SIGKILL)

    _, pages = crawl_pages(rendered_site(app), tmp_path / "pages.db", on_progress=kill)
    assert ({"/": "Welkom", "/park": "Het park"}, True) == (
        {path: page.title for path, page in pages.items()},
        bool(killed),
    )


def _browsers_below(parent: int) -> list[int]:
    """Return the process ids of running browsers that descend from `parent`."""
    found = []
    for child in subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False
    ).stdout.split():
        command = Path(f"/proc/{child}/cmdline").read_bytes()
        found += [int(child)] if b"--remote-debugging-pipe" in command and b"--type=" not in command else []
        found += _browsers_below(int(child))
    return found


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_scripts_cannot_reach_private_networks(page_server: PageServer, tmp_path: Path) -> None:
    """Not by script, fetch, frame, redirect, WebSocket or hint: no connection to another loopback port is attempted."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        address = f"127.0.0.1:{other.getsockname()[1]}"
        there = f"http://{address}"
        page_server.add_response("/om.js", status=302, location=f"{there}/om.js")
        page_server.add_response(
            "/",
            f"""<title>Voor</title><link rel=preconnect href="{there}"><link rel=prefetch href="{there}/a">
            <link rel=stylesheet href="{there}/a.css"><img src="{there}/a.png"><iframe src="{there}/"></iframe>
            <script src="{there}/a.js"></script><script src="http://localhost:{address[10:]}/b.js"></script>
            <script src="/om.js"></script><script>
            fetch('{there}/x', {{mode: 'no-cors'}}).catch(() => 0)
            navigator.sendBeacon('{there}/baken', 'x')
            new EventSource('{there}/stroom')
            new WebSocket('ws://{address}/draad')
            const call = new RTCPeerConnection({{iceServers: [{{urls: 'turn:{address}?transport=tcp', username: 'x', credential: 'y'}}]}})
            call.createDataChannel('x')
            call.createOffer().then(offer => call.setLocalDescription(offer))
            document.title = 'Na'</script>""",
        )
        _, pages = crawl_pages(rendered_site(page_server), tmp_path / "pages.db")
        with pytest.raises(BlockingIOError):
            other.accept()
    assert "Na" == pages["/"].title


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_scripts_and_data_obey_robots_txt_and_the_registry(page_server: PageServer, tmp_path: Path) -> None:
    """Disallowed resources are not requested, as by Google's renderer, and the page is read without them."""
    page_server.add_response("/robots.txt", "User-agent: *\nDisallow: /intern\n", content_type="text/plain")
    for path in ("/intern/a.js", "/beheer/a.js", "/mag.js"):
        page_server.add_response(path, f"document.title += ' {path}'", content_type="text/javascript")
    page_server.add_response(
        "/", "".join(f"<script src='{path}'></script>" for path in ("/intern/a.js", "/beheer/a.js", "/mag.js"))
    )
    _, pages = crawl_pages(rendered_site(page_server, exclude=("/beheer",)), tmp_path / "pages.db")
    assert "/mag.js" == (pages["/"].title or "").strip()
    assert [] == [path for path in page_server.requested_paths() if path.startswith(("/intern", "/beheer"))]


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_rendered_pages_send_no_post_requests(page_server: PageServer, tmp_path: Path) -> None:
    """Opening a page must not vote, order or count a visit."""
    page_server.add_response(
        "/",
        "<title>Voor</title><script>fetch('/stem', {method: 'POST'}).catch(() => { document.title = 'Na' })</script>",
    )
    _, pages = crawl_pages(rendered_site(page_server), tmp_path / "pages.db")
    assert ("Na", []) == (pages["/"].title, [request for request in page_server.requests if request.path == "/stem"])


def test_missing_chromium_is_reported_before_any_request(page_server: PageServer, tmp_path: Path) -> None:
    """The message names the site that needs it, and what to install."""
    with pytest.raises(RenderingError) as caught:
        crawl_sites([rendered_site(page_server)], tmp_path / "pages.db", chromium="/nergens/chromium")
    expected = (
        'the site "proef" requires rendering, and /nergens/chromium is not installed; '
        "install Chromium (on Debian: apt install chromium), or set REGIOZOEK_CHROMIUM to its program"
    )
    assert (expected, []) == (str(caught.value), page_server.requests)


def test_chromium_is_not_found(page_server: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither on PATH nor among Playwright's downloads."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr("crawler.browser.chromium._MACOS_PROGRAMS", ())
    with pytest.raises(RenderingError, match='"proef" requires rendering, and Chromium is not installed'):
        chromium_for([rendered_site(page_server)])


def test_program_that_is_not_chromium_is_reported(page_server: PageServer) -> None:
    """With its output or exit status."""
    with pytest.raises(RenderingError, match="/false does not start: it ended with code 1"):
        chromium_for(
            [rendered_site(page_server)], "/usr/bin/false" if Path("/usr/bin/false").exists() else "/bin/false"
        )


def test_missing_packages_are_reported(page_server: PageServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the extra to install."""
    monkeypatch.setitem(sys.modules, "scrapy_playwright", None)
    with pytest.raises(RenderingError, match=r"run pip install 'regiozoek\[render\]'"):
        chromium_for([rendered_site(page_server)])


def test_sites_without_rendering_need_no_browser(page_server: PageServer) -> None:
    """Chromium is not located, and Playwright is not imported."""
    assert chromium_for([rendered_site(page_server, render=())], "/nergens/chromium") is None
    script = "import sys, crawler.crawl, crawler.spider.spider, crawler.spider.scrapy_settings; print('playwright' in sys.modules)"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "False" == output.strip()


@pytest.mark.parametrize(
    ("render", "expected"),
    [
        ((), []),
        (("/",), ["/", "/agenda?maand=5"]),
        (("/agenda",), ["/agenda?maand=5"]),
        (("*?maand",), ["/agenda?maand=5"]),
    ],
)
def test_rendering_patterns_match_path_and_query(
    page_server: PageServer, render: tuple[str, ...], expected: list[str]
) -> None:
    """With the syntax of robots.txt."""
    site = rendered_site(page_server, render=render)
    assert expected == [path for path in ("/", "/agenda?maand=5") if needs_rendering(site, page_server.url + path)]
