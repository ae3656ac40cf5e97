"""Highlighting and excerpts."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.compounds import Lexicon
from search_api.search.excerpts import EXCERPT_LENGTH, Highlighter

LEXICON = Lexicon({"afval": 9, "kalender": 5})


@pytest.mark.parametrize(
    ("typed", "text", "expected"),
    [
        ("kinderen ", "Een kind speelt", "Een <mark>kind</mark> speelt"),
        ("open ", "is open, ook", "is <mark>open</mark>, ook"),
        ("bomen ", "de boom", "de <mark>boom</mark>"),
        ("kalender ", "de afvalkalender", "de <mark>afvalkalender</mark>"),
        ("pasp", "Paspoort", "<mark>Paspoort</mark>"),
        ("cafe ", "Café <b>", "<mark>Café</mark> &lt;b&gt;"),
        ("dvorak ", "“Dvořák” – ’t café", "“<mark>Dvořák</mark>” – ’t café"),
        ("soeur soeurs sœurs ", "Les Sœurs – l’école", "Les <mark>Sœurs</mark> – l’école"),
        ("москва ", "Привет, Москва!", "Привет, <mark>Москва</mark>!"),
        ("mark ", "<mark>", "&lt;<mark>mark</mark>&gt;"),
        ("", "niets", "niets"),
        ("a.b*c ", "x (y", "x (y"),
    ],
)
def test_matches_are_marked(typed: str, text: str, expected: str) -> None:
    """Inflections, compounds that contain the word, and an unfinished last word; the rest is escaped."""
    assert expected == Highlighter(typed, LEXICON).highlight(text)


@given(st.text(max_size=40), st.text(max_size=200))
def test_marks_are_the_only_markup(typed: str, text: str) -> None:
    """For any query and any page text, <mark> is the only tag, and the text is complete."""
    marked = Highlighter(typed, LEXICON).highlight(text)
    bare = marked.replace("<mark>", "").replace("</mark>", "")
    assert (text, None) == (html.unescape(bare) if "&" not in text else text, re.search(r"[<>]", bare))


@given(st.text("aeoAEOéËÓšŁőñ²½ß’“–…- _\u0301\ud800", max_size=60), st.text("aeošlon", min_size=1, max_size=4))
def test_non_ascii_letters_do_not_change_other_marks(text: str, typed: str) -> None:
    """Texts of ASCII alone are folded by a faster path with the same result."""
    marker = Highlighter(f"{typed} ", LEXICON)
    assert f"œ {marker.highlight(text)}" == marker.highlight(f"œ {text}")


def test_excerpt_shows_the_passage_with_most_matches() -> None:
    """The short passage with both words is preferred to an earlier one with one word."""
    text = (
        "Een paspoort. "
        + "Niets aan de hand. " * 60
        + "Zo verlengen we een paspoort in het gemeentehuis."
        + " Slot." * 60
    )
    excerpt = Highlighter("paspoort verlengen ", LEXICON).excerpt(text)
    assert "<mark>verlengen</mark> we een <mark>paspoort</mark>" in excerpt
    assert len(re.sub("<.*?>", "", excerpt)) <= EXCERPT_LENGTH + 4


def test_excerpt_without_a_match_is_the_beginning() -> None:
    """A result that matches by its title alone shows the beginning of the text, else the description."""
    assert (
        Highlighter("x ", LEXICON).excerpt("Begin hier."),
        Highlighter("x ", LEXICON).excerpt("", "Omschrijving."),
    ) == (
        "Begin hier.",
        "Omschrijving.",
    )
