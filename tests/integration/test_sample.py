"""`regiozoek audit --sample`: pages looked at in a real Chromium, on a phone and at a desk."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from crawler.sampling import look
from tests.integration.audited import Town, words
from tests.servers.pages import PageServer, site_of

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
def town(page_server: PageServer, tmp_path: Path) -> Town:
    """A site with a fault of each kind that only a browser sees, and for each fault a clean twin."""
    town = Town(page_server, tmp_path)
    filled = f"<script>document.querySelector('#vak').innerHTML = `{words('script')}`</script>"
    town.put("/script/fout", "Door een script", f"<div id=vak></div>{filled}")
    town.put("/script/goed", "Verrijkt", f"{words('verrijkt')}<div id=vak></div><script>1 + 1</script>")
    town.put("/titel/fout", "Eerst", words("titel") + "<script>document.title = 'Daarna'</script>")
    town.put("/smal/fout", "Smal", f"<div id=lang>{words('smal')}</div>{NARROW}")
    town.put("/smal/goed", "Breed", f"<div id=heel>{words('breed')}</div>")
    town.put("/knop/fout", "Knop zonder naam", f"{words('naamloos')}<button></button>")
    town.put("/knop/goed", "Knop met naam", f"{words('naam')}<button>Zoek</button>")
    town.put("/beeld/fout", "Groot beeld", f'{words("groot")}<img src="/groot.png" width="200" alt="">')
    town.put("/beeld/goed", "Passend beeld", f'{words("passend")}<img src="/passend.png" width="200" alt="">')
    page_server.put("/groot.png", png(1600, 1200), content_type="image/png")
    page_server.put("/passend.png", png(400, 300), content_type="image/png")
    return town


def test_each_fault_is_found_and_its_twin_is_clean(town: Town) -> None:
    """What scripts make or change, what a phone lacks, what axe-core finds, images too large; and nothing else."""
    town.crawl()
    found = town.found("--sample", 20)
    assert {"/script/fout", "/titel/fout"} == found["js-dependent"]
    assert {"/smal/fout"} == found["mobile-parity"]
    assert {"/knop/fout"} == found["a11y-axe"]
    assert {"/beeld/fout"} == found["img-oversized"]


def test_without_it_nothing_of_it_is_measured_and_with_it_counts_in_later_audits(town: Town) -> None:
    """The rules say that they were not measured; a sample that was made is used until it is too old."""
    town.crawl()
    assert set() == {"js-dependent", "mobile-parity", "a11y-axe", "img-oversized"} & town.found().keys()
    town.found("--sample", 20)
    town.server.asked.clear()
    assert {"/knop/fout"} == town.found()["a11y-axe"]
    assert [] == town.server.asked


def test_the_server_is_asked_as_in_a_crawl(town: Town) -> None:
    """robots.txt holds for pages and for what they load; who asks says so; a phone says that it is one."""
    town.crawl()
    town.server.put("/robots.txt", "User-agent: *\nDisallow: /knop\nDisallow: /groot.png\n", content_type="text/plain")
    town.server.asked.clear()
    found = town.found("--sample", 20)
    assert (set(), set()) == (found["a11y-axe"], found["img-oversized"])
    assert not {"/knop/fout", "/knop/goed", "/groot.png"} & set(town.server.paths())
    agents = [asked.headers["user-agent"] for asked in town.server.asked if asked.path == "/smal/fout"]
    assert [True, False] == ["Mobile" in agent for agent in agents]
    assert all("Regiozoek" in asked.headers["user-agent"] for asked in town.server.asked)


def test_a_page_that_breaks_costs_only_itself(town: Town) -> None:
    """One that never ends, one that is gone: each has its reason, and the next is seen."""
    town.put("/lus/pagina", "Lus", words("lus") + "<script>while (true) {}</script>")
    urls = [town.server.url + path for path in ("/lus/pagina", "/weg/pagina", "/knop/fout")]
    looked = look({"proef": urls}, [site_of(town.server)], town.folder / "pages.db", timeout=5)
    problems = ["on a phone: its scripts took more than 5 seconds", "it answered 404", None]
    assert problems == [item.problem for item in looked]
    assert ("button-name",) == (looked[2].phone and looked[2].phone.obstacles)


def test_what_was_not_seen_is_said(town: Town) -> None:
    """How many pages of how many, and why."""
    town.put("/weg/pagina", "Weg", words("weg"))
    town.crawl()
    town.server.put("/weg/pagina", "", status=404)
    done = town.regiozoek("audit", "--sample", 20)
    said = " ".join(done.stderr.split())
    sentence = f"proef: 1 of 11 pages could not be seen in a browser; {town.server.url}/weg/pagina: it answered 404."
    assert (0, True) == (done.returncode, sentence in said), done.stderr
    assert "/weg/pagina was not seen: it answered 404" in (town.folder / "var" / "logs" / "sample.log").read_text()


def test_without_a_browser_it_says_what_to_install(town: Town) -> None:
    """Nothing is audited under a name that is not there."""
    town.crawl()
    done = town.regiozoek("audit", "--sample", 20, REGIOZOEK_CHROMIUM="/nergens/chromium")
    assert (2, True) == (done.returncode, "apt install chromium" in done.stderr), done.stderr
