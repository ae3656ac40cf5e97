"""`regiozoek audit --sample`: pages looked at in a real Chromium, on a phone and at a desk."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from crawler.sample.run import sample_pages
from tests.integration.audited_site import AuditedSite, words
from tests.servers.pages import PageServer, site_for

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("chromium")]

NARROW = "<script>if (innerWidth < 600) document.querySelector('#lang').textContent = 'kort'</script>"


def png(width: int, height: int) -> bytes:
    """A grey image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def small(page_server: PageServer, tmp_path: Path) -> AuditedSite:
    """A site with a button without a name, and with an image far larger than it is shown."""
    town = AuditedSite(page_server, tmp_path)
    town.add_page("/knop/fout", "Knop zonder naam", f"{words('naamloos')}<button></button>")
    town.add_page("/beeld/fout", "Groot beeld", f'{words("groot")}<img src="/groot.png" width="200" alt="">')
    page_server.add_response("/groot.png", png(1600, 1200), content_type="image/png")
    return town


@pytest.fixture
def town(small: AuditedSite) -> AuditedSite:
    """A site with a fault of each kind that only a browser sees, and for each fault a clean twin."""
    filled = f"<script>document.querySelector('#vak').innerHTML = `{words('script')}`</script>"
    small.add_page("/knop/goed", "Knop met naam", f"{words('naam')}<button>Zoek</button>")
    small.add_page("/beeld/goed", "Passend beeld", f'{words("passend")}<img src="/passend.png" width="200" alt="">')
    small.server.add_response("/passend.png", png(400, 300), content_type="image/png")
    small.add_page("/script/fout", "Door een script", f"<div id=vak></div>{filled}")
    small.add_page("/script/goed", "Verrijkt", f"{words('verrijkt')}<div id=vak></div><script>1 + 1</script>")
    small.add_page("/titel/fout", "Eerst", words("titel") + "<script>document.title = 'Daarna'</script>")
    small.add_page("/smal/fout", "Smal", f"<div id=lang>{words('smal')}</div>{NARROW}")
    small.add_page("/smal/goed", "Breed", f"<div id=heel>{words('breed')}</div>")
    return small


def test_each_fault_is_found_and_its_twin_is_clean(town: AuditedSite) -> None:
    """What scripts make or change, what a phone lacks, what axe-core finds, images too large; and nothing else.

    Before pages were looked at, nothing of it is measured; what was seen counts in a later audit, which asks nothing.
    """
    expected = {
        "js-dependent": {"/script/fout", "/titel/fout"},
        "mobile-parity": {"/smal/fout"},
        "a11y-axe": {"/knop/fout"},
        "img-oversized": {"/beeld/fout"},
    }
    town.crawl()
    assert set() == expected.keys() & town.audit_findings().keys()
    found = town.audit_findings("--sample", 20)
    assert expected == {rule: found[rule] for rule in expected}
    town.server.requests.clear()
    later = town.audit_findings()
    assert (expected, []) == ({rule: later[rule] for rule in expected}, town.server.requests)


def test_the_server_is_asked_as_in_a_crawl(small: AuditedSite) -> None:
    """robots.txt holds for pages and for what they load; who asks says so; a phone says that it is one."""
    small.crawl()
    small.server.add_response(
        "/robots.txt", "User-agent: *\nDisallow: /knop\nDisallow: /groot.png\n", content_type="text/plain"
    )
    small.server.requests.clear()
    found = small.audit_findings("--sample", 20)
    assert (set(), set()) == (found["a11y-axe"], found["img-oversized"])
    assert not {"/knop/fout", "/groot.png"} & set(small.server.requested_paths())
    agents = [request.headers["user-agent"] for request in small.server.requests if request.path == "/beeld/fout"]
    assert [True, False] == ["Mobile" in agent for agent in agents]
    assert all("Regiozoek" in request.headers["user-agent"] for request in small.server.requests)


def test_a_page_that_breaks_costs_only_itself(small: AuditedSite) -> None:
    """One that never ends, one that fills the memory, one that is gone: each has its reason, and the next is seen."""
    small.add_page("/lus", "Lus", "<script>while (true) {}</script>")
    small.add_page(
        "/groei", "Groei", "<script>while (true) document.body.append('x'.repeat(1e5) + Math.random())</script>"
    )
    urls = [small.server.url + path for path in ("/lus", "/groei", "/weg", "/knop/fout")]
    looked = sample_pages({"proef": urls}, [site_for(small.server)], small.folder / "pages.db", timeout=5)
    assert "on a phone: its scripts took more than 5 seconds" == looked[0].problem
    assert (looked[1].problem or "").startswith("on a phone: ")
    assert ("HTTP 404", None) == (looked[2].problem, looked[3].problem)
    assert ("button-name",) == (looked[3].phone and looked[3].phone.obstacles)


def test_what_was_not_seen_is_said(small: AuditedSite) -> None:
    """How many pages of how many, and why."""
    small.add_page("/weg/pagina", "Weg", words("weg"))
    small.crawl()
    small.server.add_response("/weg/pagina", "", status=404)
    done = small.regiozoek("audit", "--sample", 20)
    said = " ".join(done.stderr.split())
    sentence = f"proef: 1 of 4 pages could not be rendered; {small.server.url}/weg/pagina: HTTP 404."
    assert (0, True) == (done.returncode, sentence in said), done.stderr
    assert "/weg/pagina was not sampled: HTTP 404" in (small.folder / "var" / "logs" / "sample.log").read_text()


def test_without_a_browser_it_says_what_to_install(small: AuditedSite) -> None:
    """Nothing is audited under a name that is not there."""
    small.crawl()
    done = small.regiozoek("audit", "--sample", 20, REGIOZOEK_CHROMIUM="/nergens/chromium")
    assert (2, True) == (done.returncode, "apt install chromium" in done.stderr), done.stderr
