"""The places beside their index: one document a site, and one with the public holidays of these years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import orjson

from indexer.meilisearch.client import EngineIndexes
from indexer.places.places import Place

HOLIDAYS_ID = "_holidays"
"""Id of the document with the holidays; no site may have it, since ids start with a letter or a digit."""

YEARS_AHEAD = 2
"""Years of holidays kept after the present one: a card is made of pages seen within a month, so one would do."""

LANGUAGES = ("nl", "fr", "en_US")
"""Of the names of holidays, as `holidays` calls them: Dutch, French, English."""


@dataclass(frozen=True, slots=True)
class Places:
    """What cards are made of: the places of each site; public holidays with their names in `LANGUAGES`."""

    by_site: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    holidays: Mapping[date, tuple[str, ...]] = field(default_factory=dict)


def places_name(index: str) -> str:
    """Return the name of the index that holds the places of `index`."""
    return f"{index}_places"


def prepare_places(indexes: EngineIndexes, index: str) -> None:
    """Set up the index of places, made by `EngineIndexes.ensure`, before anything else keeps the engine busy."""
    indexes.apply(places_name(index), {"searchableAttributes": ["id"]})


def store_places(indexes: EngineIndexes, index: str, by_site: Mapping[str, Sequence[Place]], today: date) -> None:
    """Keep the places of these sites, sending what changed; those of a site that is not among them stay as they are.

    Their index is ready: see `prepare_places`.
    """
    name = places_name(index)
    records: list[dict[str, Any]] = [{"id": site, "places": _plain(places)} for site, places in by_site.items()]
    kept = {record["id"]: record for record in indexes.fetch(name, None)}
    last = today.year + YEARS_AHEAD
    if len(kept.get(HOLIDAYS_ID, {"days": {}})["days"].get(f"{last}-12-25", ())) < len(LANGUAGES):
        records.append({"id": HOLIDAYS_ID, "days": _plain(public_holidays(range(today.year, last + 1)))})
    indexes.add(name, [orjson.dumps(record) for record in records if record != kept.get(record["id"])])


def _plain(value: Any) -> Any:
    """Return records as the engine will give them back."""
    return msgspec.json.decode(msgspec.json.encode(value))


def stored_places(indexes: EngineIndexes, index: str) -> Places:
    """Return what is kept beside an index; nothing when nothing is."""
    name = places_name(index)
    return places_in(indexes.fetch(name, None)) if indexes.exists(name) else Places()


def places_in(records: Iterable[Mapping[str, Any]]) -> Places:
    """Return places and holidays as the documents have them."""
    by_id = {record["id"]: record for record in records}
    holidays = by_id.pop(HOLIDAYS_ID, {"days": {}})["days"]
    return Places(
        {site: tuple(msgspec.convert(record["places"], list[Place])) for site, record in by_id.items()},
        msgspec.convert(holidays, dict[date, tuple[str, ...]]),
    )


def public_holidays(years: Iterable[int]) -> dict[date, tuple[str, ...]]:
    """Return Belgium's public holidays, those that Easter moves included, with their names in `LANGUAGES`."""
    from holidays import country_holidays  # .5 s: once a year, when indexing, and never when searching

    wanted = list(years)
    named = [country_holidays("BE", years=wanted, language=language) for language in LANGUAGES]
    return {day: tuple(str(each[day]) for each in named) for day in sorted(named[0])}
