"""What the survey needs of each page: reading every text for its words would take most of a survey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crawler.records.page import Page
from crawler.registry.sites import Site
from crawler.store.page_store import PageStore
from indexer.corpus.anchor_texts import Named, names_given
from indexer.corpus.cache import kept
from indexer.corpus.eligibility import refusal
from indexer.corpus.near_duplicates import Codes, WordCodes, bands_of
from indexer.language.analysis import DEFAULT, words
from indexer.language.compounds import possible_parts
from indexer.page.document_type import type_of
from indexer.page.page_summary import Outline, outline_of
from indexer.records.document import Type


@dataclass(frozen=True, slots=True)
class Note:
    """What a survey needs of one page.

    Attributes:
        page: what it is told apart by.
        named: what its links call other pages.
        refused: whether it can have no document by itself; then the rest is empty.
        type: what it is about.
        words: the different folded words of a Dutch page that compounds may be made of, separated by spaces.
        triples, bands: its text, for comparing, see `indexer.corpus.near_duplicates`: 32-bit codes as bytes.
    """

    page: Outline
    named: tuple[Named, ...]
    refused: bool
    type: Type = Type.PAGE
    words: str = ""
    triples: bytes = b""
    bands: bytes = b""

    @property
    def codes(self) -> tuple[Codes, Codes]:
        """Triples and bands as numbers."""
        return np.frombuffer(self.triples, np.uint32), np.frombuffer(self.bands, np.uint32)


def notes(store: PageStore, site: Site, codes: WordCodes) -> Iterator[Note | None]:
    """Yield the note of each page of a site as citizens should find it, None for one that did not answer with 200.

    Raises:
        StoreError: the store cannot be read, or a new note not be kept.
    """
    read = store.reader(site.id)
    inputs = sorted(store.repeated(site.id)), sorted(codes.places)
    for _, note in kept(store, site, "note", Note, inputs, lambda record: note_of(read(record), codes)):
        yield note


def note_of(page: Page, codes: WordCodes) -> Note:
    """Work out the note of a page that answered."""
    outline = outline_of(page)
    if refusal(page):
        return Note(outline, names_given(page), refused=True)
    found = words(page.text)
    named = words("\n".join((page.title, *(item.text for item in page.headings))))
    triples = codes.triples(found)
    return Note(
        outline,
        names_given(page),
        refused=False,
        type=type_of(page),
        words=" ".join(possible_parts((*found, *named))) if (page.lang or DEFAULT) == DEFAULT else "",
        triples=triples.tobytes(),
        bands=bands_of(triples).tobytes() if triples.size else b"",
    )
