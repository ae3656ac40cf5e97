"""What the survey needs of each page: reading every text for its words would take most of a survey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.anchor_texts import UrlAndAnchor, outgoing_anchors
from indexer.corpus.cache import cached
from indexer.corpus.eligibility import check_page
from indexer.corpus.near_duplicates import Codes, WordCodes, bands_of
from indexer.language.analysis import REGION_LANGUAGE, words
from indexer.language.compounds import possible_parts
from indexer.page.document_type import classify_page
from indexer.page.page_summary import PageSummary, summarise_page
from indexer.records.document import DocumentType


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """What a survey needs of one page.

    Attributes:
        page: what it is told apart by.
        named: what its links call other pages.
        refused: whether it can have no document by itself; then the rest is empty.
        type: what it is about.
        words: the different folded words of a Dutch page that compounds may be made of, separated by spaces.
        triples, bands: its text, for comparing, see `indexer.corpus.near_duplicates`: 32-bit codes as bytes.
    """

    page: PageSummary
    anchors: tuple[UrlAndAnchor, ...]
    is_skipped: bool
    type: DocumentType = DocumentType.PAGE
    words: str = ""
    triples: bytes = b""
    bands: bytes = b""

    @property
    def codes(self) -> tuple[Codes, Codes]:
        """Triples and bands as numbers."""
        return np.frombuffer(self.triples, np.uint32), np.frombuffer(self.bands, np.uint32)


def page_features(store: PageStore, site: Site, codes: WordCodes) -> Iterator[PageFeatures | None]:
    """Yield the note of each page of a site as citizens should find it, None for one that did not answer with 200.

    Raises:
        StoreError: the store cannot be read, or a new note not be kept.
    """
    read = store.reader(site.id)
    inputs = sorted(store.repeated(site.id)), sorted(codes.places)
    for _, note in cached(store, site, "note", PageFeatures, inputs, lambda record: extract_features(read(record), codes)):
        yield note


def extract_features(page: Page, codes: WordCodes) -> PageFeatures:
    """Work out the note of a page that answered."""
    outline = summarise_page(page)
    if check_page(page):
        return PageFeatures(outline, outgoing_anchors(page), is_skipped=True)
    found = words(page.text)
    named = words("\n".join((page.title, *(item.text for item in page.headings))))
    triples = codes.triples(found)
    return PageFeatures(
        outline,
        outgoing_anchors(page),
        is_skipped=False,
        type=classify_page(page),
        words=" ".join(possible_parts((*found, *named))) if (page.lang or REGION_LANGUAGE) == REGION_LANGUAGE else "",
        triples=triples.tobytes(),
        bands=bands_of(triples).tobytes() if triples.size else b"",
    )
