"""Place names: the purpose of a place (library, recycling park, …) from its name or schema.org type.

Documents and queries use the same names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from indexer.language.analysis import words

PURPOSES: dict[str, tuple[str, ...]] = {
    "recycling": (
        "recyclagepark",
        "recyclageparken",
        "recyclagecentrum",
        "containerpark",
        "containerparken",
        "milieupark",
        "parc de recyclage",
        "parc a conteneurs",
        "recyparc",
        "dechetterie",
        "recycling park",
        "recycling centre",
        "recycling center",
        "container park",
    ),
    "library": ("bibliotheek", "bib", "bieb", "bibliotheque", "biblio", "bibliotheken", "library"),
    "hall": (
        "gemeentehuis",
        "stadhuis",
        "administratief centrum",
        "maison communale",
        "hotel de ville",
        "mairie",
        "town hall",
        "city hall",
    ),
    "pool": ("zwembad", "piscine", "zwemkom", "swimming pool", "pool"),
    "sports": (
        "sportcentrum",
        "sporthal",
        "sportpark",
        "sportcomplex",
        "centre sportif",
        "salle de sport",
        "sports centre",
        "sports center",
        "sports hall",
    ),
    "social": ("sociaal huis", "ocmw", "welzijnshuis", "cpas"),
    "police": ("politie", "politiekantoor", "politiepost", "commissariaat", "police", "commissariat", "police station"),
    "venue": ("ontmoetingscentrum", "gemeenschapscentrum", "zalencentrum"),
    "culture": ("cultuurcentrum", "cultureel centrum", "centre culturel", "cultural centre", "arts centre"),
    "tourism": (
        "toeristisch infokantoor",
        "infokantoor",
        "dienst toerisme",
        "toerisme",
        "office du tourisme",
        "tourist office",
    ),
    "youth": ("jeugdhuis", "jeugdcentrum", "maison de jeunes", "youth centre"),
    "museum": ("museum", "musee"),
}
"""Purpose → normalised names of such places in Dutch, French and English, official ones and those that citizens use."""

PURPOSE_BY_SCHEMA_TYPE = {
    "RecyclingCenter": "recycling",
    "Library": "library",
    "CityHall": "hall",
    "PublicSwimmingPool": "pool",
    "SportsActivityLocation": "sports",
    "ExerciseGym": "sports",
    "PoliceStation": "police",
    "Museum": "museum",
    "TouristInformationCenter": "tourism",
}
"""Purpose of schema.org types, for places whose name does not tell."""

GOVERNMENT_NAMES = frozenset({"gemeente", "stad", "gemeentebestuur", "stadsbestuur", "commune", "ville"})
"""What a town calls itself as an organisation; its address and telephone number are those of the town hall."""

LINKING_WORDS = frozenset({"van", "de", "het", "te", "in", "du", "la", "le", "d", "l", "en"})
"""Small words in names, which do not distinguish two places."""

_PHRASES = {
    tuple(phrase.split()): purpose
    for purpose, phrases in (PURPOSES | {"hall": (*PURPOSES["hall"], *GOVERNMENT_NAMES)}).items()
    for phrase in phrases
}
_MAX_PHRASE_WORDS = max(map(len, _PHRASES))


@dataclass(frozen=True, slots=True)
class PlaceName:
    """The meaning of a place's name: its purpose, and the words that identify the place itself ("de", "brug")."""

    purpose: str
    own: frozenset[str]


def find_place_phrases(normalised: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first word, word after the last, purpose) of each place named in normalised words, longest names first."""
    start = 0
    while start < len(normalised):
        for length in range(min(_MAX_PHRASE_WORDS, len(normalised) - start), 0, -1):
            if purpose := _PHRASES.get(tuple(normalised[start : start + length])):
                yield start, start + length, purpose
                start += length
                break
        else:
            start += 1


def parse_place_name(name: str, town: Collection[str], types: Collection[str] = ()) -> PlaceName | None:
    """Return the meaning of a place's name, None when neither it nor the schema.org `types` tell a purpose.

    Args:
        name: as the page writes it: "Bibliotheek Kuurne".
        town: the normalised words of the town's name, which do not distinguish its places.
        types: types of the item of structured data, none for a heading.
    """
    named = list(words(name))
    found = next(find_place_phrases(named), None)
    if found:
        first, end, purpose = found
        named = named[:first] + named[end:]
    else:
        purpose = next((PURPOSE_BY_SCHEMA_TYPE[kind] for kind in types if kind in PURPOSE_BY_SCHEMA_TYPE), "")
    if not purpose:
        return None
    return PlaceName(purpose, frozenset(named) - set(town) - LINKING_WORDS)
