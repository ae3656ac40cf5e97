"""Spelling correction with the vocabulary of the indexed pages."""

from __future__ import annotations

import pytest

from search_api.query.spelling import SpellingCorrector, is_known_word

CORRECTOR = SpellingCorrector(
    {"recyclagepark": 12, "zwembad": 9, "bibliotheek": 20, "containers": 3, "container": 8, "bakker": 4, "bakken": 9}
)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("zwembda", "zwembad"),
        ("zwebad", "zwembad"),
        ("zwemmbad", "zwembad"),
        ("zwenbad", "zwembad"),
        ("zwmbda", None),
        ("recyclaegprak", "recyclagepark"),
        ("reciclajepakr", None),
        ("bakkr", "bakker"),
        ("bakkex", "bakken"),
    ],
)
def test_number_of_corrected_errors_depends_on_word_length(word: str, meant: str | None) -> None:
    """One, or two from nine letters; a transposition is one. The nearest word wins, then the most frequent one."""
    assert meant == CORRECTOR(word)


@pytest.mark.parametrize(
    ("word", "meant"), [("recyc", "recyclagepark"), ("bibli", "bibliotheek"), ("contain", "container"), ("recy", None)]
)
def test_word_prefix_is_completed(word: str, meant: str | None) -> None:
    """From five letters, with the most frequent word that starts with it."""
    assert meant == CORRECTOR(word)


@pytest.mark.parametrize(
    "word",
    ["zwembad", "zwem", "bakk", "zwemba1", "12345", "zwembad-x", "", "zwemmer", "bibliotheque", "ecoles"],
)
def test_correct_and_short_words_are_unchanged(word: str) -> None:
    """A word of the pages, a short one, one with other characters than letters, and any Dutch or French word."""
    assert CORRECTOR(word) is None


def test_result_is_the_same_after_cache_eviction() -> None:
    first = CORRECTOR("zwembda")
    for number in range(5_000):
        CORRECTOR(f"qxzw{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}")
    assert ("zwembad", "zwembad") == (first, CORRECTOR("zwembda"))


def test_empty_vocabulary_corrects_nothing() -> None:
    """As before the first sync."""
    assert SpellingCorrector({})("zwembda") is None


@pytest.mark.parametrize(
    ("word", "lang", "expected"),
    [
        ("paspoort", "nl", True),
        ("coordinator", "nl", True),
        ("bibliotheque", "fr", True),
        ("dechets", "fr", True),
        ("bibliotheque", "nl", False),
        ("xqzwvkjx", "fr", False),
    ],
)
def test_words_are_known_without_their_accents(word: str, lang: str, *, expected: bool) -> None:
    """People omit accents when they type, and all words are compared in folded form."""
    assert expected is is_known_word(word, lang)
