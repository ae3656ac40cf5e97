"""Postings: for each term the documents that have it and their weights, as arrays that can be memory-mapped."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents and weights by term.

    The documents of term `t` are `documents[starts[t]:starts[t + 1]]`, each once, and `weights` has their weights at
    the same positions. `rarity` is the weight of each term in a query.
    """

    terms: Mapping[str, int]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: FloatArray
    rarity: FloatArray

    def of(self, term: str) -> tuple[NDArray[np.int32], FloatArray] | None:
        """Return the documents of a term with their weights, None for an unknown term."""
        number = self.terms.get(term)
        return None if number is None else self.at(number)

    def at(self, number: int) -> tuple[NDArray[np.int32], FloatArray]:
        """Return the documents of the term with this number, with their weights."""
        place = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.documents[place], self.weights[place]


class TermNumbers(dict[str, int]):
    """Numbers terms in the order in which they are first looked up."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


@dataclass(slots=True)
class TermCounts:
    """Counts of the terms of one field, collected document by document; fields may share the numbering of terms."""

    numbers: TermNumbers
    _documents: array[int] = field(default_factory=lambda: array("i"))
    _lengths: array[int] = field(default_factory=lambda: array("i"))
    _terms: array[int] = field(default_factory=lambda: array("i"))

    def add(self, document: int, terms: Iterable[str]) -> None:
        """Add the terms of a document, each as often as it occurs."""
        before = len(self._terms)
        self._terms.extend(map(self.numbers.__getitem__, terms))
        self._documents.append(document)
        self._lengths.append(len(self._terms) - before)

    def matrix(self, documents: int) -> sparse.csr_array:
        """Return the counts as a matrix with a row per document and a column per term."""
        rows = np.repeat(np.array(self._documents, np.int32), np.array(self._lengths, np.int32))
        columns = np.frombuffer(self._terms, np.int32) if self._terms else np.empty(0, np.int32)
        ones = np.ones(len(columns), np.float32)
        return sparse.csr_array((ones, (rows, columns)), shape=(documents, len(self.numbers)))


def build_postings(terms: Mapping[str, int], weights: sparse.csr_array, rarity: FloatArray) -> Postings:
    """Return the postings of a matrix with a row per document and a column per term."""
    by_term = weights.tocsc()
    by_term.sort_indices()
    return Postings(
        terms,
        by_term.indptr.astype(np.int64),
        by_term.indices.astype(np.int32),
        by_term.data.astype(np.float32),
        rarity.astype(np.float32),
    )
