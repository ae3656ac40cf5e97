"""Which URLs a site's score is about, and the state of each.

They are the crawled URLs together with those in the sitemap. Left out are pages that the site excludes from Google on
purpose (noindex, and neither in the sitemap nor in the navigation), files, and URLs that nothing on the site links to.
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
from seo_audit.facts.robots_file import GoogleRobotsTxt
from seo_audit.facts.sitemaps import SitemapFacts


class UrlState(StrEnum):
    """State of a URL in the score."""

    INDEXABLE = "indexable"  # an HTML page that Google may show
    VARIANT = "variant"  # an HTML page with a valid canonical to another page
    NOINDEX = "noindex"  # noindexed although the sitemap or the navigation links to it
    BROKEN = "broken"  # an HTTP error or no response
    OTHER = "other"  # a redirect, a file, or a URL that was not fetched


HTML_STATES = frozenset({UrlState.INDEXABLE, UrlState.VARIANT})
"""States of an HTML page that Google can read."""

FILE_PATH = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|zip|ics|csv|jpe?g|png|gif|svg|webp|avif|mp[34]|xml|txt)$", re.IGNORECASE
)
"""Paths of files. A broken file is an error, but it has no title or other content to judge."""


def scored_urls(
    site: Site,
    pages: Mapping[str, PageFacts],
    known: Mapping[str, KnownUrl],
    sitemaps: SitemapFacts,
    robots: GoogleRobotsTxt | None,
    graph: LinkGraph,
) -> dict[str, UrlState]:
    """Return every URL that the score is about with its state, sorted by URL."""
    hosts = frozenset(site.hosts)
    listed = {url for url in sitemaps.urls if host_of(url) in hosts}
    offered = graph.linked_urls | listed | {site.url, graph.home}
    navigated = graph.navigation_targets | listed | {site.url, graph.home}
    states: dict[str, UrlState] = {}
    blocked = {url for url in known if url in offered and robots and not robots.allows(url) and host_of(url) in hosts}
    for url in sorted(pages.keys() | listed | blocked | {graph.home}):
        page = pages.get(url)
        if page is None and url == graph.home and robots and (robots.unreachable or not robots.allows(url)):
            states[url] = UrlState.BROKEN  # Google cannot read anything of the site
        elif page is None or (page.status == 200 and not page.is_html) or 300 <= page.status < 400:
            if url in offered and (page is None or page.redirect or url in listed):
                states[url] = UrlState.OTHER
        elif page.is_broken:
            if url in offered:
                states[url] = UrlState.OTHER if FILE_PATH.search(path_of(url).partition("?")[0]) else UrlState.BROKEN
        elif page.noindex:
            if url in navigated or url in blocked:  # Google cannot read this noindex, so it excludes nothing
                states[url] = UrlState.NOINDEX if url in navigated else UrlState.OTHER
        elif page.is_html:
            states[url] = UrlState.VARIANT if is_canonical_variant(page, pages, graph.home) else UrlState.INDEXABLE
    return states


def is_canonical_variant(page: PageFacts, pages: Mapping[str, PageFacts], home: str) -> bool:
    """Return whether a page has a valid canonical to another page, which exists and may be indexed.

    A page with a broken canonical, or an inner page with a canonical to the home page, is not a variant: Google ignores
    such a canonical, and a wrong canonical must never exempt a page from the other rules.
    """
    target = page.canonical
    if target is None or target == page.url:
        return False
    other = pages.get(target)
    if other is None or not other.is_html or other.noindex or other.canonical not in {None, other.url}:
        return False
    return target != home or is_same_page(page, other)


def is_same_page(page: PageFacts, other: PageFacts) -> bool:
    """Return whether two URLs show the same page: the same text, or the same path with another query."""
    if page.text_hash and page.text_hash == other.text_hash:
        return True
    return path_of(page.url).partition("?")[0] == path_of(other.url).partition("?")[0]
