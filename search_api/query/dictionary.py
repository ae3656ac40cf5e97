"""Whether a word is a word, typed with its accents or without."""

from __future__ import annotations

from functools import cache

import simplemma
from simplemma.strategies import DefaultDictionaryFactory

from indexer.language.analysis import ALGORITHMS, fold, stem


def is_word(word: str, lang: str) -> bool:
    """Whether a folded word is a word of `lang` (nl or fr): "bibliotheque" is, since "bibliothèque" is one."""
    return simplemma.is_known(word, lang) or word in _folded(lang)


def load() -> None:
    """Read the dictionaries, which takes most of a second, so that no query waits for them."""
    for lang in ALGORITHMS:
        is_word("xqz", lang)  # no word, so that both are read
        stem("xqz", lang)


@cache
def _folded(lang: str) -> frozenset[str]:
    """Return the words of a language that have accents, without them: 92,000 in Dutch and French together, 10 MB."""
    return frozenset(fold(word) for word in DefaultDictionaryFactory().get_dictionary(lang) if not word.isascii())
