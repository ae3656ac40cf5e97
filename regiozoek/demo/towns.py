"""The twelve towns of the miniature region, and the facts that are filled into their texts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DEMO_FOLDER = Path(__file__).parent
_PREPOSITIONS = {
    "vonkeplaats": "op",
    "plein": "op het",
    "markt": "op de",
    "pad": "aan het",
    "weg": "aan de",
    "kaai": "aan de",
    "vest": "aan de",
}
"""Ending of a street name → preposition before it; other streets get `in de`."""


@dataclass(frozen=True, slots=True)
class Town:
    """One municipality.

    `facts` holds the other keys of `towns.toml`: addresses, opening hours, prices, people and colours. Content files
    use them by name (`{{ library.street }}`).
    """

    id: str
    name: str
    kind: str
    """`stad` or `gemeente`."""
    nis: str
    postcodes: tuple[str, ...]
    languages: tuple[str, ...]
    without: frozenset[str]
    """Keys of the common content files that this town leaves out."""
    sitemap_index: bool
    """Whether the site has a sitemap index with a gzipped sitemap."""
    facts: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Kind and name of the town: "stad Kortrijk", "gemeente Kuurne"."""
        return f"{self.kind} {self.name}"

    @property
    def hall_word(self) -> str:
        """Dutch word for its town hall."""
        return "stadhuis" if self.kind == "stad" else "gemeentehuis"


@cache
def towns() -> tuple[Town, ...]:
    """Return all towns in the order of `towns.toml`, which is also the order of their IP addresses."""
    tables: list[dict[str, Any]] = tomllib.loads((DEMO_FOLDER / "towns.toml").read_text("utf-8"))["town"]
    return tuple(_town(table) for table in tables)


def _town(table: dict[str, Any]) -> Town:
    facts: dict[str, Any] = {
        name: _with_location(value) if isinstance(value, dict) else value for name, value in table.items()
    }
    return Town(
        id=facts.pop("id"),
        name=facts.pop("name"),
        kind=facts.pop("kind"),
        nis=facts.pop("nis"),
        postcodes=tuple(facts.pop("postcodes")),
        languages=tuple(facts.pop("languages")),
        without=frozenset(facts.pop("without")),
        sitemap_index=facts.pop("sitemap_index", False),
        facts=facts,
    )


def _with_location(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a place with `at`: its street with the Dutch preposition, as in "op het Marktplein 9"."""
    street = facts.get("street", "")
    name = street.rstrip("0123456789 ")
    for ending, preposition in _PREPOSITIONS.items():
        if name.lower().endswith(ending):
            return facts | {"at": f"{preposition} {street}"}
    return facts | {"at": f"in de {street}"}


def sites_toml(sites: Mapping[str, str]) -> str:
    """Return the sites.toml of a running region; `sites` maps a town's id to its base URL."""
    return "\n".join(_site_table(town, sites[town.id]) for town in towns())


def _site_table(town: Town, url: str) -> str:
    return (
        "[[site]]\n"
        f'id = "{town.id}"\n'
        f'name = "{town.name}"\n'
        f'url = "{url}"\n'
        f'nis = "{town.nis}"\n'
        f"postcodes = {_strings(town.postcodes)}\n"
        f"languages = {_strings(town.languages)}\n"
        "allow_private = true\n"
        "delay = 0.0\n"
    )


def best_bets_toml(sites: Mapping[str, str]) -> str:
    """Return the best bets file: one promotes a page of one town, one promotes an external page in the whole region."""
    return (
        "[[best_bet]]\n"
        'words = ["hondenpoep", "zwerfvuil melden", "lamp kapot"]\n'
        f'url = "{sites["kuurne"]}producten/meldpunt"\n'
        'title = "Meld het aan Kuurne"\n'
        'text = "Hondenpoep, zwerfvuil of een kapotte lamp: uw melding gaat meteen naar de juiste dienst."\n'
        'site = "kuurne"\n'
        "\n[[best_bet]]\n"
        'words = ["wateroverlast", "stormschade", "overstroming", "wespennest"]\n'
        'url = "https://www.1722.be/"\n'
        'title = "1722: de brandweer, als er niemand in gevaar is"\n'
        'text = "Vraag hulp op 1722.be of bel 1722. Is er iemand in gevaar, bel dan 112."\n'
    )


def _strings(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"
