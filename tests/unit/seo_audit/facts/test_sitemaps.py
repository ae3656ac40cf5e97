"""What the audit makes of a site's sitemaps."""

from dataclasses import replace
from typing import Any

import pytest

from crawler.discovery.sitemap_issues import ISSUE_TEXTS
from crawler.records.page import BodyKind
from seo_audit.facts.sitemaps import IGNORED_PROBLEMS, read_sitemaps
from seo_audit.report.rule_texts import rule_texts

ROOT = "https://www.kuurne.be"
INDEX = "<sitemapindex><sitemap><loc>https://www.kuurne.be/1.xml</loc></sitemap></sitemapindex>"


def urlset(*locations: str) -> str:
    """A sitemap that lists these addresses."""
    return "<urlset>" + "".join(f"<url><loc>{location}</loc></url>" for location in locations) + "</urlset>"


FINDINGS = [
    (urlset(f"{ROOT}/afval", "/agenda", "/producten"), {}, ("relative", "invalid", "Adressen die niet volledig zijn: 2.")),
    (urlset(f"{ROOT}/afval", "https://b.be/"), {}, ("foreign", "incomplete", "Adressen van een andere site, die Google hier niet aanvaardt: 1.")),
    (urlset(f"{ROOT}/afval")[:-5], {}, ("broken", "invalid", "De XML van dit bestand bevat fouten: Google leest hoogstens een deel.")),
    (f"Warning!\n{urlset(ROOT + '/afval')}", {}, ("leading", "invalid", "Er staat tekst vóór de XML. Daardoor is het bestand ongeldig.")),
    (urlset(f"{ROOT}/afval"), {"content_type": "text/html"}, ("type", "incomplete", "Dit bestand heeft het verkeerde Content-Type.")),
    (INDEX, {"source": f"{ROOT}/index.xml"}, ("nested", "invalid", "Dit bestand is een index in een andere index. Google volgt dat niet.")),
    ("niet gevonden", {}, ("root", "missing", "Dit bestand is geen sitemap.")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "answer", "expected"), FINDINGS, ids=[case[2][0] for case in FINDINGS])
def test_a_fault_of_the_file_is_one_finding(
    sound: Any, body: str, answer: dict[str, str], expected: tuple[str, str, str]
) -> None:
    """One sentence for all entries with the problem. The grade says how much of the file Google can still use."""
    sound.sitemap = sound.file("sitemap", "/sitemap.xml", body.encode(), **answer)
    kind, grade, sentence = expected
    words = rule_texts()["sitemap-invalid"]
    found = {(str(finding.grade), words.sentence(finding)) for finding in sound.findings("sitemap-invalid")}
    assert kind in ISSUE_TEXTS
    assert {(grade, sentence)} == found


@pytest.mark.parametrize(
    "body",
    [
        urlset(f"{ROOT}/afval", f"{ROOT}/afval"),
        f"\ufeff<?xml version='1.0' encoding='UTF-8'?>{urlset(ROOT + '/afval')}",
        f"{ROOT}/afval\n{ROOT}/agenda\n",
        f"<rss version='2.0'><channel><item><link>{ROOT}/afval</link></item></channel></rss>",
        INDEX,
    ],
)
def test_what_google_reads_without_harm_is_no_finding(sound: Any, body: str) -> None:
    """Repeated addresses, a byte order mark, text files and feeds."""
    sound.sitemap = sound.file("sitemap", "/sitemap.xml", body.encode(), content_type="text/plain")
    assert [] == sound.findings("sitemap-invalid")


def test_every_kind_of_problem_has_words() -> None:
    """Each problem that the crawler reports has a message for webmasters or is ignored explicitly."""
    reported = set(rule_texts("nl")["sitemap-invalid"].messages)
    assert set(ISSUE_TEXTS) - IGNORED_PROBLEMS - {"bound"} == reported - {"dead"}


def test_addresses_at_an_alias_count_as_the_sites_own(sound: Any) -> None:
    """Listed with http or without www they are one finding, and the pages are in the sitemap all the same."""
    alias = replace(sound.file("alias", "/", status=301, source="joined"), url="http://kuurne.be/")
    listed = sound.file("sitemap", "/sitemap.xml", urlset("http://kuurne.be/afval", "http://elders.be/").encode())
    read = read_sitemaps([listed, alias], sound.site)
    assert {f"{ROOT}/afval": ""} == read.urls
    assert [("foreign", 1), ("twin", 1)] == [(problem.kind, problem.count) for problem in read.problems]
    apart = replace(alias, status=404, source="answered 404, another page than the home page")
    assert {} == read_sitemaps([listed, apart], sound.site).urls


def test_a_feed_is_judged_as_little_as_a_picture(sound: Any) -> None:
    """It has no description to miss, and what only a feed names is linked nowhere."""
    feed = sound.page("/feed", kind=BodyKind.FEED, titles=("Nieuws",), content_type="application/rss+xml")
    sound.add(feed)
    sound.link_to("/feed", anchor="RSS van de gemeente")
    assert () == sound.audit().sites[0].findings
    sound.add(replace(feed, links=sound.pages[f"{ROOT}/afval"].links))
    for page in list(sound.pages.values()):
        if page.kind is BodyKind.HTML:
            links = tuple(link for link in page.links if link.url != f"{ROOT}/agenda/kerstmarkt")
            sound.change(page.url.removeprefix(ROOT), links=links)
    assert [(f"{ROOT}/agenda/kerstmarkt",)] == [finding.pages for finding in sound.findings("orphan")]
