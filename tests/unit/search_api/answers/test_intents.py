"""Unit tests of telling what a question asks of which place."""

from __future__ import annotations

import pytest

from search_api.answers.intents import CardIntent, CardKind, parse_card_intent

TOWNS = {"kuurne": "Kuurne", "spiere-helkijn": "Spiere-Helkijn"}


def read(text: str) -> tuple[tuple[CardKind, ...], str, str | None] | None:
    """Return kinds, purpose and town of a question, None when it is none."""
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
def test_a_question_names_a_fact_and_a_place(text: str, expected: object) -> None:
    """Dutch and French, official words and everyday ones, compounds, a town in the words or none."""
    assert expected == read(text)


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
def test_what_is_not_surely_one_question_is_none(text: str) -> None:
    """No fact, no place, two places, two towns, two days: a list of results serves these."""
    assert None is read(text)


def test_words_beyond_the_question_must_name_the_place() -> None:
    """Whoever asks for more than a fact wants a page; whether the words are of a name, the places tell."""
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
def test_a_day_may_be_named(text: str, weekday: int | None, ahead: int | None, lang: str) -> None:
    """A weekday or a day from today, and the language the card is to speak."""
    assert CardIntent((CardKind.HOURS,), "library", frozenset(), None, weekday, ahead, lang) == parse_card_intent(
        text, TOWNS
    )
