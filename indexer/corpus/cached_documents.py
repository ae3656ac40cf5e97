"""Drafts: what each page's document says of the page itself, kept beside it until that changes.

A document takes most of its time for its own words: their stems, the parts of compounds. What other pages and other
sources say of it (its copies, what links call it, the words of a product) changes more often and takes little; see
`indexer.corpus.eligibility.complete_document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.cache import cached
from indexer.corpus.eligibility import build_page_document, check_page, check_within_site, status_skip_reason
from indexer.corpus.site_statistics import SiteStatistics
from indexer.language.compounds import Lexicon
from indexer.page.page_summary import PageSummary, summarise_page
from indexer.places.place_collector import places_of_indexed_page
from indexer.places.places import Place
from indexer.records.document import Document, SkippedPage


@dataclass(frozen=True, slots=True)
class CachedPage:
    """What is kept of a page.

    Attributes:
        page: what it is told apart by.
        refused: why it can have no document by itself, None when it can; then the rest is filled.
        document: see `indexer.corpus.eligibility.build_page_document`.
        places: those it describes.
    """

    page: PageSummary
    skip: SkippedPage | None = None
    document: Document | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """A page that has a document: the draft of it, the places it describes, and the page itself, read when asked."""

    document: Document
    places: tuple[Place, ...]
    read_page: Callable[[], Page]


def cached_documents(store: PageStore, site: Site, evidence: SiteStatistics, lexicon: Lexicon) -> Iterator[CachedDocument | SkippedPage]:
    """Yield for each stored page of a site its draft, or why it has no document.

    Raises:
        StoreError: the store cannot be read, or a new draft not be kept.
    """
    reader = store.reader(site.id)
    titles = evidence.titles
    repeated = sorted(evidence.template_lines), sorted(titles.affixes), sorted(titles.generic_titles)

    def made(record: bytes) -> CachedPage:
        page = reader(record)
        outline = summarise_page(page)
        if skip := check_page(page):
            return CachedPage(outline, skip)
        document = build_page_document(page, site, evidence, lexicon)
        return CachedPage(outline, None, document, places_of_indexed_page(page, site, document.title, store))

    for stored, draft in cached(store, site, "draft", CachedPage, (site, repeated, lexicon.digest()), made):
        if reason := status_skip_reason(stored.status):
            yield SkippedPage(stored.url, reason, f"it answered {stored.status}")
            continue
        assert draft  # an answer that is not refused has one
        if skip := draft.skip or check_within_site(draft.page, evidence):
            yield skip
        else:
            assert draft.document  # a page that is not refused has one
            yield CachedDocument(draft.document, draft.places, partial(reader, stored.record))
