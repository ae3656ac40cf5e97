"""Words set right by the words of the region's pages."""

from __future__ import annotations

import pytest

from search_api.query.spelling import SpellingCorrector, is_known_word

CORRECT = SpellingCorrector(
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
def test_as_many_errors_as_a_word_can_bear(word: str, meant: str | None) -> None:
    """One in a word, two from nine letters, a swap being one; the nearest word, and of those the most used one."""
    assert meant == CORRECT(word)


@pytest.mark.parametrize(
    ("word", "meant"), [("recyc", "recyclagepark"), ("bibli", "bibliotheek"), ("contain", "container"), ("recy", None)]
)
def test_half_a_word_is_completed(word: str, meant: str | None) -> None:
    """From five letters, by the most used word that begins so."""
    assert meant == CORRECT(word)


@pytest.mark.parametrize(
    "word",
    ["zwembad", "zwem", "bakk", "zwemba1", "12345", "zwembad-x", "", "zwemmer", "bibliotheque", "ecoles"],
)
def test_what_is_no_error_stays(word: str) -> None:
    """A word of the pages, a short one, one with other signs than letters, and any word of Dutch or French."""
    assert CORRECT(word) is None


def test_asking_again_gives_the_same() -> None:
    """Also after more words than are remembered."""
    first = CORRECT("zwembda")
    for number in range(5_000):
        CORRECT(f"qxzw{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)}")
    assert ("zwembad", "zwembad") == (first, CORRECT("zwembda"))


def test_without_words_nothing_is_corrected() -> None:
    """Before anything was indexed."""
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
    """People type them so, and everything here compares folded words."""
    assert expected is is_known_word(word, lang)
