"""The ranking model: how well each document answers a query, by all its words together.

Meilisearch sorts into buckets: a page that lacks one word of the query comes after every page that has it, however well
it answers, and one that lacks the rarest word is not found at all. Of the pages that answer the 831 hard questions of
2,262 judged ones, 63% are among the engine's first 1,000 results and 94% among this model's. So the engine says which
documents there are, what they hold and which pass a filter; the model says which of them answer best.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np
from numpy.typing import NDArray

from indexer.language.analysis import normalise_text
from indexer.ranking.ngrams import ngrams
from indexer.ranking.postings import FloatArray, Postings
from indexer.records.document import ID_LENGTH, Document, DocumentType

DOCUMENT_TYPES = tuple(DocumentType)

NO_DATE = -1
"""Stands for a moment that a document has not: no page is dated before 1970."""

NAME_SIMILARITY_WEIGHT = 0.4
"""Worth of the likeness of names (a cosine, 0 to 1) beside the words (the best document of a query has 1)."""


_MOMENTS = ("date", "starts", "ends")


@dataclass(frozen=True, slots=True)
class DocumentArrays:
    """What is known of each document, at the place of its number.

    `ids` are bytes of `ID_LENGTH`; `site` and `lang` are places in `sites` and `langs`, `kind` in `DOCUMENT_TYPES`; `cluster` is
    the same number for near-identical texts, whose name stands there in `clusters`; `date`, `starts` and `ends` are
    Unix seconds UTC or `NO_DATE`; `title` is the same number for titles that read the same; `web` tells
    pages from what other sources gave.
    """

    ids: NDArray[np.bytes_]
    site: NDArray[np.int32]
    kind: NDArray[np.int32]
    lang: NDArray[np.int32]
    cluster: NDArray[np.int32]
    clusters: NDArray[np.bytes_]
    title: NDArray[np.int32]
    web: NDArray[np.bool_]
    date: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    sites: tuple[str, ...]
    langs: tuple[str, ...]


@dataclass(slots=True)
class DocumentArraysBuilder:
    """Collects what `DocumentArrays` holds."""

    documents: int = 0
    _ids: list[str] = field(default_factory=list)
    _numbers: dict[str, array[int]] = field(
        default_factory=lambda: {
            name: array("q") for name in ("site", "kind", "lang", "cluster", "title", "web", *_MOMENTS)
        }
    )
    _names: dict[str, dict[str, int]] = field(
        default_factory=lambda: {name: {} for name in ("site", "lang", "cluster")}
    )
    _titles: dict[str, int] = field(default_factory=dict)

    def add(self, document: Document) -> int:
        """Add a document and return its number."""
        self._ids.append(document.id)
        for name, known in self._names.items():
            self._numbers[name].append(known.setdefault(getattr(document, name), len(known)))
        self._numbers["title"].append(self._titles.setdefault(normalise_text(document.title), len(self._titles)))
        self._numbers["web"].append(document.source == "web")
        self._numbers["kind"].append(DOCUMENT_TYPES.index(document.type))
        for name in _MOMENTS:
            moment = getattr(document, name)
            self._numbers[name].append(NO_DATE if moment is None else moment)
        self.documents += 1
        return self.documents - 1

    def arrays(self) -> DocumentArrays:
        """Return what was collected."""
        return DocumentArrays(
            ids=np.array(self._ids, f"S{ID_LENGTH}"),
            site=np.array(self._numbers["site"], np.int32),
            kind=np.array(self._numbers["kind"], np.int32),
            lang=np.array(self._numbers["lang"], np.int32),
            cluster=np.array(self._numbers["cluster"], np.int32),
            clusters=np.array(list(self._names["cluster"]), f"S{ID_LENGTH}"),
            title=np.array(self._numbers["title"], np.int32),
            web=np.array(self._numbers["web"], np.bool_),
            date=np.array(self._numbers["date"], np.int64),
            starts=np.array(self._numbers["starts"], np.int64),
            ends=np.array(self._numbers["ends"], np.int64),
            sites=tuple(self._names["site"]),
            langs=tuple(self._names["lang"]),
        )


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One thing a query asks for: the stems that may stand for it, each with its worth from 0 to 1."""

    stems: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankingModel:
    """Scores all documents of an index."""

    arrays: DocumentArrays
    words: Postings
    ngrams: Postings

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self.arrays.ids)

    def count_matching(self, wordings: Iterable[TermGroup]) -> int:
        """Return how many documents have a stem of each wording."""
        found: set[int] | None = None
        for wording in wordings:
            listed = [pair[0] for stem in wording.stems if (pair := self.words.of(stem))]
            numbers = set(np.concatenate(listed).tolist()) if listed else set()
            found = numbers if found is None else found & numbers
        return len(found or ())

    def score_words(self, wordings: Iterable[TermGroup]) -> FloatArray:
        """Return the BM25F score of each document; of the stems of one wording the best counts."""
        total = np.zeros(len(self), np.float32)
        for wording in wordings:
            listed = [(found, worth) for stem, worth in wording.stems.items() if (found := self.words.of(stem))]
            if len(listed) == 1:
                (documents, weights), worth = listed[0]
                np.add.at(total, documents, weights * np.float32(worth))  # half the time of total[documents] += …
            elif listed:
                best = np.zeros(len(self), np.float32)
                for (documents, weights), worth in listed:
                    np.maximum.at(best, documents, weights * np.float32(worth))
                total += best
        return total

    def name_similarity(self, asked: Sequence[str]) -> FloatArray:
        """Return the likeness (cosine, 0 to 1) of each document's names and of folded words of a query."""
        likeness = np.zeros(len(self), np.float32)
        worths = {
            number: (1 + log(count)) * float(self.ngrams.rarity[number])
            for piece, count in Counter(ngrams(asked)).items()
            if (number := self.ngrams.terms.get(piece)) is not None
        }
        length = max(sum(worth * worth for worth in worths.values()), 1e-9) ** 0.5
        for number, worth in worths.items():
            documents, weights = self.ngrams.at(number)
            np.add.at(likeness, documents, weights * np.float32(worth / length))
        return likeness
