"""Rules that need the rest of the site: each breaks the sound site in one way, and names what is found where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.records.page import Alternate, BodyKind, Canonical, PageRegion, RobotsRule
from seo_audit.audit import audit_sites
from seo_audit.rules.shared_checks import is_internal_host

ROOT = "https://www.kuurne.be"
Change = Callable[[Any], Any]


def robots(body: str, status: int = 200) -> Change:
    """A robots.txt that says this."""

    def change(site: Any) -> None:
        site.robots = site.file("robots", "/robots.txt", body.encode(), status)

    return change


def probe(status: int, body: bytes = b"") -> Change:
    """A made-up address that answers so."""

    def change(site: Any) -> None:
        site.probe = site.file("probe", "/bestaat-niet-4711", body, status)

    return change


def sitemap(body: str, status: int = 200, **more: Any) -> Change:
    """A sitemap with this content."""

    def change(site: Any) -> None:
        site.sitemap = site.file("sitemap", "/sitemap.xml", body.encode(), status, **more)

    return change


def listed(*paths: str, lastmod: str = "") -> Change:
    """A sitemap that lists the home page and these paths."""

    def change(site: Any) -> None:
        site.list_in_sitemap("/", *paths, lastmod=lastmod)

    return change


def changed(path: str, **changes: Any) -> Change:
    """A page with other properties."""
    return lambda site: site.change(path, **changes)


def canonical(path: str, target: str) -> Change:
    """A page that names another as its canonical."""
    return changed(path, canonicals=(Canonical(ROOT + target, ROOT + target, PageRegion.HEAD),))


def answers(path: str, target: str | None = None, **answer: Any) -> Change:
    """An address that is linked from the text of /afval and answers so."""

    def change(site: Any) -> None:
        if target is not None:
            answer["redirect"] = ROOT + target
            answer.setdefault("status", 301)
        site.add(site.page(path, **answer))
        site.link_to(path)

    return change


def several(*changes: Any) -> Change:
    """One change after the other."""

    def change(site: Any) -> None:
        for one in changes:
            one(site)

    return change


def copied(path: str, from_: str, count: int = 120, tail: str = "") -> Change:
    """Give the page at `path` the first words of another one, and its own `tail`."""

    def change(site: Any) -> None:
        text = " ".join(site.pages[ROOT + from_].text.split()[:count]) + tail
        site.change(path, text=text, text_hash="copy" if tail else site.pages[ROOT + from_].text_hash)

    return change


def deep(clicks: int) -> Change:
    """A row of pages, each linked only from the one before, the last `clicks` from the home page."""

    def change(site: Any) -> None:
        for number in range(2, clicks + 1):
            site.add(replace(site.pages[f"{ROOT}/afval"], url=f"{ROOT}/rij/r{number}", canonicals=()))
            site.change(f"/rij/r{number}", links=())
            site.link_to(f"/rij/r{number}", "/afval" if number == 2 else f"/rij/r{number - 1}")

    return change


def unlinked(path: str) -> Change:
    """Take away every link to a page."""

    def change(site: Any) -> None:
        for page in list(site.pages.values()):
            site.add(replace(page, links=tuple(link for link in page.links if link.url != ROOT + path)))

    return change


MANY = tuple(f"/nieuws/n{number}" for number in range(12))

FAILING = [
    ("robots-unreachable", robots("", 503), {"/robots.txt": "missing"}),
    ("robots-unreachable", robots("", 429), {"/robots.txt": "missing"}),
    ("robots-unreachable", robots("", 0), {"/robots.txt": "missing"}),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /"), {"/robots.txt": "missing"}),
    ("robots-blocks-all", robots("User-agent: googlebot\nDisallow: /*"), {"/robots.txt": "missing"}),
    ("robots-syntax", robots("Disallow\n"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("Disallow: /a\nUser-agent: *"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisallow: admin"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisallow: /a$b"), {"/robots.txt": "invalid"}),
    ("robots-syntax", robots("User-agent: *\nDisalow: /a"), {"/robots.txt": "invalid"}),
    ("blocked-linked", robots("User-agent: *\nDisallow: /afval"), {"/afval": "missing"}),
    ("blocked-linked", several(answers("/admin/x", kind=BodyKind.HTML)), {"/admin/x": "invalid"}),
    ("noindex-unexpected", changed("/afval", robots=(RobotsRule("robots", "noindex"),)), {"/afval": "missing"}),
    ("home-noindex", changed("/", robots=(RobotsRule("robots", "none", PageRegion.HEADER),)), {"/": "missing"}),
    ("http-5xx", answers("/stuk", status=500), {"/stuk": "missing"}),
    ("http-5xx", answers("/druk", status=429), {"/druk": "missing"}),
    ("http-5xx", answers("/stil", status=0, error="timeout"), {"/stil": "missing"}),
    ("http-4xx", answers("/weg", status=404), {"/weg": "missing"}),
    ("http-4xx", answers("/formulier.pdf", status=410), {"/formulier.pdf": "missing"}),
    ("soft-404", changed("/afval", titles=("Pagina niet gevonden | Kuurne",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("Page introuvable",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("404 | Kuurne",)), {"/afval": "missing"}),
    ("soft-404", changed("/afval", titles=("Deze pagina bestaat niet meer",)), {"/afval": "missing"}),
    ("probe-not-404", probe(200, b"<p>Welkom</p>"), {"/": "missing"}),
    ("probe-not-404", probe(302), {"/": "invalid"}),
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/afval")), {"/a": "invalid"}),
    ("redirect-chain", several(answers("/a", "/b"), answers("/b", "/a")), {"/a": "missing", "/b": "missing"}),
    ("sitemap-missing", sitemap("", 404, source="guess"), {"/sitemap.xml": "missing"}),
    ("sitemap-missing", sitemap("", 404), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<urlset><url>"), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<html/>"), {"/sitemap.xml": "missing"}),
    ("sitemap-invalid", sitemap("<urlset><url><loc/></url></urlset>"), {"/sitemap.xml": "invalid"}),
    ("sitemap-invalid", sitemap("<urlset><url><loc>/afval</loc></url></urlset>"), {"/sitemap.xml": "invalid"}),
    ("sitemap-dirty", several(answers("/weg", status=404), listed("/weg")), {"/weg": "missing"}),
    ("sitemap-dirty", several(answers("/oud", "/afval"), listed("/oud")), {"/oud": "missing"}),
    ("sitemap-dirty", changed("/afval", robots=(RobotsRule("robots", "noindex"),)), {"/afval": "invalid"}),
    ("sitemap-dirty", robots("User-agent: *\nDisallow: /afval"), {"/afval": "invalid"}),
    ("sitemap-dirty", canonical("/afval", "/producten"), {"/afval": "incomplete"}),
    ("sitemap-coverage", listed("/afval", "/producten", "/producten/reispas", "/agenda", "/toegankelijkheid"),
     {"/sitemap.xml": "missing"}),
    ("sitemap-lastmod", listed("/afval", lastmod="2027-01-01"), {"/sitemap.xml": "invalid"}),
    ("sitemap-lastmod", listed("/afval", lastmod="gisteren"), {"/sitemap.xml": "invalid"}),
    ("sitemap-lastmod", listed(*MANY, lastmod="2026-11-01"), {"/sitemap.xml": "invalid"}),
    ("canonical-bad-target", several(canonical("/afval", "/weg"), answers("/weg", status=404)), {"/afval": "missing"}),
    ("canonical-bad-target", several(canonical("/afval", "/oud"), answers("/oud", "/agenda")), {"/afval": "invalid"}),
    ("canonical-bad-target", several(canonical("/afval", "/agenda"), canonical("/agenda", "/producten")),
     {"/afval": "invalid"}),
    ("canonical-bad-target", canonical("/afval", "/admin/afval"), {"/afval": "invalid"}),
    ("canonical-bad-target",
     several(canonical("/afval", "/agenda"), changed("/agenda", robots=(RobotsRule("robots", "noindex"),))),
     {"/afval": "invalid"}),
    ("canonical-to-home", canonical("/afval", "/"), {"/afval": "missing"}),
    ("duplicate-exact", copied("/producten/reispas", "/afval"), {"/producten/reispas": "missing", "/afval": "missing"}),
    ("duplicate-near", copied("/producten/reispas", "/afval", tail=" nog een zin"), {"/producten/reispas": "invalid", "/afval": "invalid"}),
    ("title-duplicate", changed("/producten/reispas", titles=("alles over  AFVAL | Kuurne",)),
     {"/producten/reispas": "invalid", "/afval": "invalid"}),
    ("description-duplicate",
     several(changed("/afval", descriptions=("Zelfde " * 12,)), changed("/producten/reispas", descriptions=("Zelfde " * 12,))),
     {"/producten/reispas": "invalid", "/afval": "invalid"}),
    ("thin", changed("/afval", text="Twee woorden", links=()), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Deze pagina is in opbouw."), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Cette page est en construction."), {"/afval": "incomplete"}),
    ("thin", changed("/afval", text="Lorem ipsum dolor sit amet " * 20), {"/afval": "incomplete"}),
    ("link-broken-internal", answers("/weg", status=404), {"/afval": "missing"}),
    ("link-broken-internal", several(answers("/oud", "/weg"), lambda site: site.add(site.page("/weg", status=404))),
     {"/afval": "missing"}),
    ("link-to-redirect", answers("/oud", "/agenda"), {"/afval": "incomplete"}),
    ("link-to-redirect", answers("/fb", status=301, redirect="https://facebook.com/x"), {"/afval": "incomplete"}),
    ("link-to-redirect", several(answers("/a", "/b"), answers("/b", "/a")), {"/afval": "incomplete"}),
    ("orphan", unlinked("/producten/reispas"), {"/": "missing"}),
    ("depth", deep(4), {"/rij/r4": "invalid"}),
    ("depth", deep(6), {"/rij/r4": "invalid", "/rij/r5": "invalid", "/rij/r6": "missing"}),
    ("sd-organization", changed("/", structured=()), {"/": "missing"}),
    ("sd-website", changed("/", structured=()), {"/": "missing"}),
    ("hreflang-no-return",
     changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)), {"/afval": "invalid"}),
    ("img-broken", lambda site: site.add(site.page("/lijn.png", status=404)),
     dict.fromkeys(("/", "/afval", "/agenda", "/agenda/kerstmarkt", "/producten", "/producten/reispas", "/toegankelijkheid"),
                   "missing")),
    ("a11y-statement", unlinked("/toegankelijkheid"), {"/": "missing"}),
    ("a11y-statement", lambda site: site.add(site.page("/toegankelijkheid", status=404)), {"/toegankelijkheid": "invalid"}),
    ("a11y-statement", several(changed("/afval", links=()), changed("/agenda", links=())), {"/": "incomplete"}),
]  # fmt: skip

PASSING = [
    ("robots-unreachable", robots("", 404)),  # no robots.txt: everything is allowed
    ("robots-unreachable", robots("", 403)),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /\nUser-agent: Googlebot\nDisallow:")),
    ("robots-blocks-all", robots("User-agent: *\nDisallow: /$")),
    ("robots-syntax", robots("\ufeff# notes\nUser-agent: *\nDisallow:\nAllow: /*.css$\nSitemap: https://x.be/s.xml\n")),
    ("blocked-linked", robots("User-agent: *\nDisallow: /elders")),
    ("http-4xx", lambda site: site.add(site.page("/weg", status=404), how="canonical")),  # nothing links to it
    ("http-4xx", lambda site: site.add(site.page("/foto.jpg", status=404), how="image")),  # img-broken's
    ("soft-404", changed("/afval", titles=("Verloren en gevonden voorwerpen",))),
    ("soft-404", changed("/afval", titles=("Lijn 404 rijdt anders",))),
    ("probe-not-404", probe(410)),
    ("redirect-chain", answers("/oud", "/afval")),
    ("sitemap-coverage", lambda site: (site.add(replace(site.pages[f"{ROOT}/afval"], url=f"{ROOT}/afval?page=1", canonicals=())))),
    ("sitemap-lastmod", listed("/afval", lastmod="2026-11-20T23:00:00+01:00")),
    ("sitemap-lastmod", listed("/afval", lastmod="2026-11-01")),  # two pages can share a day
    ("canonical-to-home", lambda site: site.add(
        replace(site.pages[f"{ROOT}/"], url=f"{ROOT}/home", canonicals=site.pages[f"{ROOT}/"].canonicals))),
    ("canonical-bad-target", canonical("/afval", "/nooit-gezien")),
    ("duplicate-exact", several(changed("/afval", text="Kort", text_hash="k"), changed("/agenda", text="Kort", text_hash="k"))),
    ("duplicate-near", copied("/producten/reispas", "/afval", count=60, tail=" eigen" * 60)),
    ("title-duplicate", several(changed("/afval", titles=("Markt in Kuurne",), lang="nl"),
                                changed("/agenda", titles=("Markt in Kuurne",), lang="fr"))),
    ("thin", changed("/afval", text="Bel ons.", links=(), titles=("Contact met de gemeente",))),
    ("thin", several(changed("/afval", text="Kies een thema."), *[lambda site: site.link_to("/agenda")] * 5)),
    ("thin", changed("/", text="Welkom", links=())),
    ("link-to-redirect", several(answers("/oud", "/weg"), lambda site: site.add(site.page("/weg", status=404)))),
    ("link-broken-internal", several(answers("/a", "/b"), answers("/b", "/a"))),  # a loop is link-to-redirect's
    ("link-broken-internal", answers("/stuk", status=500)),  # http-5xx names the pages that link there
    ("orphan", unlinked("/")),
    ("depth", deep(3)),
    ("hreflang-no-return", several(
        changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)),
        changed("/agenda", alternates=(Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)))),
    ("hreflang-no-return", changed("/afval", alternates=(Alternate("fr", "https://x.be/", "https://x.be/"),))),
    ("a11y-statement", lambda site: (unlinked("/toegankelijkheid")(site) or [
        site.link_to("/toegankelijkheid", path, anchor="Verklaring") for path in ("/", "/afval", "/producten",
        "/producten/reispas", "/agenda", "/agenda/kerstmarkt")])),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "change", "expected"), FAILING)
def test_a_site_with_the_defect_is_found_where_it_is(
    sound: Any, rule: Any, change: Any, expected: dict[str, str]
) -> None:
    """Each rule finds its defect at the address it is about, on the rung its docstring names, and nowhere else."""
    change(sound)
    assert sound.found(rule) == expected


@pytest.mark.parametrize(("rule", "change"), PASSING)
def test_a_site_near_the_defect_passes(sound: Any, rule: Any, change: Any) -> None:
    """What looks like the defect and is none is not reported."""
    change(sound)
    assert sound.found(rule) == {}


@pytest.mark.parametrize(
    ("changes", "rung"),
    [({"name": ""}, "invalid"), ({"logo": ""}, "incomplete"), ({"@type": "Organization"}, "incomplete")],
)
def test_an_organization_stands_on_its_rung(sound: Any, make: Any, changes: Any, rung: str) -> None:
    """Lacking name or url is wrong, lacking the rest or the right type is incomplete."""
    sound.change("/", structured=(make["organization"](ROOT, **changes),))
    assert sound.found("sd-organization") == {"/": rung}


def test_a_page_that_repeats_the_error_page_is_a_soft_404(sound: Any, make: Any) -> None:
    """Without any error phrase, nine tenths of the text of a made-up address's page give it away."""
    text = make["words"]("oeps", 40)
    sound.probe = sound.file("probe", "/bestaat-niet-4711", f"<title>x</title><p>{text}</p><p>Menu</p>".encode())
    sound.change("/afval", text=text, text_hash="o")
    assert sound.found("soft-404") == {"/afval": "missing"}


@pytest.mark.parametrize("body", [b"<!-- -->", b"\xff\xfe\x00", b"   "])
def test_an_error_page_without_text_is_no_measure(sound: Any, body: bytes) -> None:
    """A made-up address that answers 200 with nothing readable is reported, and no page is likened to it."""
    sound.probe = sound.file("probe", "/bestaat-niet-4711", body)
    assert {finding.rule for finding in sound.audit().sites[0].findings} == {"probe-not-404"}


def test_a_sitemap_that_expands_itself_is_refused(sound: Any) -> None:
    """Entities in a sitemap are never expanded: the file is read as it stands, or not at all."""
    bomb = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    sound.sitemap = sound.file(
        "sitemap",
        "/sitemap.xml",
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{bomb}]><urlset><url><loc>&h;</loc></url></urlset>'.encode(),
    )
    assert sound.found("sitemap-invalid") == {"/sitemap.xml": "missing"}


def test_without_a_sitemap_nothing_is_said_of_its_contents(sound: Any) -> None:
    """The rules about a sitemap's contents count fully, as sitemap-missing's loss, and report nothing."""
    sound.sitemap = None
    result = sound.audit().sites[0]
    assert {finding.rule for finding in result.findings} == {"sitemap-missing"}
    assert set(result.lost) == {"sitemap-missing"}


def test_orphans_are_not_judged_on_an_incomplete_crawl(sound: Any) -> None:
    """A page that was not read may hold the link, so nothing is said."""
    sound.complete = False
    unlinked("/producten/reispas")(sound)
    assert sound.found("orphan") == {}


def test_a_public_site_without_https_is_capped(region: Any) -> None:
    """Plain HTTP on a public address fails and keeps the score at 40."""
    store, sites, _ = region("kuurne", scheme="http")
    result = audit_sites(store, sites).sites[0]
    assert [finding.rule for finding in result.findings] == ["https"]
    assert result.score == 40.0


def test_a_refused_certificate_fails_https(sound: Any) -> None:
    """A home page that gives no answer because of its certificate says so."""
    sound.change("/", status=0, kind=BodyKind.NONE, error="certificate verify failed")
    assert sound.found("https") == {"/": "missing"}


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True),
        ("192.168.1.4", True),
        ("[::1]", True),
        ("kuurne.localhost", True),
        ("www.kuurne.be", False),
        ("8.8.8.8", False),
    ],
)
def test_https_is_asked_of_public_hosts_only(host: str, private: bool) -> None:
    """A site on loopback or a private network cannot have a certificate that anyone accepts."""
    assert is_internal_host(host) is private


@pytest.mark.parametrize(
    ("rule", "change", "pages"),
    [
        ("orphan", unlinked("/producten/reispas"), ("/producten/reispas",)),
        (
            "sitemap-coverage",
            listed("/afval", "/producten", "/agenda", "/toegankelijkheid"),
            ("/agenda/kerstmarkt", "/producten/reispas"),
        ),
        ("sitemap-lastmod", listed("/afval", lastmod="gisteren"), ("/", "/afval")),
    ],
)
def test_a_finding_about_the_site_names_the_pages(sound: Any, rule: str, change: Any, pages: tuple[str, ...]) -> None:
    """The finding stands at the site or its sitemap; the pages to repair are listed with it."""
    change(sound)
    assert sound.findings(rule)[0].pages == tuple(ROOT + path for path in pages)


def test_of_a_group_of_duplicates_one_is_not_counted(sound: Any) -> None:
    """Both pages of a pair are told, and the points lost are those of one page."""
    title = ("Alles over afval | Kuurne",)
    sound.change("/producten/reispas", titles=title)
    rule = next(rule for rule in sound.audit().sites[0].rules if rule.rule == "title-duplicate")
    assert rule.count == 2
    assert rule.degree == pytest.approx(0.6 / sound.audit().sites[0].addresses)
