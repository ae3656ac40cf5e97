"""The report: what is said, that it adds up, and that nothing a page says can act in it."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from crawler.records.page import Heading, Link, RobotsRule
from indexer.language.translations import TEXT_LANGUAGES
from seo_audit.audit import audit_sites
from seo_audit.records.errors import ReportError
from seo_audit.report import findings_section, pages
from seo_audit.report.numbers import round_to_total, safe_link, score_rating
from seo_audit.report.translations import report_language

PAGES = ("/afval", "/producten", "/producten/reispas", "/agenda", "/agenda/kerstmarkt")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def broken(sound: Any) -> Any:
    """A site with a few faults, among them texts that try to break out of the report."""
    sound.change(
        "/afval",
        titles=(f"Home {HOSTILE}" * 2, "Tweede"),
        headings=(Heading(1, "Afval"), Heading(3, HOSTILE)),
        links=(Link("javascript:alert(3)", None, HOSTILE), *sound.pages[f"{sound.root}/afval"].links),
        descriptions=(),
    )
    sound.add(sound.page("/weg", status=404))
    sound.link_to("/weg", source="/producten", anchor=HOSTILE)
    return sound


def soup(path: Any) -> BeautifulSoup:
    """A page of the report, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def number(text: str) -> float:
    """A number as the report writes it."""
    return float(text.strip().replace(".", "").replace(",", "."))


def test_write_returns_the_overview_and_leaves_no_half_files(broken: Any, tmp_path: Path) -> None:
    """The promised files are there, and only they."""
    overview = pages.write_report(broken.audit(), tmp_path / "out")
    files = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert overview == tmp_path / "out" / "index.html"
    views = {"index.html", "index.fr.html", "index.en.html"}
    data = {"region.json", "kuurne/audit.json", "kuurne/findings.csv"}
    assert files == views | {f"kuurne/{name}" for name in views} | data


def test_every_finding_about_a_page_leads_to_pages_that_link_there(broken: Any, tmp_path: Path) -> None:
    """Each page except the home page is linked from somewhere in the report."""
    for path in ("/afval", "/agenda", "/producten"):
        broken.change(path, descriptions=())
    result = broken.audit()
    pages.write_report(result, tmp_path)
    listed = soup(tmp_path / "kuurne" / "index.html").select("details.line > ul.pages > li")
    about = {li.find("a")["href"]: {a["href"] for a in li.select(".src a")} for li in listed}
    linked = {url: links for url, links in about.items() if url.endswith(("/afval", "/agenda", "/producten", "/weg"))}
    assert 4 == len(linked)
    assert all(links and url not in links for url, links in linked.items()), linked


def test_writing_again_replaces(broken: Any, tmp_path: Path) -> None:
    """A second report takes the place of the first."""
    pages.write_report(broken.audit(), tmp_path)
    first = (tmp_path / "kuurne" / "index.html").read_bytes()
    broken.change("/agenda", viewport=None)
    pages.write_report(broken.audit(), tmp_path)
    assert (tmp_path / "kuurne" / "index.html").read_bytes() != first


def test_page_text_is_escaped_everywhere(broken: Any, tmp_path: Path) -> None:
    """No element, attribute or link of the report comes from a page's text."""
    result = broken.audit()
    overview = pages.write_report(result, tmp_path)
    for page in (soup(overview), soup(tmp_path / "kuurne" / "index.html")):
        assert len(page.find_all("script")) == 1
        assert page.find_all("img") == []
        assert [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)] == []
    assert HOSTILE in soup(tmp_path / "kuurne" / "index.html").get_text()


def test_page_text_that_names_a_line_is_escaped(sound: Any, tmp_path: Path) -> None:
    """A snippet that many pages share is in the lead of their line and on the first screen, as text."""
    for path in PAGES:
        shared = Link(f"javascript:{HOSTILE}", None, HOSTILE)
        sound.change(path, links=(*sound.pages[sound.root + path].links, shared))
    pages.write_report(sound.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    assert HOSTILE in page.select_one("details.line > summary code").get_text()
    assert HOSTILE in page.select_one("ol.first .d code").get_text()
    assert (1, []) == (len(page.find_all("script")), page.find_all("img"))


def test_only_web_addresses_become_links(broken: Any, tmp_path: Path) -> None:
    """A javascript: address is shown as text; links lead to http, https or within the report."""
    pages.write_report(broken.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    assert "javascript:alert(3)" in page.get_text()
    schemes = {link["href"].split(":")[0] for link in page.find_all("a", href=True) if ":" in link["href"]}
    assert schemes == {"https"}


def test_nothing_is_loaded_from_elsewhere(broken: Any, tmp_path: Path) -> None:
    """Each page is one file: no style sheet, script, image, frame, font or import from any address."""
    overview = pages.write_report(broken.audit(), tmp_path)
    for path in (overview, tmp_path / "kuurne" / "index.html"):
        page = soup(path)
        assert page.find_all(["link", "iframe", "object", "embed", "video", "audio", "source"]) == []
        assert [tag for tag in page.find_all(True) if tag.has_attr("src")] == []
        assert not re.search(r"url\(|@import", "".join(style.get_text() for style in page.find_all("style")))


def test_the_losses_shown_sum_to_what_the_score_shown_lacks(broken: Any, tmp_path: Path) -> None:
    """A webmaster who adds up the tenths, by category or by rule, finds 100 minus the score."""
    pages.write_report(broken.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    score = number(page.select_one(".score b").get_text())
    losses = [number(row.select("td.n")[0].get_text()) for row in page.select(".losses tbody tr")]
    rules = [number(cell.get_text()) for cell in page.select("td.lost")]
    assert round(sum(losses), 1) == round(100 - score, 1)
    assert round(sum(rules), 1) == round(100 - score, 1)
    assert number(page.select(".losses tfoot td.n")[0].get_text()) == round(100 - score, 1)


def test_a_cap_is_a_line_of_its_own(sound: Any, tmp_path: Path) -> None:
    """The points lost to a cap have their own line, so that the column still adds up."""
    sound.change("/", robots=(RobotsRule("robots", "noindex"),))
    pages.write_report(sound.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    rows = {row.th.get_text(): number(row.select("td.n")[0].get_text()) for row in page.select(".losses tbody tr")}
    assert "Maximum (20,0)" in rows
    assert round(sum(rows.values()), 1) == 80.0


def test_the_json_has_every_finding(broken: Any, tmp_path: Path) -> None:
    """Programs read the same as people, without the cut."""
    result = broken.audit()
    pages.write_report(result, tmp_path)
    data = json.loads((tmp_path / "kuurne" / "audit.json").read_text())
    found = {
        finding["url"] for rule in data["rules"] for cluster in rule["clusters"] for finding in cluster["findings"]
    }
    assert found == {finding.url for finding in result.sites[0].findings}
    assert data["score"] == result.sites[0].score
    assert data["profile_hash"] == result.profile_hash


def test_the_region_file_compares_sites_and_leaves_findings_to_theirs(broken: Any, tmp_path: Path) -> None:
    """region.json has scores, categories and counts a rule."""
    result = broken.audit()
    pages.write_report(result, tmp_path)
    data = json.loads((tmp_path / "region.json").read_text())
    site = data["sites"][0]
    assert (data["mean"], site["score"]) == (result.mean, result.sites[0].score)
    assert site["rules"]["http-4xx"]["count"] == 1
    assert "clusters" not in json.dumps(site)
    assert all(item["title"] for item in (*data["common"], *data["unmeasured"]))


def test_long_lists_are_cut_with_their_total(sound: Any, tmp_path: Path) -> None:
    """At most 200 pages of a rule are listed; the report says how many there are."""
    for count in range(230):
        sound.add(sound.page(f"/x/{count}", status=404))
        sound.link_to(f"/x/{count}")
    pages.write_report(sound.audit(), tmp_path)
    article = soup(tmp_path / "kuurne" / "index.html").find(id="http-4xx")
    assert len(article.select("ul.pages > li")) == findings_section.MAX_FINDINGS_SHOWN
    assert "200 van de 230" in article.get_text()


def test_the_overview_ranks_sites_and_links_to_each(region: Any, tmp_path: Path) -> None:
    """The best site comes first, and every name opens that site's report."""
    store, sites, _ = region(
        "kuurne", "menen", change=lambda site: site.site.id == "kuurne" and site.change("/afval", titles=())
    )
    page = soup(pages.write_report(audit_sites(store, sites), tmp_path))
    ranked = [link["href"] for link in page.select("section[aria-labelledby=scores] tbody a")]
    assert ranked == ["menen/index.html", "kuurne/index.html"]
    assert all((tmp_path / href).exists() for href in ranked)


@pytest.mark.parametrize("code", TEXT_LANGUAGES)
@pytest.mark.parametrize("folder", ["", "kuurne"])
def test_pages_have_what_assistive_technology_needs(broken: Any, tmp_path: Path, folder: str, code: str) -> None:
    """Language, one h1, no skipped heading, landmarks, table headers with a scope, unique ids, a skip link."""
    pages.write_report(broken.audit(), tmp_path)
    page = soup(tmp_path / folder / pages.page_filename(code))
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert page.html["lang"] == code
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert all(page.find(tag) for tag in ("header", "main", "footer"))
    assert all(cell.get("scope") for cell in page.find_all("th"))
    assert all(table.caption for table in page.find_all("table"))
    assert len(ids) == len(set(ids))
    assert page.select_one("a.skip")["href"].lstrip("#") in ids


def test_an_incomplete_crawl_is_said(sound: Any, tmp_path: Path) -> None:
    """Absence of findings must not look like absence of faults."""
    sound.complete = False
    pages.write_report(sound.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html").get_text(" ", strip=True)
    assert "niet volledig bezocht" in page
    assert "Pagina's zonder links ernaartoe" in page  # orphan, under what was not measured


def test_a_sound_site_is_told_so(sound: Any, tmp_path: Path) -> None:
    """With nothing to repair the report says it, instead of showing empty lists."""
    pages.write_report(sound.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html").get_text(" ", strip=True)
    assert "Er is niets te herstellen" in page
    assert "Er zijn geen problemen gevonden" in page


def test_a_folder_that_cannot_be_written_is_one_sentence(sound: Any, tmp_path: Path) -> None:
    """A file in the place of the folder gives an error that says what to do."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ReportError, match="choose another folder"):
        pages.write_report(sound.audit(), tmp_path / "out")


@pytest.mark.parametrize(
    ("parts", "total"),
    [([1.04, 2.04, 3.04], 6.1), ([0.05] * 10, 0.5), ([0.0, 0.0], 0.0), ([33.333, 33.333, 33.334], 100.0)],
)
def test_rounded_parts_sum_to_the_rounded_total(parts: list[float], total: float) -> None:
    """The largest remainders take what rounding leaves."""
    tenths = round_to_total(dict(enumerate(parts)), total)
    assert round(sum(tenths.values()), 1) == total
    assert all(abs(tenths[number] - part) < 0.1 + 1e-9 for number, part in enumerate(parts))


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://x.be/", "https://x.be/"),
        ("HTTP://x.be", "HTTP://x.be"),
        ("javascript:x", None),
        ("data:,x", None),
        ("", None),
    ],
)
def test_web_addresses_are_recognised(text: str, link: str | None) -> None:
    """Only http and https may become links."""
    assert safe_link(text) == link


def test_the_site_pages_name_the_source_of_each_rule(broken: Any, tmp_path: Path) -> None:
    """Every rule with findings names the page that it rests on."""
    result = broken.audit()
    pages.write_report(result, tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    expected = {rule.rule: rule.source.url for rule in result.sites[0].rules}
    assert {rule: page.find(id=rule).select_one("dl a")["href"] for rule in expected} == expected


def test_grades_have_words() -> None:
    """A score's colour is never the only sign."""
    words = [report_language("nl").text(f"rating.{score_rating(score)}") for score in (100, 89.99, 74, 49)]
    assert words == ["goed", "kan beter", "zwak", "slecht"]


def test_a_score_that_rounds_up_still_adds_up(sound: Any, tmp_path: Path) -> None:
    """Tenths are given out from the score as shown, not from the exact one."""
    result = sound.audit()
    site = replace(result.sites[0], score=99.96, mean=99.96, lost={"viewport": 0.04})
    pages.write_report(replace(result, sites=(site,)), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    assert page.select_one(".score b").get_text() == "100,0"
    assert page.select(".losses tfoot td.n")[0].get_text() == "0,0"
