"""The miniature region as it is really served: a subprocess on loopback, asked over HTTP."""

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
Answer = tuple[http.client.HTTPResponse, bytes]


@pytest.fixture(scope="module")
def region() -> Iterator[MiniatureRegion]:
    """A running region."""
    with MiniatureRegion() as running:
        yield running


def ask(base: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request; header names are written with underscores."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def test_twelve_sites_answer_at_twelve_addresses(region: MiniatureRegion) -> None:
    """Each site has an address of its own and greets with its own name."""
    assert 12 == len(set(region.sites.values()))
    for town, base in region.sites.items():
        response, body = ask(base, "/")
        assert 200 == response.status
        assert town.replace("-", " ") in body.decode().lower().replace("-", " ")


def test_sites_file_describes_the_running_sites(region: MiniatureRegion) -> None:
    """The sites file is TOML with the keys that the crawler reads."""
    sites = tomllib.loads(region.sites_toml())["site"]
    assert region.sites == {site["id"]: site["url"] for site in sites}
    keys = {"id", "name", "url", "nis", "postcodes", "languages", "allow_private", "delay"}
    assert all(keys == site.keys() for site in sites)


def test_unchanged_page_costs_no_body(region: MiniatureRegion) -> None:
    """A page that the client has is answered 304, by its ETag or by its date."""
    base = region.sites["kuurne"]
    first, _ = ask(base, "/contact")
    by_tag, body = ask(base, "/contact", If_None_Match=str(first.headers["ETag"]))
    by_date, _ = ask(base, "/contact", If_Modified_Since=str(first.headers["Last-Modified"]))
    older, _ = ask(base, "/contact", If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT")
    other, _ = ask(base, "/contact", If_None_Match='"iets-anders"')
    assert (304, b"", 304, 200, 200) == (by_tag.status, body, by_date.status, older.status, other.status)


def test_gzip_for_those_who_accept_it(region: MiniatureRegion) -> None:
    """The gzipped page has an ETag of its own and is the same text."""
    base = region.sites["zwevegem"]
    plain, body = ask(base, "/producten")
    packed, small = ask(base, "/producten", Accept_Encoding="gzip")
    assert "gzip" == packed.headers["Content-Encoding"]
    assert "Accept-Encoding" == packed.headers["Vary"] == plain.headers["Vary"]
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert body == gzip.decompress(small)


def test_head_has_headers_and_no_body(region: MiniatureRegion) -> None:
    """HEAD answers with the headers of GET."""
    base = region.sites["kuurne"]
    get, body = ask(base, "/nieuws")
    head, nothing = ask(base, "/nieuws", "HEAD")
    assert (200, b"", str(len(body))) == (head.status, nothing, head.headers["Content-Length"])
    assert get.headers["ETag"] == head.headers["ETag"]


def test_unknown_address_is_404(region: MiniatureRegion) -> None:
    """An unknown address is a 404 with a page for people, but for the one site of soft 404s."""
    response, body = ask(region.sites["kuurne"], "/bestaat/niet")
    assert 404 == response.status
    assert b"Pagina niet gevonden" in body
    assert 200 == ask(region.sites["waregem"], "/bestaat/niet")[0].status


def test_old_address_redirects_for_good(region: MiniatureRegion) -> None:
    """An old address is a permanent redirect to a page that exists."""
    base = region.sites["zwevegem"]
    response, _ = ask(base, "/afval")
    assert 301 == response.status
    assert 200 == ask(base, urlsplit(str(response.headers["Location"])).path)[0].status


def test_pdf_files_are_real(region: MiniatureRegion) -> None:
    """The waste calendar is a PDF with a title and Dutch text in it."""
    response, body = ask(region.sites["menen"], "/documenten/afvalkalender.pdf")
    document = pypdfium2.PdfDocument(BytesIO(body))
    text = document[0].get_textpage().get_text_bounded()
    assert "application/pdf" == response.headers["Content-Type"]
    assert "Afvalkalender stad Menen" == document.get_metadata_value("Title")
    assert "huisvuil in Menen" in " ".join(text.split())


def test_robots_and_sitemap(region: MiniatureRegion) -> None:
    """robots.txt names the sitemap; one site has an index with a gzipped child."""
    kuurne, kortrijk = region.sites["kuurne"], region.sites["kortrijk"]
    assert f"Sitemap: {kuurne}sitemap.xml" in ask(kuurne, "/robots.txt")[1].decode()
    assert b"<urlset" in ask(kuurne, "/sitemap.xml")[1]
    assert b"<sitemapindex" in ask(kortrijk, "/sitemap.xml")[1]
    assert f"<loc>{kortrijk}contact</loc>" in gzip.decompress(ask(kortrijk, "/sitemap-1.xml.gz")[1]).decode()


def test_endless_calendar_goes_on(region: MiniatureRegion) -> None:
    """Every month of the calendar links to the next, across a new year too."""
    _, body = ask(region.sites["kortrijk"], "/kalender?maand=2030-12")
    assert "?maand=2031-01" in body.decode()
    assert "december 2030" in body.decode()


def test_redirect_hazards(region: MiniatureRegion) -> None:
    """One redirect goes round in a circle, another points at a private network."""
    avelgem = region.sites["avelgem"]
    assert f"{avelgem}lus" == ask(avelgem, "/lus/terug")[0].headers["Location"]
    assert "http://10.0.0.1/beheer" == ask(region.sites["anzegem"], "/intranet")[0].headers["Location"]


def test_charset_hazards(region: MiniatureRegion) -> None:
    """Two pages come in windows-1252: one says so, the other says UTF-8."""
    honest, body = ask(region.sites["harelbeke"], "/producten/geboorteaangifte")
    wrong, other = ask(region.sites["deerlijk"], "/producten/kinderopvang")
    assert "text/html; charset=windows-1252" == honest.headers["Content-Type"]
    assert "text/html" == wrong.headers["Content-Type"]
    assert body.decode("cp1252")
    assert b'charset="utf-8"' in other
    assert "crèche" in other.decode("cp1252")


def test_size_and_time_hazards(region: MiniatureRegion) -> None:
    """One page has three megabytes, another takes between one and two seconds."""
    start = time.monotonic()
    assert 200 == ask(region.sites["menen"], "/producten/rijbewijs")[0].status
    assert 1 < time.monotonic() - start < 3
    assert len(ask(region.sites["waregem"], "/register")[1]) > 2_900_000


def test_broken_transfers(region: MiniatureRegion) -> None:
    """One body is shorter than announced, another is half a gzip stream; the server lives on."""
    with pytest.raises(http.client.IncompleteRead):
        ask(region.sites["harelbeke"], "/openbare-verlichting")
    _, body = ask(region.sites["spiere-helkijn"], "/bushaltes")
    with pytest.raises(EOFError):
        gzip.decompress(body)
    assert 200 == ask(region.sites["harelbeke"], "/")[0].status


def start(*arguments: str) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """A server with these arguments, and its sites."""
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
def test_signal_ends_the_server_cleanly(number: signal.Signals) -> None:
    """A signalled server ends with code 0 and without complaint."""
    process, _ = start()
    process.send_signal(number)
    _, complaint = process.communicate(timeout=10)
    assert (0, "") == (process.returncode, complaint)


def test_end_of_stdin_ends_the_server() -> None:
    """With --until-stdin-closes the server ends when its parent is gone."""
    process, _ = start("--until-stdin-closes")
    process.communicate(timeout=10)
    assert 0 == process.returncode


def test_sites_file_is_written(tmp_path: Path) -> None:
    """--sites-file writes the addresses before the server announces itself."""
    file = tmp_path / "sites.toml"
    process, sites = start("--sites-file", str(file))
    written = tomllib.loads(file.read_text("utf-8"))["site"]
    process.terminate()
    process.communicate(timeout=10)
    assert sites == {site["id"]: site["url"] for site in written}


def test_taken_port_is_one_clear_sentence(region: MiniatureRegion) -> None:
    """A port in use ends the server with code 3 and says what to do."""
    port = urlsplit(region.sites["anzegem"]).port
    ended = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False, timeout=20)
    assert 3 == ended.returncode
    assert "choose another one with --port" in ended.stderr
    assert "Traceback" not in ended.stderr
    with pytest.raises(RegionError, match="--port"), MiniatureRegion(port=port or 0):
        pass
