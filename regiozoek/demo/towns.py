"""The twelve towns of the miniature region and the facts that their texts are filled with."""

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
"""What stands before a street's name, by the end of that name; `in de` before all others."""


@dataclass(frozen=True, slots=True)
class Town:
    """One municipality.

    `facts` holds what `towns.toml` says beyond the identity: addresses, opening hours, prices,
    people, colours; content files read it by name (`{{ library.street }}`).
    """

    id: str
    name: str
    kind: str
    """`stad` or `gemeente`, as the town calls itself."""
    nis: str
    postcodes: tuple[str, ...]
    languages: tuple[str, ...]
    without: frozenset[str]
    """Stems of the content files for all towns that this one does not carry."""
    sitemap_index: bool
    """Whether the sitemap is an index with a gzipped child."""
    facts: Mapping[str, Any]

    @property
    def title(self) -> str:
        """How the town names itself: "stad Kortrijk", "gemeente Kuurne"."""
        return f"{self.kind} {self.name}"

    @property
    def hall_word(self) -> str:
        """What the town calls its town hall."""
        return "stadhuis" if self.kind == "stad" else "gemeentehuis"


@cache
def towns() -> tuple[Town, ...]:
    """All towns of `towns.toml`, in its order, which is also the order of their addresses."""
    tables: list[dict[str, Any]] = tomllib.loads((DEMO_FOLDER / "towns.toml").read_text("utf-8"))["town"]
    return tuple(_town(table) for table in tables)


def _town(table: dict[str, Any]) -> Town:
    facts: dict[str, Any] = {
        name: _with_at(value) if isinstance(value, dict) else value for name, value in table.items()
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


def _with_at(facts: dict[str, Any]) -> dict[str, Any]:
    """A place with `at`, its street with the preposition that Dutch wants: "op het Marktplein 9"."""
    street = facts.get("street", "")
    name = street.rstrip("0123456789 ")
    for ending, preposition in _PREPOSITIONS.items():
        if name.lower().endswith(ending):
            return facts | {"at": f"{preposition} {street}"}
    return facts | {"at": f"in de {street}"}


def sites_toml(sites: Mapping[str, str]) -> str:
    """The sites file of a running region; `sites` maps a town's id to its base URL."""
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
    """What editors put first: for one town a page of its own, for the region one that is none of its sites'."""
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
