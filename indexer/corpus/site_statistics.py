"""Site statistics: repeated titles, duplicate pages, template redirects and the error page of one site."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from crawler.records.http_status import STATUS_OK
from crawler.records.url import host_of
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.language.analysis import normalise_text
from indexer.page.page_summary import PageOrSummary
from indexer.page.titles import TitlePatterns, TitlePatternsBuilder

MIN_TEMPLATE_REDIRECT_SHARE, MIN_TEMPLATE_REDIRECT_COUNT = 0.2, 10
"""A client-side redirect that a fifth of a site's pages share, and at least ten, is part of the template
(<noscript>)."""

_TITLE_ELEMENT = re.compile(rb"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
"""The title of the page for a URL that does not exist."""


@dataclass(frozen=True, slots=True)
class SiteStatistics:
    """What a site's pages say together.

    Attributes:
        titles: the parts of titles that repeat.
        available_urls: URLs that responded with 200, so that a canonical link may lead there: the site's own, and those
            on other sites that its canonical links name.
        canonical_duplicates: URL → the URL that is kept of the pages with the same title and text.
        template_redirects: targets of client-side redirects on so many pages that they are part of the template.
        error_page_title: normalised title of the page for a URL that does not exist; "" when the server sends an error.
        template_lines: digests of the lines that most pages repeat (see `crawler.extract.template_lines`).
    """

    titles: TitlePatterns = field(default_factory=TitlePatterns)
    available_urls: frozenset[str] = frozenset()
    canonical_duplicates: dict[str, str] = field(default_factory=dict)
    template_redirects: frozenset[str] = frozenset()
    error_page_title: str = ""
    template_lines: frozenset[int] = frozenset()


class SiteStatisticsBuilder:
    """Builds the statistics of a site from its pages, added one by one."""

    def __init__(self, site: Site) -> None:
        self._titles = TitlePatternsBuilder(site)
        self._available: set[str] = set()
        self._external_canonicals: set[str] = set()
        self._redirects: Counter[str] = Counter()
        self._site = site
        self._same_content: dict[tuple[str, str], list[str]] = {}

    def add(self, page: PageOrSummary) -> None:
        """Add a page, whatever its status."""
        if page.status != STATUS_OK:
            return
        self._titles.add(page)
        self._available.add(page.url)
        if page.meta_refresh:
            self._redirects[page.meta_refresh] += 1
        if page.canonical and host_of(page.canonical) not in self._site.hosts:
            self._external_canonicals.add(page.canonical)
        if page.text_hash and not page.noindex and page.canonical in {None, page.url}:
            self._same_content.setdefault((page.text_hash, normalise_text(page.title)), []).append(page.url)

    def build(self, store: PageStore) -> SiteStatistics:
        """Return the statistics of the added pages; `store` shows which external canonical links lead to a page."""
        duplicates = {}
        for urls in self._same_content.values():
            kept = min(urls, key=lambda url: (len(url), url))
            duplicates.update({url: kept for url in urls if url != kept})
        external = {url for url in self._external_canonicals if (page := store.page(url)) and page.status == STATUS_OK}
        minimum = max(MIN_TEMPLATE_REDIRECT_COUNT, MIN_TEMPLATE_REDIRECT_SHARE * len(self._available))
        return SiteStatistics(
            titles=self._titles.build(),
            available_urls=frozenset(self._available | external),
            canonical_duplicates=duplicates,
            template_redirects=frozenset(url for url, count in self._redirects.items() if count >= minimum),
            error_page_title=error_page_title(store, self._site),
            template_lines=store.template_lines(self._site.id),
        )


def gather_site_statistics(store: PageStore, site: Site) -> SiteStatistics:
    """Return the statistics of a site's stored pages."""
    builder = SiteStatisticsBuilder(site)
    for page in store.current_pages(site.id):
        builder.add(page)
    return builder.build(store)


def error_page_title(store: PageStore, site: Site) -> str:
    """Return the normalised title of a site's page for missing URLs; "" when the server sends an error status."""
    for file in store.site_files(site.id, "probe"):
        if file.status == STATUS_OK and (found := _TITLE_ELEMENT.search(file.body)):
            return " ".join(normalise_text(unescape(found[1].decode("utf-8", "replace"))).split())
    return ""
