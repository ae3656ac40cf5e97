"""Findings with one cause are one line, and what repairing them asks for."""

from __future__ import annotations

from collections import Counter
from typing import Any

from seo_audit.records.verdict import Grade
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.scoring.findings import Finding, RepairWork, RootCause
from seo_audit.scoring.root_causes import cluster_findings, estimate_work

ROOT = "https://www.kuurne.be"
RULE = {rule.id: rule for rule in AUDIT_RULES}


def findings(rule: str, *paths: str, evidence: str = "") -> list[Finding]:
    """Findings of a rule on some paths."""
    return [Finding(rule=rule, url=ROOT + path, grade=Grade.MISSING, evidence=evidence) for path in paths]


def under(section: str, count: int) -> list[str]:
    """So many paths of a section."""
    return [f"/{section}/{number}" for number in range(count)]


def lines(rule: str, found: list[Finding], judged: dict[str, int]) -> list[tuple[str, str, int]]:
    """The clusters as (cause, pattern, findings)."""
    return [(str(item.cause), item.pattern, len(item.findings)) for item in cluster_findings(RULE[rule], found, judged)]


def test_every_page_of_a_pattern_is_its_template() -> None:
    """All products without a description are one line and one template, although descriptions are texts."""
    found = findings("description-missing", *under("producten", 30), "/nieuws/1")
    judged = {"/producten/*": 30, "/nieuws/*": 8}
    assert [("template", "/producten/*", 30), ("pages", "/nieuws/*", 1)] == lines("description-missing", found, judged)
    assert estimate_work(
        RULE["description-missing"], cluster_findings(RULE["description-missing"], found, judged)
    ) == RepairWork(templates=1, texts=1)


def test_nearly_every_page_is_still_the_template() -> None:
    """A page or two with a layout of their own do not make thirty texts of one template."""
    judged = {"/producten/*": 32}
    found = findings("description-missing", *under("producten", 30))
    assert [("template", "/producten/*", 30)] == lines("description-missing", found, judged)
    assert [("pages", "/producten/*", 20)] == lines("description-missing", found[:20], judged)


def test_every_page_of_the_site_is_one_layout() -> None:
    """A viewport missing everywhere is one line, whatever the addresses."""
    found = findings("viewport", "/", *under("producten", 5), *under("nieuws", 5))
    judged = {"/": 1, "/producten/*": 5, "/nieuws/*": 5}
    assert [("site", "*", 11)] == lines("viewport", found, judged)
    assert estimate_work(RULE["viewport"], cluster_findings(RULE["viewport"], found, judged)) == RepairWork(templates=1)


def test_one_snippet_on_many_pages_is_one_place() -> None:
    """An image that is broken in the footer of all pages is one repair, whatever else is broken on them."""
    footer = findings("img-broken", *under("producten", 6), evidence="/logo.svg (404)")
    both = findings("img-broken", *under("nieuws", 2), evidence="/foto.jpg (404)\n/logo.svg (404)")
    alone = findings("img-broken", "/contact", evidence="/kaart.png (404)")
    judged = {"/producten/*": 40, "/nieuws/*": 9, "/*": 3}
    clusters = cluster_findings(RULE["img-broken"], [*footer, *both, *alone], judged)
    assert [(RootCause.SNIPPET, "*", "/logo.svg (404)", 8), (RootCause.PAGES, "/*", "", 1)] == [
        (item.cause, item.pattern, item.snippet, len(item.findings)) for item in clusters
    ]
    assert estimate_work(RULE["img-broken"], clusters) == RepairWork(texts=2)


def test_a_title_that_many_pages_share_is_no_block() -> None:
    """Pages with one title are one line, and each has its title repaired."""
    found = findings("title-duplicate", *under("nieuws", 7), evidence="Nieuws")
    clusters = cluster_findings(RULE["title-duplicate"], found, {"/nieuws/*": 7})
    assert [(RootCause.PAGES, "Nieuws", 7)] == [(item.cause, item.snippet, len(item.findings)) for item in clusters]
    assert estimate_work(RULE["title-duplicate"], clusters) == RepairWork(texts=7)


def test_texts_that_differ_are_written_page_by_page() -> None:
    """Every title of a section may be too short; no template writes them."""
    found = [
        item for path in under("nieuws", 9) for item in findings("title-length", path, evidence=f"Titel {path[-1]}")
    ]
    assert [("pages", "/nieuws/*", 9)] == lines("title-length", found, {"/nieuws/*": 9})


def test_a_folder_that_is_gone_is_one_thing_to_repair() -> None:
    """Thousands of broken URLs below one folder are one redirect; single ones elsewhere are reported separately."""
    rule = RULE["http-4xx"]
    found = findings("http-4xx", *under("boek/deel", 40), *under("boek/oud", 10), "/boek/kaft", "/nieuws/9")
    folders = {"/boek/*": 300, "/boek/deel/*": 40, "/boek/oud/*": 10, "/nieuws/*": 30}
    clusters = cluster_findings(rule, found, {"/boek/*": 300, "/nieuws/*": 30}, folders)
    assert [
        (RootCause.FOLDER, "/boek/deel/*", 40, 40),
        (RootCause.FOLDER, "/boek/oud/*", 10, 10),
        (RootCause.PAGES, "/boek/*", 1, 300),
        (RootCause.PAGES, "/nieuws/*", 1, 30),
    ] == [(item.cause, item.pattern, len(item.findings), item.total) for item in clusters]
    assert estimate_work(rule, clusters) == RepairWork(settings=2, texts=2)


def test_a_template_that_fails_here_and_there_is_repaired_where_it_is_least_work() -> None:
    """One product without a title is one text; a hundred are a template to look into."""
    rule = RULE["title-missing"]
    few = findings("title-missing", *under("producten", 2))
    many = findings("title-missing", *under("producten", 100))
    judged = {"/producten/*": 400}
    assert (RepairWork(texts=2), RepairWork(templates=1)) == (
        estimate_work(rule, cluster_findings(rule, few, judged)),
        estimate_work(rule, cluster_findings(rule, many, judged)),
    )


def test_a_setting_is_one_setting() -> None:
    """However many addresses of the sitemap are wrong."""
    found = findings("sitemap-dirty", *under("producten", 9), "/a", "/b")
    clusters = cluster_findings(RULE["sitemap-dirty"], found, Counter({"/producten/*": 20, "/*": 9}))
    assert estimate_work(RULE["sitemap-dirty"], clusters) == RepairWork(settings=1)


def test_every_finding_is_in_one_cluster(sound: Any) -> None:
    """Every finding is in exactly one cluster."""
    for path in ("/afval", "/producten", "/producten/reispas", "/agenda", "/agenda/kerstmarkt"):
        sound.change(path, viewport=None, descriptions=())
    for rule in sound.audit().sites[0].rules:
        urls = [finding.url for finding in rule.findings]
        assert (rule.count, len(set(urls))) == (len(urls), len(urls))
