"""Answer cards over the miniature region: its pages crawled, its places kept in the engine, questions asked of them."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta

import orjson
import pytest

from crawler.records.dates import BRUSSELS
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
FACTS = {
    "gemeentehuis": "hall",
    "bibliotheek": "library",
    "sociaal huis": "social",
    "containerpark": "park",
    "sportcentrum": "sports",
}
"""A citizen's word for each place, and the place's name in towns.toml."""


@pytest.fixture(scope="module")
def places(prepared_region: PreparedRegion) -> StoredPlaces:
    """What the index of the region keeps of its places, read as the API does."""
    config = serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)

    async def ask() -> StoredPlaces:
        async with EngineClient(config.engine_url, config.engine_key) as engine:
            return await PlacesCache(engine, config.index).current()

    return asyncio.run(ask())


def ask(places: StoredPlaces, q: str, home: str | None = None) -> tuple[AnswerCard, ...]:
    """Ask the places of the region a question, now."""
    names = {town.id: town.name for town in towns()}
    return answer_cards(SearchRequest(q=q, home=home), places, names, datetime.now(BRUSSELS))


def test_the_api_knows_what_was_stored(prepared_region: PreparedRegion, places: StoredPlaces) -> None:
    """Both ways to read the places give the same, and each town has some."""
    config = serve.api_config(prepared_region.settings, prepared_region.sites, prepared_region.engine)
    assert stored_places(EngineIndexes(prepared_region.engine), config.index) == places
    assert TOWNS.keys() == places.by_site.keys()
    assert places_index_name(config.index) in EngineIndexes(prepared_region.engine).names()


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("word", FACTS)
def test_a_card_has_the_facts_of_its_town(places: StoredPlaces, town: str, word: str) -> None:
    """Telephone and street of every place are those the town's texts were filled with, and no other town's."""
    facts = TOWNS[town].facts[FACTS[word]]
    cards = {card.kind: card for card in ask(places, f"telefoon en adres {word}", town)}
    assert facts["street"] == cards["address"].lines[0].split(", ")[0]
    if (town, word) == ("deerlijk", "containerpark"):  # its page is kept out of the index, and no other has the number
        assert {"address"} == cards.keys()
    else:
        assert (facts["phone"],) == cards["telephone"].lines
    assert {town} == {card.site for card in cards.values()}


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("word", FACTS)
def test_the_week_is_the_towns(places: StoredPlaces, town: str, word: str) -> None:
    """The usual hours are those of towns.toml, from structured data and from the page of all opening hours alike."""
    (card,) = ask(places, f"openingsuren {word} {TOWNS[town].name}")
    expected = [(day, spoken_hours(text)) for day, text in opening_hours_rows(TOWNS[town].facts[FACTS[word]]["hours"])]
    assert expected == list(card.week)


def spoken_hours(text: str) -> str:
    """Return hours of the demo ("08.30–12.00 en 13.30–16.30") as a card has them ("van 8.30 tot 12 uur en van …")."""
    periods = re.findall(r"0?(\d+\.\d\d)\u20130?(\d+\.\d\d)", text)
    spoken = [f"van {opens.removesuffix('.00')} tot {closes.removesuffix('.00')} uur" for opens, closes in periods]
    return " en ".join(spoken) or text


def test_french_questions_get_french_cards(places: StoredPlaces) -> None:
    """In Spiere-Helkijn people ask in French too."""
    (card,) = ask(places, "numéro de téléphone de la bibliothèque", "spiere-helkijn")
    assert ("fr", ("056 00 34 20",)) == (card.lang, card.lines)


@pytest.mark.parametrize(
    ("q", "home"),
    [("openingsuren zwembad", "menen"), ("telefoon politie", "kuurne"), ("telefoon bibliotheek", None)],
)
def test_what_no_page_states_has_no_card(places: StoredPlaces, q: str, home: str | None) -> None:
    """The pool's hours stand in prose, no page names the police's number, and without a town no one is meant."""
    assert () == ask(places, q, home)


def prepared(engine: Engine, index: str) -> EngineIndexes:
    """Return the engine's indexes, with one for the places of `index`."""
    indexes = EngineIndexes(engine)
    indexes.create_missing(places_index_name(index))
    indexes.wait()
    prepare_places_index(indexes, index)
    return indexes


def test_a_new_year_brings_its_holidays(engine: Engine, index: str) -> None:
    """Holidays are kept for this year and two more, replaced when the year turns, and sent no more often."""
    indexes = prepared(engine, index)
    for today, years in ((date(2026, 3, 2), {2026, 2027, 2028}), (date(2027, 1, 1), {2027, 2028, 2029})):
        store_places(indexes, index, {}, today)
        indexes.wait()
        sent = indexes.last_task()
        store_places(indexes, index, {}, today + timedelta(days=300))
        indexes.wait()
        assert (sent, years) == (indexes.last_task(), {day.year for day in stored_places(indexes, index).holidays})


def test_holidays_that_lack_a_language_are_sent_anew(engine: Engine, index: str) -> None:
    """An index of before the English names is read as it is, and has them after the next sync."""
    indexes = prepared(engine, index)
    christmas = date(2028, 12, 25)
    old = {"id": _HOLIDAYS_ID, "days": {christmas.isoformat(): ["Kerstmis", "Noël"]}}
    indexes.add(places_index_name(index), [orjson.dumps(old)])
    indexes.wait()
    assert ("Kerstmis", "Noël") == stored_places(indexes, index).holidays[christmas]
    store_places(indexes, index, {}, date(2026, 3, 2))
    indexes.wait()
    assert ("Kerstmis", "Noël", "Christmas Day") == stored_places(indexes, index).holidays[christmas]


def test_a_site_that_failed_keeps_its_places(engine: Engine, index: str) -> None:
    """Places are written for the sites that are named; an empty list is one that names none any more."""
    indexes = prepared(engine, index)
    place = Place(name="Bib", purpose="library", own=(), site="kuurne", url="u", page="p", seen=date(2026, 3, 1))
    for by_site in ({"kuurne": [place], "menen": [place]}, {"menen": []}):
        store_places(indexes, index, by_site, date(2026, 3, 2))
        indexes.wait()
    assert {"kuurne": (place,), "menen": ()} == stored_places(indexes, index).by_site
