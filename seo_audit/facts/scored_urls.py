"""The universe: the addresses that a site's score is about, and what each of them is to the score.

It is what was crawled together with what the sitemap lists. Out of it are, by declaration, pages
that the site keeps out of Google on purpose (noindex, and offered neither by the sitemap nor by the
navigation), files, and addresses that nothing of the site itself offers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from crawler.records.url import host_of, path_of
from crawler.registry.site import Site
from crawler.store.page_store import KnownUrl
from seo_audit.facts.link_graph import SiteGraph
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.robots_file import RobotsFile
from seo_audit.facts.sitemaps import Sitemaps


class State(StrEnum):
    """What an address of the universe is to the score."""

    INDEXABLE = "indexable"  # an HTML page that Google may show
    VARIANT = "variant"  # an HTML page that rightly names another one as its canonical
    NOINDEX = "noindex"  # kept out of Google although the sitemap or the navigation offers it
    BROKEN = "broken"  # a page that answers an error, or nothing
    OTHER = "other"  # a redirect, a file, an address that was not fetched


HTML_STATES = frozenset({State.INDEXABLE, State.VARIANT})
"""States of an HTML page that Google gets to read."""

FILE = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|od[tsp]|zip|ics|csv|jpe?g|png|gif|svg|webp|avif|mp[34]|xml|txt)$", re.IGNORECASE
)
"""Paths that name a file: a broken one is broken, but has no title to miss."""


def universe_of(
    site: Site,
    pages: Mapping[str, PageFacts],
    known: Mapping[str, KnownUrl],
    sitemaps: Sitemaps,
    robots: RobotsFile | None,
    graph: SiteGraph,
) -> dict[str, State]:
    """Return every address that the score is about with its state, in order of address."""
    hosts = frozenset(site.hosts)
    listed = {url for url in sitemaps.urls if host_of(url) in hosts}
    offered = graph.linked | listed | {site.url, graph.home}
    navigated = graph.navigated | listed | {site.url, graph.home}
    universe: dict[str, State] = {}
    blocked = {url for url in known if url in offered and robots and not robots.allows(url) and host_of(url) in hosts}
    for url in sorted(pages.keys() | listed | blocked | {graph.home}):
        page = pages.get(url)
        if page is None and url == graph.home and robots and (robots.unreachable or not robots.allows(url)):
            universe[url] = State.BROKEN  # nothing of the site can be read
        elif page is None or (page.status == 200 and not page.html) or 300 <= page.status < 400:
            if url in offered and (page is None or page.redirect or url in listed):
                universe[url] = State.OTHER
        elif page.broken:
            if url in offered:
                universe[url] = State.OTHER if FILE.search(path_of(url).partition("?")[0]) else State.BROKEN
        elif page.noindex:
            if url in navigated or url in blocked:  # a noindex that Google cannot read keeps nothing out on purpose
                universe[url] = State.NOINDEX if url in navigated else State.OTHER
        elif page.html:
            universe[url] = State.VARIANT if is_variant(page, pages, graph.home) else State.INDEXABLE
    return universe


def is_variant(page: PageFacts, pages: Mapping[str, PageFacts], home: str) -> bool:
    """Whether a page rightly names another one as its canonical: one that exists and may be indexed.

    A canonical that leads nowhere, or from an inner page to the home page, makes no variant: Google
    ignores it, and a wrong canonical must never excuse a page from the other rules.
    """
    target = page.canonical
    if target is None or target == page.url:
        return False
    other = pages.get(target)
    if other is None or not other.html or other.noindex or other.canonical not in {None, other.url}:
        return False
    return target != home or same_page(page, other)


def same_page(page: PageFacts, other: PageFacts) -> bool:
    """Whether two addresses show one page: the same text, or the same path with another query."""
    if page.text_hash and page.text_hash == other.text_hash:
        return True
    return path_of(page.url).partition("?")[0] == path_of(other.url).partition("?")[0]
