"""The pages that rules rest on. Where a tool and Google's own text disagree, Google wins."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """A page that a rule rests on: its name and address."""

    name: str
    url: str


_GOOGLE = "https://developers.google.com/search/docs/"


def _google(name: str, path: str) -> Source:
    return Source(f"Google Search Central: {name}", _GOOGLE + path)


SOURCES: dict[str, Source] = {
    "robots-txt": _google("robots.txt", "crawling-indexing/robots/robots_txt"),
    "robots-meta": _google("robots meta tag", "crawling-indexing/robots-meta-tag"),
    "http-errors": _google("HTTP status codes", "crawling-indexing/http-network-errors"),
    "redirects": _google("redirects", "crawling-indexing/301-redirects"),
    "sitemaps": _google("sitemaps", "crawling-indexing/sitemaps/build-sitemap"),
    "canonical": _google("canonical URLs", "crawling-indexing/consolidate-duplicate-urls"),
    "page-metadata": _google("valid page metadata", "crawling-indexing/valid-page-metadata"),
    "title-link": _google("title links", "appearance/title-link"),
    "snippet": _google("snippets", "appearance/snippet"),
    "helpful-content": _google("helpful content", "fundamentals/creating-helpful-content"),
    "links": _google("crawlable links", "crawling-indexing/links-crawlable"),
    "nofollow": _google("qualify outbound links", "crawling-indexing/qualify-outbound-links"),
    "sd-policies": _google("structured data guidelines", "appearance/structured-data/sd-policies"),
    "sd-organization": _google("organization", "appearance/structured-data/organization"),
    "sd-event": _google("event", "appearance/structured-data/event"),
    "sd-job": _google("job posting", "appearance/structured-data/job-posting"),
    "sd-breadcrumb": _google("breadcrumb", "appearance/structured-data/breadcrumb"),
    "localized": _google("localized versions", "specialty/international/localized-versions"),
    "mobile-first": _google("mobile-first indexing", "crawling-indexing/mobile/mobile-sites-mobile-first-indexing"),
    "images": _google("images", "appearance/google-images"),
    "page-experience": _google("page experience", "appearance/page-experience"),
    "wcag-headings": Source("WCAG 2.1, 1.3.1", "https://www.w3.org/TR/WCAG21/#info-and-relationships"),
    "wcag-language": Source("WCAG 2.1, 3.1.1", "https://www.w3.org/TR/WCAG21/#language-of-page"),
    "bestuursdecreet": Source(
        "Bestuursdecreet, artikel II.16 en volgende", "https://codex.vlaanderen.be/doc/document/1030009"
    ),
}
