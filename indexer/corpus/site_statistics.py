"""Site statistics: repeated titles, duplicate pages, template redirects and the error page of one site."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.extract.dispatch import read_page
from crawler.extract.template_lines import strip_lines
from crawler.records.fetch_result import FetchResult
from crawler.records.http_status import STATUS_OK
from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.canonicals import followed_canonicals
from indexer.corpus.soft_errors import ErrorPage, error_page
from indexer.language.analysis import normalise_text
from indexer.page.page_summary import PageOrSummary
from indexer.page.titles import TitlePatterns, TitlePatternsBuilder

MIN_TEMPLATE_REDIRECT_SHARE, MIN_TEMPLATE_REDIRECT_COUNT = 0.2, 10
"""A client-side redirect that a fifth of a site's pages share, and at least ten, is part of the template
(<noscript>)."""

MAX_ERROR_PAGE_BYTES = 1_000_000
"""Bytes of the page for a URL that does not exist. A larger one is none."""


@dataclass(frozen=True, slots=True)
class SiteStatistics:
    """What a site's pages say together.

    Attributes:
        titles: the parts of titles that repeat.
        available_urls: URLs of the site that responded with 200.
        canonical_targets: URL → the URL that its canonical link names, when the index follows that link.
        canonical_duplicates: URL → the URL that is kept of the pages with the same title and text.
        template_redirects: targets of client-side redirects on so many pages that they are part of the template.
        error_page: what the server sends with status 200 for a URL that does not exist, None when it sends an error.
        template_lines: digests of the lines that most pages repeat (see `crawler.extract.template_lines`).
    """

    titles: TitlePatterns = field(default_factory=TitlePatterns)
    available_urls: frozenset[str] = frozenset()
    canonical_targets: dict[str, str] = field(default_factory=dict)
    canonical_duplicates: dict[str, str] = field(default_factory=dict)
    template_redirects: frozenset[str] = frozenset()
    error_page: ErrorPage | None = None
    template_lines: frozenset[int] = frozenset()


class SiteStatisticsBuilder:
    """Builds the statistics of a site from its pages, added one by one."""

    def __init__(self, site: Site) -> None:
        self._titles = TitlePatternsBuilder(site)
        self._available: set[str] = set()
        self._canonicals: dict[str, str] = {}
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
        if page.effective_canonical and page.effective_canonical != page.url:
            self._canonicals[page.url] = page.effective_canonical
        if page.text_hash and not page.noindex:
            self._same_content.setdefault((page.text_hash, normalise_text(page.title)), []).append(page.url)

    def build(self, store: PageStore) -> SiteStatistics:
        """Return the statistics of the added pages; `store` has the texts of those with a canonical link."""

        def load(url: str) -> Page | None:
            page = store.last_good_page(url) or store.page(url)
            return page if page and page.status == STATUS_OK else None

        targets = followed_canonicals(self._canonicals, load, self._site.url)
        duplicates = {}
        for same in self._same_content.values():
            urls = [url for url in same if url not in targets]
            kept = min(urls, key=lambda url: (len(url), url), default="")
            duplicates.update({url: kept for url in urls if url != kept})
        minimum = max(MIN_TEMPLATE_REDIRECT_COUNT, MIN_TEMPLATE_REDIRECT_SHARE * len(self._available))
        return SiteStatistics(
            titles=self._titles.build(),
            available_urls=frozenset(self._available),
            canonical_targets=targets,
            canonical_duplicates=duplicates,
            template_redirects=frozenset(url for url, count in self._redirects.items() if count >= minimum),
            error_page=_site_error_page(store, self._site, load(self._site.url)),
            template_lines=store.template_lines(self._site.id),
        )


def gather_site_statistics(store: PageStore, site: Site) -> SiteStatistics:
    """Return the statistics of a site's stored pages."""
    builder = SiteStatisticsBuilder(site)
    for page in store.current_pages(site.id):
        builder.add(page)
    return builder.build(store)


def _site_error_page(store: PageStore, site: Site, home: Page | None) -> ErrorPage | None:
    """Return what a site sends for a URL that does not exist; None when that is an error status."""
    template = store.template_lines(site.id)
    for file in store.site_files(site.id, "probe"):
        if file.status == STATUS_OK and len(file.body) <= MAX_ERROR_PAGE_BYTES:
            headers = {"content-type": file.content_type}
            result = FetchResult(
                url=file.url,
                site=site.id,
                status=file.status,
                fetched_at=file.fetched_at,
                headers=headers,
                body=file.body,
            )
            response = read_page(result)
            return error_page(strip_lines(response, template), site.url, home.text if home else "")
    return None
