"""Card intents: which fact of which place a query requests."""

from __future__ import annotations

import pytest

from search_api.answers.intents import CardIntent, CardKind, parse_card_intent

TOWNS = {"kuurne": "Kuurne", "spiere-helkijn": "Spiere-Helkijn"}


def parse_intent(text: str) -> tuple[tuple[CardKind, ...], str, str | None] | None:
    """Return facts, place type and town of a query, or None without an intent."""
    question = parse_card_intent(text, TOWNS)
    return (question.kinds, question.purpose, question.town) if question else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("openingsuren recyclagepark kuurne", ((CardKind.HOURS,), "recycling", "kuurne")),
        ("Is het CONTAINERPARK open?", ((CardKind.HOURS,), "recycling", None)),
        ("hoe laat sluit de bib", ((CardKind.HOURS,), "library", None)),
        ("telefoon bibliotheek", ((CardKind.TELEPHONE,), "library", None)),
        ("wat is het telefoonnummer van het OCMW", ((CardKind.TELEPHONE,), "social", None)),
        ("adres gemeentehuis Spiere-Helkijn", ((CardKind.ADDRESS,), "hall", "spiere-helkijn")),
        ("waar ligt het sociaal huis", ((CardKind.ADDRESS,), "social", None)),
        ("e-mail stadhuis", ((CardKind.EMAIL,), "hall", None)),
        ("telefoon en adres bibliotheek", ((CardKind.TELEPHONE, CardKind.ADDRESS), "library", None)),
        ("zwembaduren", ((CardKind.HOURS,), "pool", None)),
        ("horaire parc à conteneurs", ((CardKind.HOURS,), "recycling", None)),
        ("quelle est l'adresse de la maison communale", ((CardKind.ADDRESS,), "hall", None)),
        ("containerpark zaterdag", ((CardKind.HOURS,), "recycling", None)),
    ],
)
def test_intent_has_facts_place_and_town(text: str, expected: object) -> None:
    """Dutch and French, official and everyday words, compounds, with and without a town."""
    assert expected == parse_intent(text)


@pytest.mark.parametrize(
    "text",
    [
        "bibliotheek",
        "openingsuren",
        "openingsuren bibliotheek en zwembad",
        "telefoon bibliotheek kuurne spiere-helkijn",
        "containerpark dicht bij mij",
        "bibliotheek open zaterdag zondag",
        "",
        "open " * 20 + "bibliotheek",
    ],
)
def test_ambiguous_query_has_no_intent(text: str) -> None:
    """No fact, no place, two places, two towns, two days: a result list serves these better."""
    assert None is parse_intent(text)


def test_remaining_words_must_be_the_name_of_the_place() -> None:
    """Other words mean that the query is about a page. The stored places decide whether the words are a name."""
    question = parse_card_intent("telefoon bibliotheek boek verlengen", TOWNS)
    assert question is not None
    assert {"boek", "verlengen"} == question.extra_name_words


@pytest.mark.parametrize(
    ("text", "weekday", "ahead", "lang"),
    [
        ("bib open zaterdag", 5, None, "nl"),
        ("bib morgen open", None, 1, "nl"),
        ("bibliothèque ouverte demain", None, 1, "fr"),
        ("heures bibliothèque dimanche", 6, None, "fr"),
        ("bib uren", None, None, "nl"),
        ("what are the opening hours of the library", None, None, "en"),
        ("is the library open on sunday", 6, None, "en"),
        ("library open tomorrow", None, 1, "en"),
        ("horaire bibliothèque", None, None, "fr"),
    ],
)
def test_day_and_language_of_an_intent(text: str, weekday: int | None, ahead: int | None, lang: str) -> None:
    """A weekday or a number of days from today, and the language of the card."""
    assert CardIntent((CardKind.HOURS,), "library", frozenset(), None, weekday, ahead, lang) == parse_card_intent(
        text, TOWNS
    )
