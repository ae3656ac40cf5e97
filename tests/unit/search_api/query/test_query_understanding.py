"""What a query asks for."""

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
CORRECT = SpellingCorrector(LEXICON.counts)


def asked(typed: str, home: str | None = None) -> ParsedQuery:
    """Understand a query with the small region's words."""
    return parse_query(typed, home, TOWNS, LEXICON, CORRECT)


def worths(found: ParsedQuery) -> dict[str, float]:
    """Return what each stem of a question is worth where it is worth most."""
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
def test_words_that_say_something_are_kept(typed: str, words: tuple[str, ...]) -> None:
    """Function words of both languages go, unless nothing is left or, in Dutch, they name a thing."""
    assert words == asked(typed).words


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
def test_the_town_that_is_named_is_the_one_meant(
    typed: str, home: str | None, expected: tuple[str | None, bool, tuple[str, ...]]
) -> None:
    """The words go before the site they are typed on; a name is no word to find, unless it is all there is."""
    found = asked(typed, home)
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
def test_the_language_of_a_query(typed: str, lang: str | None) -> None:
    """That of all its words, or of a function word only French has; none where both or neither know them."""
    assert lang == asked(typed).lang


def test_french_is_asked_in_french_stems() -> None:
    """Where French is spoken, or where a word tells; elsewhere words the pages have keep their Dutch stem alone."""
    assert ({stem("kalender")}, True, True) == (
        set(asked("kalender", "kuurne").term_groups[0].stems),
        stem("demandes", "fr") in worths(asked("mes demandes pour vous", "kuurne")),
        stem("kalender", "fr") in asked("kalender", "spiere-helkijn").term_groups[0].stems,
    )


def test_another_name_is_worth_less_than_the_word_itself() -> None:
    """And a reader sees it marked."""
    found = asked("containerpark")
    assert (1.0, SYNONYM_WEIGHT) == (worths(found)[stem("containerpark")], worths(found)[stem("recyclagepark")])
    assert ("recyclagepark", stem("recyclagepark")) in found.synonym_stems


def test_a_name_of_several_words_is_known_as_a_whole() -> None:
    """The name "blauwe zak" is PMD, and "blauwe" alone is a colour."""
    whole, part = asked("wanneer blauwe zak buiten"), asked("blauwe fiets")
    assert (SYNONYM_WEIGHT, False) == (worths(whole)[stem("pmd")], stem("pmd") in worths(part))
    assert ("pmd", stem("pmd")) in whole.synonym_stems


def test_words_of_a_longer_name_are_worth_least() -> None:
    """One by one they mean less than the name."""
    found = worths(asked("kinderpas"))
    assert (1.0, PARTIAL_NAME_WEIGHT) == (found[stem("kinderpas")], found[stem("kids")])


def test_a_compound_asks_for_its_parts_too() -> None:
    """The whole, then each part; the engine compares the parts alone."""
    found = asked("afvalkalender")
    assert {stem("afvalkalender"), stem("afval"), stem("kalender")} <= set(worths(found))
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
def test_a_query_as_it_was_meant(typed: str, meant: str | None) -> None:
    """Only words with an error change, the rest stays as typed; acronyms and words with digits are never touched."""
    assert meant == asked(typed).corrected_text()


def test_a_shout_is_no_acronym() -> None:
    """Who types all in capitals may have made an error as well."""
    assert asked("RIJBEWJIS VERLENGEN").corrected_text() == "rijbewijs VERLENGEN"


def test_a_corrected_word_is_asked_beside_the_word_as_typed() -> None:
    """The correction may be wrong, so it is worth less, and what was typed is still looked for."""
    found = asked("zwembda")
    assert ({"zwembda": "zwembad"}, 1.0, CORRECTION_WEIGHT) == (
        dict(found.corrections),
        worths(found)[stem("zwembda")],
        worths(found)[stem("zwembad")],
    )
