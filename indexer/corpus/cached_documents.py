"""Drafts: what each page's document says of the page itself, kept beside it until that changes.

A document takes most of its time for its own words: their stems, the parts of compounds. What other pages and other
sources say of it (its copies, what links call it, the words of a product) changes more often and takes little; see
`indexer.corpus.eligibility.completed`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from crawler.records.page import Page
from crawler.registry.sites import Site
from crawler.store.page_store import PageStore
from indexer.corpus.cache import kept
from indexer.corpus.eligibility import draft_of, refusal, refusal_beside, refusal_of
from indexer.corpus.site_statistics import SiteEvidence
from indexer.language.compounds import Lexicon
from indexer.page.page_summary import Outline, outline_of
from indexer.places.place_collector import stated_places
from indexer.places.places import Place
from indexer.records.document import Document, Skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a page.

    Attributes:
        page: what it is told apart by.
        refused: why it can have no document by itself, None when it can; then the rest is filled.
        document: see `indexer.corpus.eligibility.draft_of`.
        places: those it describes.
    """

    page: Outline
    refused: Skip | None = None
    document: Document | None = None
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A page that has a document: the draft of it, the places it describes, and the page itself, read when asked."""

    document: Document
    places: tuple[Place, ...]
    read: Callable[[], Page]


def drafts(store: PageStore, site: Site, evidence: SiteEvidence, lexicon: Lexicon) -> Iterator[Drafted | Skip]:
    """Yield for each stored page of a site its draft, or why it has no document.

    Raises:
        StoreError: the store cannot be read, or a new draft not be kept.
    """
    reader = store.reader(site.id)
    titles = evidence.titles
    repeated = sorted(evidence.repeated), sorted(titles.endings), sorted(titles.empty)

    def made(record: bytes) -> Draft:
        page = reader(record)
        outline = outline_of(page)
        if skip := refusal(page):
            return Draft(outline, skip)
        document = draft_of(page, site, evidence, lexicon)
        return Draft(outline, None, document, stated_places(page, site, document.title, store))

    for stored, draft in kept(store, site, "draft", Draft, (site, repeated, lexicon.digest()), made):
        if reason := refusal_of(stored.status):
            yield Skip(stored.url, reason, f"it answered {stored.status}")
            continue
        assert draft  # an answer that is not refused has one
        if skip := draft.refused or refusal_beside(draft.page, evidence):
            yield skip
        else:
            assert draft.document  # a page that is not refused has one
            yield Drafted(draft.document, draft.places, partial(reader, stored.record))
