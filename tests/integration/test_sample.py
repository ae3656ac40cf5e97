"""`regiozoek audit --sample`: pages checked in a real Chromium, with a mobile and a desktop viewport."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from crawler.sample.run import sample_pages
from tests.integration.audited_site import AuditedSite, words
from tests.servers.pages import PageServer, site_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

NARROW_SCREEN_SCRIPT = "<script>if (innerWidth < 600) document.querySelector('#lang').textContent = 'kort'</script>"


def png(width: int, height: int) -> bytes:
    """Return a grey image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def small_site(page_server: PageServer, tmp_path: Path) -> AuditedSite:
    """A site with an unnamed button, and an image that is far larger than its display size."""
    site = AuditedSite(page_server, tmp_path)
    site.add_page("/knop/fout", "Knop zonder naam", f"{words('naamloos')}<button></button>")
    site.add_page("/beeld/fout", "Groot beeld", f'{words("groot")}<img src="/groot.png" width="200" alt="">')
    page_server.add_response("/groot.png", png(1600, 1200), content_type="image/png")
    return site


@pytest.fixture
def site(small_site: AuditedSite) -> AuditedSite:
    """A site with one page for each fault that only a browser detects, and a page without that fault next to each."""
    filled = f"<script>document.querySelector('#vak').innerHTML = `{words('script')}`</script>"
    small_site.add_page("/knop/goed", "Knop met naam", f"{words('naam')}<button>Zoek</button>")
    small_site.add_page(
        "/beeld/goed", "Passend beeld", f'{words("passend")}<img src="/passend.png" width="200" alt="">'
    )
    small_site.server.add_response("/passend.png", png(400, 300), content_type="image/png")
    small_site.add_page("/script/fout", "Door een script", f"<div id=vak></div>{filled}")
    small_site.add_page("/script/goed", "Verrijkt", f"{words('verrijkt')}<div id=vak></div><script>1 + 1</script>")
    small_site.add_page("/titel/fout", "Eerst", words("titel") + "<script>document.title = 'Daarna'</script>")
    small_site.add_page("/smal/fout", "Smal", f"<div id=lang>{words('smal')}</div>{NARROW_SCREEN_SCRIPT}")
    small_site.add_page("/smal/goed", "Breed", f"<div id=heel>{words('breed')}</div>")
    return small_site


def test_each_browser_fault_is_found_and_nothing_else(site: AuditedSite) -> None:
    """Content from scripts, missing mobile content, axe-core violations, oversized images.

    Before the sample is taken these rules are not measured. Later audits use the stored sample without any request.
    """
    expected = {
        "js-dependent": {"/script/fout", "/titel/fout"},
        "mobile-parity": {"/smal/fout"},
        "a11y-axe": {"/knop/fout"},
        "img-oversized": {"/beeld/fout"},
    }
    site.crawl()
    assert set() == expected.keys() & site.audit_findings().keys()
    found = site.audit_findings("--sample", 20)
    assert expected == {rule: found[rule] for rule in expected}
    site.server.requests.clear()
    later = site.audit_findings()
    assert (expected, []) == ({rule: later[rule] for rule in expected}, site.server.requests)


def test_sample_obeys_robots_txt_and_identifies_itself(small_site: AuditedSite) -> None:
    """robots.txt applies to pages and their resources; the User-Agent names Regiozoek, and the mobile one a phone."""
    small_site.crawl()
    small_site.server.add_response(
        "/robots.txt", "User-agent: *\nDisallow: /knop\nDisallow: /groot.png\n", content_type="text/plain"
    )
    small_site.server.requests.clear()
    found = small_site.audit_findings("--sample", 20)
    assert (set(), set()) == (found["a11y-axe"], found["img-oversized"])
    assert not {"/knop/fout", "/groot.png"} & set(small_site.server.requested_paths())
    agents = [request.headers["user-agent"] for request in small_site.server.requests if request.path == "/beeld/fout"]
    assert [True, False] == ["Mobile" in agent for agent in agents]
    assert all("Regiozoek" in request.headers["user-agent"] for request in small_site.server.requests)


def test_broken_page_affects_only_itself(small_site: AuditedSite) -> None:
    """A page that hangs, one that exhausts the memory, one that is gone: each has its reason, and the rest is sampled."""
    small_site.add_page("/lus", "Lus", "<script>while (true) {}</script>")
    small_site.add_page(
        "/groei", "Groei", "<script>while (true) document.body.append('x'.repeat(1e5) + Math.random())</script>"
    )
    urls = [small_site.server.url + path for path in ("/lus", "/groei", "/weg", "/knop/fout")]
    samples = sample_pages({"proef": urls}, [site_for(small_site.server)], small_site.folder / "pages.db", timeout=5)
    assert "on a phone: its scripts took more than 5 seconds" == samples[0].problem
    assert (samples[1].problem or "").startswith("on a phone: ")
    assert ("HTTP 404", None) == (samples[2].problem, samples[3].problem)
    assert ("button-name",) == (samples[3].phone and samples[3].phone.obstacles)


def test_skipped_pages_are_reported(small_site: AuditedSite) -> None:
    """The number of pages, the total, and the reasons."""
    small_site.add_page("/weg/pagina", "Weg", words("weg"))
    small_site.crawl()
    small_site.server.add_response("/weg/pagina", "", status=404)
    done = small_site.regiozoek("audit", "--sample", 20)
    output = " ".join(done.stderr.split())
    sentence = f"proef: 1 of 4 pages could not be rendered; {small_site.server.url}/weg/pagina: HTTP 404."
    assert (0, True) == (done.returncode, sentence in output), done.stderr
    assert "/weg/pagina was not sampled: HTTP 404" in (small_site.folder / "var" / "logs" / "sample.log").read_text()


def test_missing_browser_is_reported(small_site: AuditedSite) -> None:
    """Nothing is audited."""
    small_site.crawl()
    done = small_site.regiozoek("audit", "--sample", 20, REGIOZOEK_CHROMIUM="/nergens/chromium")
    assert (2, True) == (done.returncode, "apt install chromium" in done.stderr), done.stderr
