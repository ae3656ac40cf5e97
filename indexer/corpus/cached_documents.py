"""Cached documents: the part of each page's document that depends only on the page and its site.

Most of the time that a document takes goes into its own words: stems and compound parts. That part is cached. Data from
other pages and external sources (copies, anchor texts, product keywords) changes more often and is cheap to add; see
`indexer.corpus.document_builder.complete_document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.cache import cached
from indexer.corpus.document_builder import build_page_document
from indexer.corpus.eligibility import check_page, status_skip_reason
from indexer.corpus.site_eligibility import check_within_site
from indexer.corpus.site_statistics import SiteStatistics
from indexer.language.compounds import Lexicon
from indexer.page.page_summary import PageSummary, summarise_page
from indexer.places.place_collector import places_of_indexed_page
from indexer.places.places import Place
from indexer.records.document import Document, SkippedPage


@dataclass(frozen=True, slots=True)
class CachedPage:
    """The cached value of one page.

    Attributes:
        summary: see `indexer.page.page_summary`.
        skip: why the page cannot become a document, None when it can; then the other fields are set.
        document: see `indexer.corpus.document_builder.build_page_document`.
        places: the places that the page describes.
    """

    summary: PageSummary
    skip: SkippedPage | None = None
    document: Document | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """A page that becomes a document: its cached document and places, and a function that reads the page itself."""

    document: Document
    places: tuple[Place, ...]
    read_page: Callable[[], Page]


def cached_documents(
    store: PageStore, site: Site, statistics: SiteStatistics, lexicon: Lexicon
) -> Iterator[CachedDocument | SkippedPage]:
    """Yield the cached document of each stored page of a site, or why the page is skipped.

    Raises:
        StoreError: the store cannot be read or written.
    """
    reader = store.record_decoder(site.id)
    titles = statistics.titles
    site_inputs = sorted(statistics.template_lines), sorted(titles.affixes), sorted(titles.generic_titles)

    def make(record: bytes) -> CachedPage:
        page = reader(record)
        summary = summarise_page(page)
        if skip := check_page(page, site.url):
            return CachedPage(summary, skip)
        document = build_page_document(page, site, statistics, lexicon)
        return CachedPage(summary, None, document, places_of_indexed_page(page, site, document.title, store))

    for stored, page in cached(store, site, "draft", CachedPage, (site, site_inputs, lexicon.digest()), make):
        if reason := status_skip_reason(stored.status):
            yield SkippedPage(stored.url, reason, f"the server responded with {stored.status}")
            continue
        assert page  # every page with status 200 has one
        if skip := page.skip or check_within_site(page.summary, statistics):
            yield skip
        else:
            assert page.document  # every page that is not skipped has one
            yield CachedDocument(page.document, page.places, partial(reader, stored.record))
