"""The server of the miniature region, run as a subprocess on loopback and requested over HTTP."""

import gzip
import http.client
import json
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest

from regiozoek.demo.region import MiniatureRegion, RegionError

COMMAND = [sys.executable, "-m", "regiozoek.demo.server"]
Response = tuple[http.client.HTTPResponse, bytes]


@pytest.fixture(scope="module")
def region() -> Iterator[MiniatureRegion]:
    """A running region."""
    with MiniatureRegion() as running:
        yield running


def fetch(base: str, path: str, method: str = "GET", **headers: str) -> Response:
    """Send one request; header names use underscores."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_each_site_has_its_own_address(region: MiniatureRegion) -> None:
    """Each home page has the site's own name."""
    assert 12 == len(set(region.sites.values()))
    for town, base in region.sites.items():
        response, body = fetch(base, "/")
        assert 200 == response.status
        assert town.replace("-", " ") in body.decode().lower().replace("-", " ")


def test_sites_file_describes_the_running_sites(region: MiniatureRegion) -> None:
    """The sites file is TOML with the crawler's keys."""
    sites = tomllib.loads(region.sites_toml())["site"]
    assert region.sites == {site["id"]: site["url"] for site in sites}
    keys = {"id", "name", "url", "nis", "postcodes", "languages", "allow_private", "delay"}
    assert all(keys == site.keys() for site in sites)


def test_unchanged_page_is_304(region: MiniatureRegion) -> None:
    """By its ETag or its date."""
    base = region.sites["kuurne"]
    first, _ = fetch(base, "/contact")
    by_tag, body = fetch(base, "/contact", If_None_Match=str(first.headers["ETag"]))
    by_date, _ = fetch(base, "/contact", If_Modified_Since=str(first.headers["Last-Modified"]))
    older, _ = fetch(base, "/contact", If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT")
    other, _ = fetch(base, "/contact", If_None_Match='"iets-anders"')
    assert (304, b"", 304, 200, 200) == (by_tag.status, body, by_date.status, older.status, other.status)


def test_gzip_is_sent_to_clients_that_accept_it(region: MiniatureRegion) -> None:
    """The compressed page has its own ETag and the same text."""
    base = region.sites["zwevegem"]
    plain, body = fetch(base, "/producten")
    packed, small = fetch(base, "/producten", Accept_Encoding="gzip")
    assert "gzip" == packed.headers["Content-Encoding"]
    assert "Accept-Encoding" == packed.headers["Vary"] == plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert body == gzip.decompress(small)


def test_head_has_headers_and_no_body(region: MiniatureRegion) -> None:
    """HEAD has the headers of GET."""
    base = region.sites["kuurne"]
    get, body = fetch(base, "/nieuws")
    head, nothing = fetch(base, "/nieuws", "HEAD")
    assert (200, b"", str(len(body))) == (head.status, nothing, head.headers["Content-Length"])
    assert get.headers["ETag"] == head.headers["ETag"]


def test_unknown_url_is_404(region: MiniatureRegion) -> None:
    """The 404 is an HTML page, except on the site with soft 404s."""
    response, body = fetch(region.sites["kuurne"], "/bestaat/niet")
    assert 404 == response.status
    assert b"Pagina niet gevonden" in body
    assert 200 == fetch(region.sites["waregem"], "/bestaat/niet")[0].status


def test_old_url_redirects_permanently(region: MiniatureRegion) -> None:
    """The target exists."""
    base = region.sites["zwevegem"]
    response, _ = fetch(base, "/afval")
    assert 301 == response.status
    assert 200 == fetch(base, urlsplit(str(response.headers["Location"])).path)[0].status


def test_pdf_files_are_real(region: MiniatureRegion) -> None:
    """The waste calendar is a PDF with a title and Dutch text."""
    response, body = fetch(region.sites["menen"], "/documenten/afvalkalender.pdf")
    document = pypdfium2.PdfDocument(BytesIO(body))
    text = document[0].get_textpage().get_text_bounded()
    assert "application/pdf" == response.headers["Content-Type"]
    assert "Afvalkalender stad Menen" == document.get_metadata_value("Title")
    assert "huisvuil in Menen" in " ".join(text.split())


def test_robots_txt_names_the_sitemap(region: MiniatureRegion) -> None:
    """One site has a sitemap index with a gzipped child."""
    kuurne, kortrijk = region.sites["kuurne"], region.sites["kortrijk"]
    assert f"Sitemap: {kuurne}sitemap.xml" in fetch(kuurne, "/robots.txt")[1].decode()
    assert b"<urlset" in fetch(kuurne, "/sitemap.xml")[1]
    assert b"<sitemapindex" in fetch(kortrijk, "/sitemap.xml")[1]
    assert f"<loc>{kortrijk}contact</loc>" in gzip.decompress(fetch(kortrijk, "/sitemap-1.xml.gz")[1]).decode()


def test_endless_calendar_always_links_to_the_next_month(region: MiniatureRegion) -> None:
    """Across the turn of the year too."""
    _, body = fetch(region.sites["kortrijk"], "/kalender?maand=2030-12")
    assert "?maand=2031-01" in body.decode()
    assert "december 2030" in body.decode()


def test_redirect_hazards(region: MiniatureRegion) -> None:
    """One redirect is a loop, another leads to a private network."""
    avelgem = region.sites["avelgem"]
    assert f"{avelgem}lus" == fetch(avelgem, "/lus/terug")[0].headers["Location"]
    assert "http://10.0.0.1/beheer" == fetch(region.sites["anzegem"], "/intranet")[0].headers["Location"]


def test_charset_hazards(region: MiniatureRegion) -> None:
    """Two pages are in windows-1252: one declares it, the other declares UTF-8."""
    honest, body = fetch(region.sites["harelbeke"], "/producten/geboorteaangifte")
    wrong, other = fetch(region.sites["deerlijk"], "/producten/kinderopvang")
    assert "text/html; charset=windows-1252" == honest.headers["Content-Type"]
    assert "text/html" == wrong.headers["Content-Type"]
    assert body.decode("cp1252")
    assert b'charset="utf-8"' in other
    assert "crèche" in other.decode("cp1252")


def test_size_and_time_hazards(region: MiniatureRegion) -> None:
    """One page has three megabytes; another takes one to two seconds."""
    started = time.monotonic()
    assert 200 == fetch(region.sites["menen"], "/producten/rijbewijs")[0].status
    assert 1 < time.monotonic() - started < 3
    assert len(fetch(region.sites["waregem"], "/register")[1]) > 2_900_000


def test_broken_transfers_do_not_stop_the_server(region: MiniatureRegion) -> None:
    """One body is shorter than its Content-Length, another is half a gzip stream."""
    with pytest.raises(http.client.IncompleteRead):
        fetch(region.sites["harelbeke"], "/openbare-verlichting")
    _, body = fetch(region.sites["spiere-helkijn"], "/bushaltes")
    with pytest.raises(EOFError):
        gzip.decompress(body)
    assert 200 == fetch(region.sites["harelbeke"], "/")[0].status


def start_server(*arguments: str) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """Start a server with these arguments; return it with its sites."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    sites: dict[str, str] = json.loads(process.stdout.readline())["sites"]
    return process, sites


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_the_server_with_exit_code_zero(number: signal.Signals) -> None:
    process, _ = start_server()
    process.send_signal(number)
    _, complaint = process.communicate(timeout=10)
    assert (0, "") == (process.returncode, complaint)


def test_end_of_stdin_stops_the_server() -> None:
    """With --until-stdin-closes the server stops when its parent exits."""
    process, _ = start_server("--until-stdin-closes")
    process.communicate(timeout=10)
    assert 0 == process.returncode


def test_sites_file_is_written(tmp_path: Path) -> None:
    """--sites-file writes the URLs before the server announces that it is ready."""
    file = tmp_path / "sites.toml"
    process, sites = start_server("--sites-file", str(file))
    written = tomllib.loads(file.read_text("utf-8"))["site"]
    process.terminate()
    process.communicate(timeout=10)
    assert sites == {site["id"]: site["url"] for site in written}


def test_port_in_use_exits_with_code_three(region: MiniatureRegion) -> None:
    """The message gives the next step."""
    port = urlsplit(region.sites["anzegem"]).port
    ended = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False, timeout=20)
    assert 3 == ended.returncode
    assert "choose another one with --port" in ended.stderr
    assert "Traceback" not in ended.stderr
    with pytest.raises(RegionError, match="--port"), MiniatureRegion(port=port or 0):
        pass
