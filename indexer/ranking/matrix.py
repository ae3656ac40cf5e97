"""Postings: for each term the documents that have it, with a weight each, as arrays that can be mapped from a file."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents and weights by term.

    The documents of term `t` are `documents[starts[t]:starts[t + 1]]`, each once, and their weights stand at the same
    places. `rarity` is what a term is worth in a query, one number a term.
    """

    terms: Mapping[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: Floats
    rarity: Floats

    def of(self, term: str) -> tuple[NDArray[np.int32], Floats] | None:
        """Return the documents of a term with their weights, None for an unknown term."""
        number = self.terms.get(term)
        if number is None:
            return None
        place = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.documents[place], self.weights[place]


@dataclass(slots=True)
class Counts:
    """Term counts of one field, document by document; terms are numbered in the mapping they share."""

    numbers: dict[str, int]
    _documents: array[int] = field(default_factory=lambda: array("i"))
    _lengths: array[int] = field(default_factory=lambda: array("i"))
    _terms: array[int] = field(default_factory=lambda: array("i"))
    _counts: array[float] = field(default_factory=lambda: array("f"))

    def add(self, document: int, counted: Mapping[str, float]) -> None:
        """Add what a document has."""
        number = self.numbers.setdefault
        self._documents.append(document)
        self._lengths.append(len(counted))
        self._terms.extend([number(term, len(self.numbers)) for term in counted])
        self._counts.extend(counted.values())

    def matrix(self, documents: int) -> sparse.csr_array:
        """Return the counts, a row a document and a column a term."""
        values = np.frombuffer(self._counts, np.float32) if self._counts else np.empty(0, np.float32)
        rows = np.repeat(np.array(self._documents, np.int32), np.array(self._lengths, np.int32))
        columns = np.frombuffer(self._terms, np.int32) if self._terms else np.empty(0, np.int32)
        return sparse.csr_array((values, (rows, columns)), shape=(documents, len(self.numbers)), dtype=np.float32)


def postings(terms: Mapping[str, int], weights: sparse.csr_array, rarity: Floats) -> Postings:
    """Return a matrix (a row a document, a column a term) by term."""
    by_term = weights.tocsc()
    by_term.sort_indices()
    return Postings(
        terms,
        by_term.indptr.astype(np.int64),
        by_term.indices.astype(np.int32),
        by_term.data.astype(np.float32),
        rarity.astype(np.float32),
    )
