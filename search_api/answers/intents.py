"""Intents of answer cards: which fact of which place a query asks for.

Examples: "telefoon bibliotheek kuurne", "is het containerpark zaterdag open".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indexer.language.analysis import stop_words, words
from indexer.language.calendar_names import weekday_names
from indexer.language.translations import TEXT_LANGUAGES
from indexer.places.place_names import find_place_phrases


class CardKind(StrEnum):
    """Kind of fact on a card."""

    HOURS = "hours"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    EMAIL = "email"


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


INTENT_WORDS = {
    CardKind.HOURS: _set(
        "openingsuren openingsuur openingstijden openingstijd sluitingsuur sluitingsuren sluitingstijd uren uur open "
        "geopend gesloten dicht toe sluit sluiten opent wanneer laat horaire horaires heure heures ouvert ouverte "
        "ouverture ferme fermee fermeture quand "
        "opening hours hour opens closing closed closes close when"
    ),
    CardKind.TELEPHONE: _set(
        "telefoon telefoonnummer tel bellen opbellen nummer telephone numero appeler phone number call"
    ),
    CardKind.ADDRESS: _set("adres waar ligt ligging adresse trouve situe situee address where located"),
    CardKind.EMAIL: _set("email mail mailadres emailadres mailen courriel"),
}
"""Words that ask for each kind of fact, in Dutch, French and English."""

FRENCH_INTENT_WORDS = _set(
    "horaire horaires heure heures ouvert ouverte ouverture ferme fermee fermeture quand telephone numero appeler "
    "adresse trouve situe situee courriel aujourd'hui demain maintenant lundi mardi mercredi jeudi vendredi samedi "
    "dimanche commune mairie bibliotheque parc"
)
"""Words that indicate a French query; "telephone" may also be English."""

ENGLISH_INTENT_WORDS = _set(
    "opening hours hour opens closing closed closes close when phone number call address where located today tomorrow "
    "now monday tuesday wednesday thursday friday saturday sunday library town city pool swimming recycling youth "
    "tourist cultural"
)
"""Words that indicate an English query; "centre" and "hall" may also be French."""

WEEKDAY_NUMBERS = {name: number for language in TEXT_LANGUAGES for number, name in enumerate(weekday_names(language))}
"""Name of a weekday in any language of the texts → its number, 0 for Monday."""

RELATIVE_DAYS = {
    **dict.fromkeys(("vandaag", "nu", "aujourd'hui", "maintenant", "today", "now"), 0),
    **dict.fromkeys(("morgen", "demain", "tomorrow"), 1),
    "overmorgen": 2,
}
"""Words for a relative day → number of days from today."""

FILLER_WORDS = _set(
    "hoe wat welk welke wie is zijn kan kun kunnen mag ik we wij je men naar gaan gaat krijg vind vinden vanaf tot "
    "heeft hebben e quel quelle est c'est ou s a se l d la le les du des de trouver "
    "the of what which at on for to a are does do can i my you find"
)
"""Words besides stop words that may occur in such a query without changing what it asks."""

MAX_INTENT_WORDS = 12
"""Maximum words: a longer query asks for more than one fact."""

HOURS_COMPOUND_SUFFIXES = ("openingsuren", "uren")
"""Second parts of compounds with a place: "zwembaduren", "bibliotheekopeningsuren"."""

ELIDED_ARTICLE = re.compile(r"^[ld]['\u2019]")
"""The elided article before a French word: "l'adresse"."""


@dataclass(frozen=True, slots=True)
class CardIntent:
    """A query that a card may answer.

    Attributes:
        kinds: the requested facts, in the order of `CardKind`.
        purpose: purpose of the place, see `place_names`.
        extra_name_words: further words, which must occur in the name of the place.
        town: id of the site that the query names, or None.
        weekday: 0 for Monday to 6, None when no weekday is named. ahead: days ahead of today, None when none is named.
        lang: nl, fr or en.
    """

    kinds: tuple[CardKind, ...]
    purpose: str
    extra_name_words: frozenset[str]
    town: str | None
    weekday: int | None
    days_ahead: int | None
    lang: str


def parse_card_intent(text: str, towns: Mapping[str, str]) -> CardIntent | None:
    """Return what a text asks of which place, None when it is not surely such a question.

    Args:
        text: as typed.
        towns: id → name of each site.
    """
    tokens = [part for word in words(text) for part in _parts(word)]
    if not tokens or len(tokens) > MAX_INTENT_WORDS or "dicht bij" in " ".join(tokens):  # near, not closed
        return None
    named_towns, tokens = _without_towns(tokens, towns)
    spans = list(find_place_phrases(tokens))
    purposes = {purpose for _, _, purpose in spans}
    if len(named_towns) > 1 or len(purposes) != 1:
        return None
    inside = {at for first, end, _ in spans for at in range(first, end)}
    others = [word for at, word in enumerate(tokens) if at not in inside]
    days = {word for word in others if word in WEEKDAY_NUMBERS or word in RELATIVE_DAYS}
    kinds = [kind for kind, ask in INTENT_WORDS.items() if ask.intersection(others)] or (
        [CardKind.HOURS] if days else []
    )
    if not kinds or len(days) > 1:
        return None
    known_words = set().union(*INTENT_WORDS.values()) | days | FILLER_WORDS | stop_words("nl") | stop_words("fr")
    day = next(iter(days), "")
    return CardIntent(
        kinds=tuple(kinds),
        purpose=purposes.pop(),
        extra_name_words=frozenset(others) - known_words,
        town=named_towns[0] if named_towns else None,
        weekday=WEEKDAY_NUMBERS.get(day),
        days_ahead=RELATIVE_DAYS.get(day),
        lang=_language(set(words(text))),
    )


def _language(known_words: set[str]) -> str:
    """Return the language of a query: the one with the most indicating words, Dutch without any."""
    french, english = len(known_words & FRENCH_INTENT_WORDS), len(known_words & ENGLISH_INTENT_WORDS)
    if not french and not english:
        return "nl"
    return "fr" if french > english else "en"


def _parts(word: str) -> list[str]:
    """Remove a French article, and split a compound into the place and the word for its hours."""
    word = ELIDED_ARTICLE.sub("", word)
    for end in HOURS_COMPOUND_SUFFIXES:
        first = word.removesuffix(end)
        if first not in {word, ""} and any(length == 1 for _, length, _ in find_place_phrases([first])):
            return [first, end]
    return [word]


def _without_towns(tokens: list[str], towns: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return the site ids that the words name, and the remaining words."""
    found = []
    for site, name in towns.items():
        parts = list(words(name))
        for at in range(len(tokens) - len(parts) + 1):
            if parts and tokens[at : at + len(parts)] == parts:
                found.append(site)
                tokens = tokens[:at] + tokens[at + len(parts) :]
                break
    return found, tokens
