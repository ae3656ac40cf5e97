"""The universe: the addresses that a site's score is about, and what each of them is to the score.

It is what was crawled together with what the sitemap lists. Out of it are, by declaration, pages
that the site keeps out of Google on purpose (noindex, and offered neither by the sitemap nor by the
navigation), files, and addresses that nothing of the site itself offers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from crawler.records.stored_records import KnownUrl
from crawler.records.url import host_of, path_of
from crawler.registry.site import Site
from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.robots_file import RobotsTxt
from seo_audit.facts.sitemaps import SitemapFacts


class UrlState(StrEnum):
    """What an address of the universe is to the score."""

    INDEXABLE = "indexable"  # an HTML page that Google may show
    VARIANT = "variant"  # an HTML page that rightly names another one as its canonical
    NOINDEX = "noindex"  # kept out of Google although the sitemap or the navigation offers it
    BROKEN = "broken"  # a page that answers an error, or nothing
    OTHER = "other"  # a redirect, a file, an address that was not fetched


HTML_STATES = frozenset({UrlState.INDEXABLE, UrlState.VARIANT})
"""States of an HTML page that Google gets to read."""

FILE_PATH = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|zip|ics|csv|jpe?g|png|gif|svg|webp|avif|mp[34]|xml|txt)$", re.IGNORECASE
)
"""Paths that name a file: a broken one is broken, but has no title to miss."""


def scored_urls(
    site: Site,
    pages: Mapping[str, PageFacts],
    known: Mapping[str, KnownUrl],
    sitemaps: SitemapFacts,
    robots: RobotsTxt | None,
    graph: LinkGraph,
) -> dict[str, UrlState]:
    """Return every address that the score is about with its state, in order of address."""
    hosts = frozenset(site.hosts)
    listed = {url for url in sitemaps.urls if host_of(url) in hosts}
    offered = graph.linked_urls | listed | {site.url, graph.home}
    navigated = graph.navigation_targets | listed | {site.url, graph.home}
    universe: dict[str, UrlState] = {}
    blocked = {url for url in known if url in offered and robots and not robots.allows(url) and host_of(url) in hosts}
    for url in sorted(pages.keys() | listed | blocked | {graph.home}):
        page = pages.get(url)
        if page is None and url == graph.home and robots and (robots.unreachable or not robots.allows(url)):
            universe[url] = UrlState.BROKEN  # nothing of the site can be read
        elif page is None or (page.status == 200 and not page.is_html) or 300 <= page.status < 400:
            if url in offered and (page is None or page.redirect or url in listed):
                universe[url] = UrlState.OTHER
        elif page.is_broken:
            if url in offered:
                universe[url] = UrlState.OTHER if FILE_PATH.search(path_of(url).partition("?")[0]) else UrlState.BROKEN
        elif page.noindex:
            if url in navigated or url in blocked:  # a noindex that Google cannot read keeps nothing out on purpose
                universe[url] = UrlState.NOINDEX if url in navigated else UrlState.OTHER
        elif page.is_html:
            universe[url] = UrlState.VARIANT if is_canonical_variant(page, pages, graph.home) else UrlState.INDEXABLE
    return universe


def is_canonical_variant(page: PageFacts, pages: Mapping[str, PageFacts], home: str) -> bool:
    """Whether a page rightly names another one as its canonical: one that exists and may be indexed.

    A canonical that leads nowhere, or from an inner page to the home page, makes no variant: Google
    ignores it, and a wrong canonical must never excuse a page from the other rules.
    """
    target = page.canonical
    if target is None or target == page.url:
        return False
    other = pages.get(target)
    if other is None or not other.is_html or other.noindex or other.canonical not in {None, other.url}:
        return False
    return target != home or is_same_page(page, other)


def is_same_page(page: PageFacts, other: PageFacts) -> bool:
    """Whether two addresses show one page: the same text, or the same path with another query."""
    if page.text_hash and page.text_hash == other.text_hash:
        return True
    return path_of(page.url).partition("?")[0] == path_of(other.url).partition("?")[0]
