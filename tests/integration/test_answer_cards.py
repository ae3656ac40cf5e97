"""Answer cards for questions about the miniature region, from the places in its crawled and indexed pages."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta

import orjson
import pytest

from crawler.records.date_parsing import BRUSSELS
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.meilisearch.side_indexes import (
    _HOLIDAYS_ID,
    StoredPlaces,
    places_index_name,
    prepare_places_index,
    store_places,
    stored_places,
)
from indexer.places.places import Place
from regiozoek.commands import serve
from regiozoek.commands.demo import PreparedRegion
from regiozoek.demo.formatting import opening_hours_rows
from regiozoek.demo.towns import towns
from search_api.answers.cards import answer_cards
from search_api.answers.known_places import PlacesCache
from search_api.engine.engine_client import EngineClient
from search_api.query.search_request import SearchRequest
from search_api.records.response_models import AnswerCard

TOWNS = {town.id: town for town in towns()}
PLACE_NAMES = {
    "gemeentehuis": "hall",
    "bibliotheek": "library",
    "sociaal huis": "social",
    "containerpark": "park",
    "sportcentrum": "sports",
}
"""Term in the query → the name of the place in towns.toml."""


@pytest.fixture(scope="module")
def places(prepared_region: PreparedRegion) -> StoredPlaces:
    """The places stored in the region's index, read as the API reads them."""
    config = serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)

    async def read_places() -> StoredPlaces:
        async with EngineClient(config.engine_url, config.engine_key) as engine:
            return await PlacesCache(engine, config.index).current()

    return asyncio.run(read_places())


def find_cards(places: StoredPlaces, q: str, home: str | None = None) -> tuple[AnswerCard, ...]:
    """Return the answer cards of a question about the region, at the current time."""
    names = {town.id: town.name for town in towns()}
    return answer_cards(SearchRequest(q=q, home=home), places, names, datetime.now(BRUSSELS))


def test_api_and_indexer_read_the_same_places(prepared_region: PreparedRegion, places: StoredPlaces) -> None:
    """Each town has at least one place."""
    config = serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)
    assert stored_places(EngineIndexes(prepared_region.engine), config.index) == places
    assert TOWNS.keys() == places.by_site.keys()
    assert places_index_name(config.index) in EngineIndexes(prepared_region.engine).names()


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("word", PLACE_NAMES)
def test_card_shows_phone_and_street_of_its_town(places: StoredPlaces, town: str, word: str) -> None:
    """Every telephone number and street equals the town's own data."""
    facts = TOWNS[town].facts[PLACE_NAMES[word]]
    cards = {card.kind: card for card in find_cards(places, f"telefoon en adres {word}", town)}
    assert facts["street"] == cards["address"].lines[0].split(", ")[0]
    if (town, word) == ("deerlijk", "containerpark"):  # its page is not indexed, and no other page has the number
        assert {"address"} == cards.keys()
    else:
        assert (facts["phone"],) == cards["telephone"].lines
    assert {town} == {card.site for card in cards.values()}


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("word", PLACE_NAMES)
def test_card_shows_regular_hours_of_its_town(places: StoredPlaces, town: str, word: str) -> None:
    """The hours equal towns.toml, whether they come from structured data or from the page of all opening hours."""
    (card,) = find_cards(places, f"openingsuren {word} {TOWNS[town].name}")
    expected = [
        (day, spoken_hours(text)) for day, text in opening_hours_rows(TOWNS[town].facts[PLACE_NAMES[word]]["hours"])
    ]
    assert expected == list(card.week)


def spoken_hours(text: str) -> str:
    """Return the demo's hours ("08.30–12.00 en 13.30–16.30") in a card's format ("van 8.30 tot 12 uur en van …")."""
    periods = re.findall(r"0?(\d+\.\d\d)\u20130?(\d+\.\d\d)", text)
    spoken = [f"van {opens.removesuffix('.00')} tot {closes.removesuffix('.00')} uur" for opens, closes in periods]
    return " en ".join(spoken) or text


def test_french_questions_get_french_cards(places: StoredPlaces) -> None:
    """Spiere-Helkijn is bilingual."""
    (card,) = find_cards(places, "numéro de téléphone de la bibliothèque", "spiere-helkijn")
    assert ("fr", ("056 00 34 20",)) == (card.lang, card.lines)


@pytest.mark.parametrize(
    ("q", "home"),
    [("openingsuren zwembad", "menen"), ("telefoon politie", "kuurne"), ("telefoon bibliotheek", None)],
)
def test_no_card_without_a_stated_fact_or_a_town(places: StoredPlaces, q: str, home: str | None) -> None:
    """The pool's hours are in running text, no page has the number of the police, or the query has no town."""
    assert () == find_cards(places, q, home)


def prepared_indexes(engine: Engine, index: str) -> EngineIndexes:
    """Return the engine's indexes, after creating the places index of `index`."""
    indexes = EngineIndexes(engine)
    indexes.create_missing(places_index_name(index))
    indexes.wait()
    prepare_places_index(indexes, index)
    return indexes


def test_holidays_are_replaced_once_a_year(engine: Engine, index: str) -> None:
    """The index has the holidays of this year and the next two."""
    indexes = prepared_indexes(engine, index)
    for today, years in ((date(2026, 3, 2), {2026, 2027, 2028}), (date(2027, 1, 1), {2027, 2028, 2029})):
        store_places(indexes, index, {}, today)
        indexes.wait()
        sent = indexes.last_task()
        store_places(indexes, index, {}, today + timedelta(days=300))
        indexes.wait()
        assert (sent, years) == (indexes.last_task(), {day.year for day in stored_places(indexes, index).holidays})


def test_holidays_without_english_names_are_replaced_by_the_next_sync(engine: Engine, index: str) -> None:
    """An index of a version without English names can still be read before that."""
    indexes = prepared_indexes(engine, index)
    christmas = date(2028, 12, 25)
    old = {"id": _HOLIDAYS_ID, "days": {christmas.isoformat(): ["Kerstmis", "Noël"]}}
    indexes.add(places_index_name(index), [orjson.dumps(old)])
    indexes.wait()
    assert ("Kerstmis", "Noël") == stored_places(indexes, index).holidays[christmas]
    store_places(indexes, index, {}, date(2026, 3, 2))
    indexes.wait()
    assert ("Kerstmis", "Noël", "Christmas Day") == stored_places(indexes, index).holidays[christmas]


def test_only_the_synced_sites_places_are_replaced(engine: Engine, index: str) -> None:
    """A site that is not part of the sync keeps its places; a site with an empty list loses them."""
    indexes = prepared_indexes(engine, index)
    place = Place(name="Bib", purpose="library", own=(), site="kuurne", url="u", page="p", seen=date(2026, 3, 1))
    for by_site in ({"kuurne": [place], "menen": [place]}, {"menen": []}):
        store_places(indexes, index, by_site, date(2026, 3, 2))
        indexes.wait()
    assert {"kuurne": (place,), "menen": ()} == stored_places(indexes, index).by_site
