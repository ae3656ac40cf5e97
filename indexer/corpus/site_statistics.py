"""What a site's pages say about each other: repeated titles, twins, the look of a missing page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from crawler.records.url import host_of
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.language.analysis import normalise_text
from indexer.page.page_summary import PageOrSummary
from indexer.page.titles import TitlePatterns, TitlePatternsBuilder

MIN_TEMPLATE_REDIRECT_SHARE, MIN_TEMPLATE_REDIRECT_COUNT = 0.2, 10
"""A client-side redirect shared by a fifth of a site's pages, and at least ten, stands in its template (<noscript>)."""

_TITLE_ELEMENT = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class SiteStatistics:
    """What is known of a site's pages together.

    Attributes:
        titles: what its titles repeat.
        answered: addresses that answered 200, where a canonical can lead to; its own, and those its
            canonicals name on other sites.
        twins: address → the address that is kept of the pages with the same title and text.
        template_refresh: targets of client-side redirects that so many pages carry that they are the template's.
        error_title: folded title of its answer for an address that does not exist, "" when that answers 404.
        repeated: digests of the lines that most of its pages repeat (see `crawler.extract.boilerplate`).
    """

    titles: TitlePatterns = field(default_factory=TitlePatterns)
    available_urls: frozenset[str] = frozenset()
    canonical_duplicates: dict[str, str] = field(default_factory=dict)
    template_redirects: frozenset[str] = frozenset()
    error_page_title: str = ""
    template_lines: frozenset[int] = frozenset()


class SiteStatisticsBuilder:
    """Sees a site's pages one by one, and then tells what they say about each other."""

    def __init__(self, site: Site) -> None:
        self._titles = TitlePatternsBuilder(site)
        self._answered: set[str] = set()
        self._abroad: set[str] = set()
        self._refresh: Counter[str] = Counter()
        self._site = site
        self._same: dict[tuple[str, str], list[str]] = {}

    def add(self, page: PageOrSummary) -> None:
        """Take note of a page, whatever it is."""
        if page.status != 200:
            return
        self._titles.add(page)
        self._answered.add(page.url)
        if page.meta_refresh:
            self._refresh[page.meta_refresh] += 1
        if page.canonical and host_of(page.canonical) not in self._site.hosts:
            self._abroad.add(page.canonical)
        if page.text_hash and not page.noindex and page.canonical in {None, page.url}:
            self._same.setdefault((page.text_hash, normalise_text(page.title)), []).append(page.url)

    def statistics(self, store: PageStore) -> SiteStatistics:
        """Return what was seen; `store` tells which canonicals on other sites lead to a page."""
        twins = {}
        for urls in self._same.values():
            keeper = min(urls, key=lambda url: (len(url), url))
            twins.update({url: keeper for url in urls if url != keeper})
        abroad = {url for url in self._abroad if (page := store.page(url)) and page.status == 200}
        many = max(MIN_TEMPLATE_REDIRECT_COUNT, MIN_TEMPLATE_REDIRECT_SHARE * len(self._answered))
        return SiteStatistics(
            titles=self._titles.statistics(),
            available_urls=frozenset(self._answered | abroad),
            canonical_duplicates=twins,
            template_redirects=frozenset(url for url, count in self._refresh.items() if count >= many),
            error_page_title=error_page_title(store, self._site),
            template_lines=store.repeated(self._site.id),
        )


def gather_site_statistics(store: PageStore, site: Site) -> SiteStatistics:
    """Return the evidence of a site's stored pages."""
    witness = SiteStatisticsBuilder(site)
    for page in store.believed(site.id):
        witness.add(page)
    return witness.statistics(store)


def error_page_title(store: PageStore, site: Site) -> str:
    """Return the folded title a site gives to addresses that do not exist, "" when it answers them with an error."""
    for file in store.site_files(site.id, "probe"):
        if file.status == 200 and (found := _TITLE_ELEMENT.search(file.body)):
            return " ".join(normalise_text(unescape(found[1].decode("utf-8", "replace"))).split())
    return ""
