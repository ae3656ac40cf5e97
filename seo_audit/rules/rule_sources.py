"""Sources that the rules are based on. Where a tool and Google's documentation disagree, Google wins."""

from __future__ import annotations

from typing import NamedTuple


class RuleSource(NamedTuple):
    """A page that a rule is based on: its name and URL."""

    name: str
    url: str


_GOOGLE = "https://developers.google.com/search/docs/"


def _google(name: str, path: str) -> RuleSource:
    return RuleSource(f"Google Search Central: {name}", _GOOGLE + path)


RULE_SOURCES: dict[str, RuleSource] = {
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
    "wcag-headings": RuleSource("WCAG 2.1, 1.3.1", "https://www.w3.org/TR/WCAG21/#info-and-relationships"),
    "wcag-language": RuleSource("WCAG 2.1, 3.1.1", "https://www.w3.org/TR/WCAG21/#language-of-page"),
    "block-indexing": _google("block indexing", "crawling-indexing/block-indexing"),
    "url-structure": _google("URL structure", "crawling-indexing/url-structure"),
    "googlebot": _google("Googlebot", "crawling-indexing/googlebot"),
    "search-console": _google("Search Console and removed pages", "crawling-indexing/http-network-errors"),
    "javascript": _google("JavaScript SEO basics", "crawling-indexing/javascript/javascript-seo-basics"),
    "crawl-budget": RuleSource(
        "Google Crawling Infrastructure: crawl budget", "https://developers.google.com/crawling/docs/crawl-budget"
    ),
    "sd-place": _google("local business", "appearance/structured-data/local-business"),
    "sd-article": _google("article", "appearance/structured-data/article"),
    "sd-dataset": _google("dataset", "appearance/structured-data/dataset"),
    "sd-faq": RuleSource(
        "Google Search Central: FAQ rich result removed", "https://developers.google.com/search/updates"
    ),
    "site-names": _google("site names", "appearance/site-names"),
    "favicon": _google("favicon in search results", "appearance/favicon-in-search"),
    "core-web-vitals": _google("Core Web Vitals", "appearance/core-web-vitals"),
    "schema-org": RuleSource("schema.org", "https://schema.org/docs/full.html"),
    "ttfb": RuleSource("web.dev: Time to First Byte", "https://web.dev/articles/ttfb"),
    "compression": RuleSource(
        "web.dev: text compression",
        "https://web.dev/articles/optimizing-content-efficiency-optimize-encoding-and-transfer",
    ),
    "mixed-content": RuleSource("W3C: Mixed Content", "https://www.w3.org/TR/mixed-content/"),
    "wcag": RuleSource("WCAG 2.1", "https://www.w3.org/TR/WCAG21/"),
    "taalwet": RuleSource("Taalwetwijzer", "https://www.taalwetwijzer.be/"),
    "bestuursdecreet": RuleSource(
        "Bestuursdecreet, artikel II.16 en volgende", "https://codex.vlaanderen.be/doc/document/1030009"
    ),
}
