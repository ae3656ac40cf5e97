"""Words, stems, stop words and compounds."""

from collections import Counter

import pytest

from indexer.language.analysis import stem, stems, words
from indexer.language.compounds import Lexicon
from indexer.meilisearch.index_settings import index_settings, stemmed_synonyms, stop_word_spellings
from indexer.meilisearch.side_indexes import decode_lexicon

LEXICON = Lexicon(
    {"afval": 9, "kalender": 5, "gezin": 4, "bond": 3, "stand": 9, "recyclage": 4, "park": 9, "container": 5}
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("kinderen", "kind"),
        ("vergunningen", "vergunning"),
        ("Cafés", "café"),
        ("openingsuren", "OPENINGSUUR"),
        ("liep", "lopen"),
        ("ging", "gaan"),
        ("huizen", "huis"),
        ("leden", "lid"),
        ("bladeren", "blad"),
        ("vergaderde", "vergaderen"),
        ("schepen", "schepenen"),
        ("identiteitskaarten", "identiteitskaart"),
    ],
)
def test_forms_of_a_word_share_a_stem(left: str, right: str) -> None:
    """A query in one form matches a text in another."""
    assert stems(left) == stems(right)


def test_words_of_a_town_hall_keep_their_own_meaning() -> None:
    """An alderman (schepen) is not a ship (schip), although the lemmatiser says so."""
    assert stem("schepen") != stem("schip")


@pytest.mark.parametrize(("word", "lang"), [("e621", "nl"), ("a10", "fr"), ("9780", "nl"), ("opening", "en")])
def test_codes_and_unknown_languages_keep_their_words(word: str, lang: str) -> None:
    """A word with a digit is a code; a language without an algorithm has no stems."""
    assert word == stem(word, lang)


def test_stop_words_go_in_any_spelling() -> None:
    """Stop words are removed, unless the text has no other words."""
    assert ("paspoort", "hoe kan ik") == (stems("Hoe kan IK De paspoort"), " ".join(words("Hoe kan ik")))
    assert stems("hoe kan ik").count(" ") == 2


def test_french_has_its_own_stems() -> None:
    """A French text is stemmed as French, one in an unknown language not at all."""
    assert stems("demandes", "fr") == stems("demande", "fr")
    assert stems("passports", "en") == "passports"


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("afvalkalender", ("afval", "kalender")),
        ("gezinsbond", ("gezin", "bond")),
        ("kalender", ()),
        ("afvalstoffen", ()),
        ("a1b2c3d4e5", ()),
    ],
)
def test_compounds_split_into_words_the_region_uses(word: str, parts: tuple[str, ...]) -> None:
    """A word is split where both halves are known, with or without a linking letter; no other word is."""
    assert parts == LEXICON.split(word)


def test_a_query_is_compared_by_parts() -> None:
    """A compound in a query matches its parts in a text, and the other way round."""
    assert LEXICON.query_stems("de Afvalkalender") == LEXICON.query_stems(
        "kalender afval".replace("kalender afval", "afval kalender")
    )


def test_only_words_of_several_pages_are_parts() -> None:
    """A word on two pages, a short one and a stop word are not in the lexicon."""
    counted = Counter({"afval": 3, "typefout": 2, "oud": 50, "waar": 9})
    assert Lexicon({"afval": 3}) == Lexicon.from_page_counts(counted)


def test_a_lexicon_survives_its_document() -> None:
    """Decoding the stored lexicon returns the same one."""
    assert LEXICON == decode_lexicon({"words": " ".join(f"{word}:{count}" for word, count in LEXICON.counts.items())})


def test_stop_words_stand_in_three_spellings() -> None:
    """Meilisearch compares stop words letter by letter."""
    assert {"de", "De", "DE", "het", "Het", "HET", "le", "Le"} <= set(stop_word_spellings())


def test_synonyms_have_the_form_of_queries() -> None:
    """They work both ways, as stems, with compounds split as in queries."""
    listed = stemmed_synonyms(LEXICON)
    assert LEXICON.query_stems("recyclagepark") in listed[LEXICON.query_stems("containerpark")]
    assert LEXICON.query_stems("containerpark") in listed[LEXICON.query_stems("recyclagepark")]


def test_no_distinct_for_the_whole_index() -> None:
    """Suggestions and filters by site need every copy; a search sets its own distinct attribute."""
    assert "distinctAttribute" not in index_settings(LEXICON)
