"""Words typed with an error, set right by the words of the region's own pages."""

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
"""Letters: shorter words have too many neighbours."""

MIN_LENGTH_FOR_TWO_EDITS = 9
"""Letters from which two errors are set right; one before (the engine's own limits are 5 and 9)."""

MAX_CACHED_CORRECTIONS = 4_096
"""Words whose correction is kept."""


class SpellingCorrector:
    """Knows the words of the pages, with the number of pages each stands on."""

    def __init__(self, pages_with: Mapping[str, int]) -> None:
        self._pages_with = pages_with
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in pages_with:
            self._by_length[len(word)].append(word)
        self._words = sorted(pages_with)
        self._found: dict[str, str | None] = {}

    def __call__(self, word: str) -> str | None:
        """Return the word that was probably meant, None for a known one, a short one or a number.

        Of the nearest words, fewest errors first (optimal string alignment: a swap is one error), that on most pages;
        else the word on most pages that begins so: Enter came too soon. A word that is right in Dutch or French is
        never corrected, whether the pages have it or not.
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
        """Return the word on most pages that begins as was typed."""
        later = itertools.islice(self._words, bisect_left(self._words, word), None)
        beginning = itertools.takewhile(lambda found: found.startswith(word), later)
        return max(beginning, key=lambda found: (self._pages_with[found], found), default=None)


def is_known_word(word: str, lang: str) -> bool:
    """Whether a folded word is a word of `lang` (nl or fr): "bibliotheque" is, since "bibliothèque" is one."""
    return simplemma.is_known(word, lang) or word in _folded(lang)


def load_dictionaries() -> None:
    """Read the dictionaries, which takes most of a second, so that no query waits for them."""
    for lang in STEMMING_ALGORITHMS:
        is_known_word("xqz", lang)  # no word, so that both are read
        stem("xqz", lang)


@cache
def _folded(lang: str) -> frozenset[str]:
    """Return the words of a language that have accents, without them: 92,000 in Dutch and French together, 10 MB."""
    return frozenset(normalise_text(word) for word in DefaultDictionaryFactory().get_dictionary(lang) if not word.isascii())
