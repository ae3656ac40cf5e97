"""The first screen: what to do on Monday, and what the platform repairs once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from seo_audit.audit import audit_sites
from seo_audit.report.pages import write_report
from seo_audit.report.sections import MAX_FIRST_FIXES, MIN_SITE_GAIN


def soup(path: Path) -> BeautifulSoup:
    """A page of the report, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def links(tag: Tag | BeautifulSoup, selector: str) -> list[str]:
    """Where the links of a part lead."""
    return [str(link["href"]) for link in tag.select(selector)]


def test_the_first_fixes_gain_most_for_their_work_and_lead_to_their_steps(sound: Any, tmp_path: Path) -> None:
    """Three of them, in the audit's order, each with its gain, its place, its steps, and a link to the finding."""
    for path in ("/afval", "/producten", "/agenda"):
        sound.change(path, descriptions=(), viewport=None, titles=(), html_lang=None)
    site = sound.audit().sites[0]
    write_report(sound.audit(), tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    expected = [f"#{fix.rule}" for fix in site.fixes if fix.gain > 0]
    assert len(expected) > MAX_FIRST_FIXES
    assert expected[:MAX_FIRST_FIXES] == links(page, "ol.first h3 a")
    for item in page.select("ol.first > li"):
        assert all(item.select_one(part).get_text(strip=True) for part in (".g", ".d p", ".fix", ".chip"))
        assert page.find(id=item.select_one("h3 a")["href"].removeprefix("#")).select_one("dd.fix")


def test_one_address_is_named_at_once(sound: Any, tmp_path: Path) -> None:
    """A fix on one page leads to that page from the first screen."""
    sound.change("/afval", titles=())
    write_report(sound.audit(), tmp_path)
    assert f"{sound.root}/afval" in links(soup(tmp_path / "kuurne" / "index.html"), "ol.first .d a")


def test_what_gains_most_is_told_though_it_takes_longer(sound: Any, tmp_path: Path) -> None:
    """Hundreds of broken pages come after quick settings, but are still on the first screen."""
    for number in range(300):
        sound.add(sound.page(f"/map{number}/weg", status=404))
        sound.link_to(f"/map{number}/weg")
    sound.sitemap = None
    sound.robots = sound.file("robots", "/robots.txt", b"User-agent: *\nVerbied alles\n")
    sound.probe = sound.file("probe", "/bestaat-niet", b"<p>Welkom op de site</p>")
    result = sound.audit()
    write_report(result, tmp_path)
    page = soup(tmp_path / "kuurne" / "index.html")
    most = max(result.sites[0].fixes, key=lambda fix: fix.gain)
    assert "http-4xx" == most.rule
    assert "#http-4xx" not in links(page, "ol.first h3 a")
    assert ["#http-4xx"] == links(page, "ul.first h3 a")


def test_the_platforms_problem_is_marked_on_each_site_and_told_once(region: Any, tmp_path: Path) -> None:
    """A layout without viewport on every site is the platform's; what each site wrote itself is not."""

    def hurt(site: Any) -> None:
        for path in [url.removeprefix(site.root) for url in site.pages]:
            site.change(path, viewport=None)
        site.change("/afval", titles=(f"Afval in {site.site.id}" * 9,))

    store, sites, _ = region("kuurne", "menen", "waregem", change=hurt)
    result = audit_sites(store, sites)
    overview = soup(write_report(result, tmp_path))
    assert ["viewport"] == [problem.rule for problem in result.common if problem.platform]
    assert ["viewport"] == [str(item["id"]) for item in overview.select(".todo ol.first > li")]
    assert [f"{site.id}/index.html#viewport" for site in sites] == links(overview, "#viewport a")
    page = soup(tmp_path / "menen" / "index.html")
    marked = links(page, "tr[data-rule=viewport] a.platform")
    assert ["../index.html#viewport"] == marked
    assert [] == links(page, "tr[data-rule=title-length] a.platform")


def test_the_region_names_where_one_site_gains_most(region: Any, tmp_path: Path) -> None:
    """A dead page of one town leads to that town's finding; little gains are no news to the region."""

    def hurt(site: Any) -> None:
        if site.site.id == "menen":
            site.add(site.page("/weg", status=404))
            site.link_to("/weg")
            site.change("/afval", titles=("Kort",))

    store, sites, _ = region("kuurne", "menen", "waregem", change=hurt)
    result = audit_sites(store, sites)
    gains = {fix.rule: fix.gain for fix in result.sites[1].fixes}
    assert gains["http-4xx"] > MIN_SITE_GAIN > gains["title-length"]
    assert ["menen/index.html#http-4xx"] == links(soup(write_report(result, tmp_path)), ".todo ul.first a")
