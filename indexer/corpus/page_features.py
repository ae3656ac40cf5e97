"""Page features: the data that the survey needs of each page, cached because reading every text takes long."""

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
from indexer.corpus.near_duplicates import Codes
from indexer.corpus.shared_texts import ShingleHasher, band_codes
from indexer.language.analysis import REGION_LANGUAGE, words
from indexer.language.compounds import possible_parts
from indexer.page.document_type import classify_page
from indexer.page.page_summary import PageSummary, summarise_page
from indexer.records.document import DocumentType


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """What the survey needs of one page.

    Attributes:
        summary: see `indexer.page.page_summary`.
        anchors: the texts of the page's links to other pages.
        is_skipped: whether the page cannot become a document; then the other fields are empty.
        type: see `indexer.page.document_type`.
        words: the distinct normalised words of a Dutch page that may be parts of compounds, separated by spaces.
        shingles, bands: what the text is compared by, see `indexer.corpus.shared_texts`: 32-bit codes as bytes.
    """

    summary: PageSummary
    anchors: tuple[UrlAndAnchor, ...]
    is_skipped: bool
    type: DocumentType = DocumentType.PAGE
    words: str = ""
    shingles: bytes = b""
    bands: bytes = b""

    @property
    def codes(self) -> tuple[Codes, Codes]:
        """Shingles and bands as arrays."""
        return np.frombuffer(self.shingles, np.uint32), np.frombuffer(self.bands, np.uint32)


def page_features(store: PageStore, site: Site, hasher: ShingleHasher) -> Iterator[PageFeatures | None]:
    """Yield the features of each stored page of a site; None for a page that did not respond with 200.

    Raises:
        StoreError: the store cannot be read or written.
    """
    read = store.record_decoder(site.id)
    inputs = sorted(store.template_lines(site.id)), sorted(hasher.places), site.url
    for _, features in cached(
        store, site, "note", PageFeatures, inputs, lambda record: extract_features(read(record), hasher, site.url)
    ):
        yield features


def extract_features(page: Page, hasher: ShingleHasher, home: str) -> PageFeatures:
    """Return the features of a page with status 200, of the site with this `home` page."""
    summary = summarise_page(page)
    if check_page(page, home):
        return PageFeatures(summary, outgoing_anchors(page), is_skipped=True)
    found = words(page.text)
    titles = words("\n".join((page.title, *(item.text for item in page.headings))))
    shingles = hasher.shingles(found)
    return PageFeatures(
        summary,
        outgoing_anchors(page),
        is_skipped=False,
        type=classify_page(page),
        words=" ".join(possible_parts((*found, *titles))) if (page.lang or REGION_LANGUAGE) == REGION_LANGUAGE else "",
        shingles=shingles.tobytes(),
        bands=band_codes(shingles).tobytes() if shingles.size else b"",
    )
