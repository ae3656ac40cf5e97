"""Character n-grams, and postings."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ranking.ngrams import NGRAM_LENGTH, ngrams
from indexer.ranking.postings import TermCounts, TermNumbers, build_postings


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["afval"], {" afv": 1, "afva": 1, "fval": 1, "val ": 1}),
        (["eid"], {" eid": 1, "eid ": 1}),
        (["id"], {" id ": 1}),
        (["a"], {" a ": 1}),
        (["id", "id"], {" id ": 2}),
        ([], {}),
    ],
)
def test_ngrams_are_four_letters_with_the_blanks_around(words: list[str], expected: dict[str, int]) -> None:
    """A word of one or two letters is one n-gram; repetitions count."""
    assert Counter(expected) == Counter(ngrams(words))


@given(st.text(alphabet="abcdefghij", min_size=3, max_size=30))
def test_every_letter_of_a_word_is_in_an_ngram(word: str) -> None:
    """All n-grams have four characters, and there is one for each position where one can start."""
    found = list(ngrams([word]))
    assert ({NGRAM_LENGTH}, len(word) + 2 - NGRAM_LENGTH + 1) == ({len(piece) for piece in found}, len(found))


def test_postings_list_the_documents_of_each_term() -> None:
    """Terms are numbered as they come; a document without a term is not in its list; an unknown term has none."""
    counts = TermCounts(TermNumbers())
    counts.add(0, ["afval", "park", "afval"])
    counts.add(2, 3 * ["park"])
    listed = build_postings(counts.numbers, counts.matrix(3), np.ones(2, np.float32))
    found = {term: [each.tolist() for each in (listed.of(term) or ())] for term in ("afval", "park", "brug")}
    assert {"afval": [[0], [2.0]], "park": [[0, 2], [1.0, 3.0]], "brug": []} == found


def test_fields_that_share_their_terms_have_matrices_of_one_shape() -> None:
    """An empty field has the same shape too, so that fields can be added."""
    numbers = TermNumbers()
    full, empty = TermCounts(numbers), TermCounts(numbers)
    full.add(0, ["afval"])
    assert ((2, 1), (2, 1), 0) == (full.matrix(2).shape, empty.matrix(2).shape, empty.matrix(2).nnz)
