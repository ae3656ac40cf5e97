"""What the survey needs of each page, worked out once and kept beside the page until either changes.

Reading every text for its words takes most of a survey, and from one sync to the next nearly all pages stay as they
are. A note is found again by a digest of all that it was made from: the stored record, the lines that most of the
site's pages repeat, the names of the region's municipalities, and `VERSION`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import zstandard

from crawler.history import SOUND
from crawler.page import Page
from crawler.sites import Site
from crawler.store import PageStore
from indexer.anchors import Named, names_given
from indexer.clusters import Codes, WordCodes, bands_of
from indexer.decide import refusal
from indexer.document import Type
from indexer.kinds import type_of
from indexer.language import DEFAULT, words
from indexer.outline import Outline, outline_of

VERSION = 1
"""Raise it when a note holds something else, or its words, kind or refusal are found in another way."""

COMPRESSION_LEVEL = 1
"""zstd: notes are read once a sync, and half the time of level 3 is worth more than a tenth of the size."""

AT_ONCE = 500
"""Notes of one transaction."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a note: no stored text makes a larger one."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a survey needs of one page.

    Attributes:
        page: what it is told apart by.
        named: what its links call other pages.
        refused: whether it can have no document by itself; then the rest is empty.
        type: what it is about.
        words: the different folded words of a Dutch page.
        triples, bands: its text, for comparing, see `indexer.clusters`: 32-bit codes as bytes.
    """

    page: Outline
    named: tuple[Named, ...]
    refused: bool
    type: Type = Type.PAGE
    words: tuple[str, ...] = ()
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
    salt = _salt(store.repeated(site.id), codes.places)
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Note)
    fresh: list[tuple[str, bytes, bytes]] = []
    for stored in store.records(site.id):
        if stored.status != SOUND:
            yield None
            continue
        key = hashlib.blake2b(stored.record, digest_size=16, key=salt).digest()
        if stored.note and stored.note[0] == key:
            yield decoder.decode(zstandard.decompress(stored.note[1], LARGEST))
            continue
        note = note_of(read(stored.record), codes)
        fresh.append((stored.url, key, zstandard.compress(encoder.encode(note), COMPRESSION_LEVEL)))
        if len(fresh) == AT_ONCE:
            store.keep_notes(site.id, fresh)
            fresh = []
        yield note
    store.keep_notes(site.id, fresh)


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
        words=tuple({*found, *named}) if (page.lang or DEFAULT) == DEFAULT else (),
        triples=triples.tobytes(),
        bands=bands_of(triples).tobytes() if triples.size else b"",
    )


def _salt(repeated: frozenset[int], places: frozenset[str]) -> bytes:
    whole = msgspec.json.encode((VERSION, sorted(repeated), sorted(places)))
    return hashlib.blake2b(whole, digest_size=32).digest()
