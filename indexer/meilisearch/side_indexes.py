"""Side indexes: data that belongs to a search index, in two small Meilisearch indexes next to it.

- `<index>_lexicon` has the lexicon of compounds, because queries must be split as the documents were;
- `<index>_places` has one document per site with its places, and one with the public holidays, for answer cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import orjson

from indexer.language.compounds import Lexicon
from indexer.language.translations import TEXT_LANGUAGES
from indexer.meilisearch.client import EngineIndexes
from indexer.places.places import Place

_LEXICON_ID = "nl"
"""Id of the document with the lexicon: its language."""

_HOLIDAYS_ID = "_holidays"
"""Id of the document with the public holidays; no site has it, since site ids start with a letter or a digit."""

HOLIDAY_YEARS_AHEAD = 2
"""Years of public holidays after the present one. Cards use pages fetched within a month, so one year would do."""

HOLIDAY_LANGUAGES = tuple({"en": "en_US"}.get(language, language) for language in TEXT_LANGUAGES)
"""Languages of the holidays' names, in the order of `TEXT_LANGUAGES`, as the library `holidays` calls them."""


@dataclass(frozen=True, slots=True)
class StoredPlaces:
    """The places of each site, and the public holidays with their names in `HOLIDAY_LANGUAGES`."""

    by_site: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    holidays: Mapping[date, tuple[str, ...]] = field(default_factory=dict)


def lexicon_index_name(index: str) -> str:
    """Return the name of the side index with the lexicon of `index`."""
    return f"{index}_lexicon"


def store_lexicon(indexes: EngineIndexes, index: str, lexicon: Lexicon) -> None:
    """Store the lexicon of an index. Its side index must exist, see `EngineIndexes.create_missing`."""
    name = lexicon_index_name(index)
    indexes.update_settings(name, {"searchableAttributes": ["id"]})
    listed = " ".join(f"{word}:{count}" for word, count in lexicon.counts.items())
    indexes.add(name, [orjson.dumps({"id": _LEXICON_ID, "words": listed})])


def stored_lexicon(indexes: EngineIndexes, index: str) -> Lexicon | None:
    """Return the lexicon that the documents of an index were split with, None when there is none."""
    name = lexicon_index_name(index)
    if not indexes.exists(name):
        return None
    return next((decode_lexicon(record) for record in indexes.fetch(name, None)), None)


def decode_lexicon(record: dict[str, Any]) -> Lexicon:
    """Return the lexicon of a stored document, which has "word:pages" pairs separated by spaces."""
    pairs = (entry.rpartition(":") for entry in str(record["words"]).split())
    return Lexicon({word: int(count) for word, _, count in pairs})


def places_index_name(index: str) -> str:
    """Return the name of the side index with the places of `index`."""
    return f"{index}_places"


def prepare_places_index(indexes: EngineIndexes, index: str) -> None:
    """Configure the side index of places early, before other tasks keep the engine busy.

    The side index must exist, see `EngineIndexes.create_missing`.
    """
    indexes.update_settings(places_index_name(index), {"searchableAttributes": ["id"]})


def store_places(indexes: EngineIndexes, index: str, by_site: Mapping[str, Sequence[Place]], today: date) -> None:
    """Store the places of these sites, sending only what changed; the places of other sites stay as they are.

    Call `prepare_places_index` first.
    """
    name = places_index_name(index)
    records: list[dict[str, Any]] = [{"id": site, "places": _as_json(places)} for site, places in by_site.items()]
    stored = {record["id"]: record for record in indexes.fetch(name, None)}
    last = today.year + HOLIDAY_YEARS_AHEAD
    if len(stored.get(_HOLIDAYS_ID, {"days": {}})["days"].get(f"{last}-12-25", ())) < len(HOLIDAY_LANGUAGES):
        records.append({"id": _HOLIDAYS_ID, "days": _as_json(public_holidays(range(today.year, last + 1)))})
    indexes.add(name, [orjson.dumps(record) for record in records if record != stored.get(record["id"])])


def stored_places(indexes: EngineIndexes, index: str) -> StoredPlaces:
    """Return the places of an index; empty when none were stored."""
    name = places_index_name(index)
    return decode_places(indexes.fetch(name, None)) if indexes.exists(name) else StoredPlaces()


def decode_places(records: Iterable[Mapping[str, Any]]) -> StoredPlaces:
    """Return the places and public holidays of stored documents."""
    by_id = {record["id"]: record for record in records}
    holidays = by_id.pop(_HOLIDAYS_ID, {"days": {}})["days"]
    return StoredPlaces(
        {site: tuple(msgspec.convert(record["places"], list[Place])) for site, record in by_id.items()},
        msgspec.convert(holidays, dict[date, tuple[str, ...]]),
    )


def public_holidays(years: Iterable[int]) -> dict[date, tuple[str, ...]]:
    """Return Belgium's public holidays, Easter's included, with their names in `HOLIDAY_LANGUAGES`."""
    from holidays import country_holidays  # takes .5 s: once a year, when indexing, and never when searching

    wanted = list(years)
    named = [country_holidays("BE", years=wanted, language=language) for language in HOLIDAY_LANGUAGES]
    return {day: tuple(str(each[day]) for each in named) for day in sorted(named[0])}


def _as_json(value: Any) -> Any:
    """Return records as plain JSON values, as the engine returns them."""
    return msgspec.json.decode(msgspec.json.encode(value))
