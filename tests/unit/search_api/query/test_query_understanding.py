"""Query understanding: terms, town, language, synonyms, compounds and corrections of a query."""

from __future__ import annotations

import pytest

from crawler.registry.site import Site
from indexer.language.analysis import stem
from indexer.language.compounds import Lexicon
from search_api.query.query_understanding import (
    CORRECTION_WEIGHT,
    PARTIAL_NAME_WEIGHT,
    SYNONYM_WEIGHT,
    ParsedQuery,
    TownNames,
    parse_query,
)
from search_api.query.spelling import SpellingCorrector
from tests.unit.indexer.records import KUURNE, MENEN

SPIERE = Site(
    id="spiere-helkijn",
    name="Spiere-Helkijn",
    url="https://www.spiere-helkijn.be/",
    hosts=("www.spiere-helkijn.be",),
    languages=("nl", "fr"),
)
TOWNS = TownNames((KUURNE, MENEN, SPIERE))
LEXICON = Lexicon(
    {"afval": 20, "kalender": 9, "zwembad": 9, "openingsuren": 30, "rijbewijs": 12, "identiteitskaart": 8, "premie": 5}
)
CORRECTOR = SpellingCorrector(LEXICON.counts)


def parse(typed: str, home: str | None = None) -> ParsedQuery:
    """Parse a query with the small region's vocabulary."""
    return parse_query(typed, home, TOWNS, LEXICON, CORRECTOR)


def stem_weights(found: ParsedQuery) -> dict[str, float]:
    """Return the highest weight of each stem of a query."""
    best: dict[str, float] = {}
    for wording in found.term_groups:
        for stemmed, worth in wording.stems.items():
            best[stemmed] = max(worth, best.get(stemmed, 0.0))
    return best


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Hoe kan ik mijn RIJBEWIJS verlengen?", ("rijbewijs", "verlengen")),
        ("de het een", ("de", "het", "een")),
        ("zwemles of dans les", ("zwemles", "dans", "les")),
        ("nieuwe pas", ("nieuwe", "pas")),
        ("où faire les courses", ("faire", "courses")),
        ("", ()),
        ("?!", ()),
    ],
)
def test_stop_words_are_removed(typed: str, words: tuple[str, ...]) -> None:
    """In both languages, unless nothing is left or, in Dutch, the word is part of a name."""
    assert words == parse(typed).words


@pytest.mark.parametrize(
    ("typed", "home", "expected"),
    [
        ("zwembad Menen", "kuurne", ("menen", True, ("zwembad",))),
        ("zwembad MÉNEN", None, ("menen", True, ("zwembad",))),
        ("zwembad spiere helkijn", None, ("spiere-helkijn", True, ("zwembad",))),
        ("zwembad", "kuurne", ("kuurne", False, ("zwembad",))),
        ("zwembad", None, (None, False, ("zwembad",))),
        ("zwembad spiere", "kuurne", ("kuurne", False, ("zwembad", "spiere"))),
        ("kuurne", None, ("kuurne", True, ("kuurne",))),
    ],
)
def test_town_in_the_query_overrides_the_home_town(
    typed: str, home: str | None, expected: tuple[str | None, bool, tuple[str, ...]]
) -> None:
    """The name of a town is not a search term, unless it is the only word."""
    found = parse(typed, home)
    assert expected == (found.home, found.names_town, found.words)


@pytest.mark.parametrize(
    ("typed", "lang"),
    [
        ("comment demander une carte", "fr"),
        ("bibliothèque horaire", "fr"),
        ("rijbewijs aanvragen", "nl"),
        ("bibliotheque horaire", "fr"),
        ("dans les", None),
        ("parking", None),
        ("xqzwvkjx", None),
    ],
)
def test_query_language(typed: str, lang: str | None) -> None:
    """The language of all its words, or of a function word that is only French.

    None if both or neither know the words.
    """
    assert lang == parse(typed).lang


def test_french_stems_are_used_for_french_queries() -> None:
    """For French-speaking towns or clearly French words; otherwise a word of the pages keeps its Dutch stem alone."""
    assert ({stem("kalender")}, True, True) == (
        set(parse("kalender", "kuurne").term_groups[0].stems),
        stem("demandes", "fr") in stem_weights(parse("mes demandes pour vous", "kuurne")),
        stem("kalender", "fr") in parse("kalender", "spiere-helkijn").term_groups[0].stems,
    )


def test_synonym_weighs_less_than_the_word_itself() -> None:
    """It is highlighted in the results as well."""
    found = parse("containerpark")
    assert (1.0, SYNONYM_WEIGHT) == (
        stem_weights(found)[stem("containerpark")],
        stem_weights(found)[stem("recyclagepark")],
    )
    assert ("recyclagepark", stem("recyclagepark")) in found.synonym_stems


def test_multi_word_synonym_matches_as_a_whole() -> None:
    """The synonym "blauwe zak" is PMD, and "blauwe" alone is a colour."""
    whole, part = parse("wanneer blauwe zak buiten"), parse("blauwe fiets")
    assert (SYNONYM_WEIGHT, False) == (stem_weights(whole)[stem("pmd")], stem("pmd") in stem_weights(part))
    assert ("pmd", stem("pmd")) in whole.synonym_stems


def test_single_words_of_a_synonym_weigh_least() -> None:
    found = stem_weights(parse("kinderpas"))
    assert (1.0, PARTIAL_NAME_WEIGHT) == (found[stem("kinderpas")], found[stem("kids")])


def test_compound_is_searched_with_its_parts() -> None:
    """The whole word and each part; the engine matches the parts alone."""
    found = parse("afvalkalender")
    assert {stem("afvalkalender"), stem("afval"), stem("kalender")} <= set(stem_weights(found))
    assert f"{stem('afval')} {stem('kalender')}" == found.engine_query


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rijbewjis", "rijbewijs"),
        ("rijbewjis verlengen", "rijbewijs verlengen"),
        ("Rijbewjis, en een idnetiteitskaart!", "rijbewijs, en een identiteitskaart!"),
        ("rijbewijs verlengen", None),
        ("ZWEMDAB openingsuren", None),
        ("9780zwembda", None),
        ("premei2", None),
        ("", None),
    ],
)
def test_corrected_query(typed: str, meant: str | None) -> None:
    """Only misspelt words change; acronyms and words with digits are never corrected."""
    assert meant == parse(typed).corrected_text()


def test_query_in_capitals_is_corrected() -> None:
    """Capitals do not make every word an acronym."""
    assert parse("RIJBEWJIS VERLENGEN").corrected_text() == "rijbewijs VERLENGEN"


def test_correction_is_searched_with_the_typed_word() -> None:
    """The correction may be wrong, so that it has a lower weight."""
    found = parse("zwembda")
    assert ({"zwembda": "zwembad"}, 1.0, CORRECTION_WEIGHT) == (
        dict(found.corrections),
        stem_weights(found)[stem("zwembda")],
        stem_weights(found)[stem("zwembad")],
    )
