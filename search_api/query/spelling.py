"""Spelling correction of query words, based on the vocabulary of the region's own pages."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

import simplemma
from rapidfuzz import process
from rapidfuzz.distance import OSA
from simplemma.strategies import DefaultDictionaryFactory

from indexer.language.analysis import STEMMING_ALGORITHMS, normalise_text, stem

MIN_CORRECTED_LENGTH = 5
"""Minimum letters of a word to correct: shorter words have too many similar words."""

MIN_LENGTH_FOR_TWO_EDITS = 9
"""Letters from which two edits are allowed; one below that (Meilisearch's own limits are 5 and 9)."""

MAX_CACHED_CORRECTIONS = 4_096
"""Size of the cache of corrections, in words."""


class SpellingCorrector:
    """Corrects words by the vocabulary of the pages: word → number of pages that contain it."""

    def __init__(self, pages_with: Mapping[str, int]) -> None:
        self._pages_with = pages_with
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in pages_with:
            self._by_length[len(word)].append(word)
        self._words = sorted(pages_with)
        self._found: dict[str, str | None] = {}

    def __call__(self, word: str) -> str | None:
        """Return the correction of a word; None for a known word, a short one or a number.

        Among the words at the smallest edit distance (optimal string alignment: a transposition is one edit) it is the
        one on most pages. Otherwise it is the most frequent word that starts with the typed letters, for queries sent
        before they were finished. A correct Dutch or French word is never corrected, whether or not pages contain it.
        """
        if word in self._pages_with or len(word) < MIN_CORRECTED_LENGTH or not word.isalpha():
            return None
        if word not in self._found:
            if len(self._found) >= MAX_CACHED_CORRECTIONS:
                self._found.clear()
            right = any(is_known_word(word, lang) for lang in STEMMING_ALGORITHMS)
            self._found[word] = None if right else self._nearest(word)
        return self._found[word]

    def _nearest(self, word: str) -> str | None:
        most = 2 if len(word) >= MIN_LENGTH_FOR_TWO_EDITS else 1
        near: list[tuple[int, int, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            for found, errors, _ in process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=most, limit=5
            ):
                near.append((int(errors), -self._pages_with[found], found))
        return min(near)[2] if near else self._completed(word)

    def _completed(self, word: str) -> str | None:
        """Return the most frequent word that starts with the typed letters."""
        later = itertools.islice(self._words, bisect_left(self._words, word), None)
        beginning = itertools.takewhile(lambda found: found.startswith(word), later)
        return max(beginning, key=lambda found: (self._pages_with[found], found), default=None)


def is_known_word(word: str, lang: str) -> bool:
    """Whether a normalised word exists in `lang` (nl or fr), with or without its accents."""
    return simplemma.is_known(word, lang) or word in _unaccented(lang)


def load_dictionaries() -> None:
    """Load the dictionaries at start-up, which takes most of a second, so that no query waits for them."""
    for lang in STEMMING_ALGORITHMS:
        is_known_word("xqz", lang)  # an unknown word, so that the whole dictionary is read
        stem("xqz", lang)


@cache
def _unaccented(lang: str) -> frozenset[str]:
    """Return the accented words of a language without their accents: 92,000 for Dutch and French, 10 MB."""
    return frozenset(
        normalise_text(word) for word in DefaultDictionaryFactory().get_dictionary(lang) if not word.isascii()
    )
