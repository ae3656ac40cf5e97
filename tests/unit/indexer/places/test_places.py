"""Places: the facts that pages state about the library, the recycling park and the town hall."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from crawler.records.page import BodyKind, Heading, Page, StructuredItem
from crawler.registry.site import Site
from indexer.meilisearch.side_indexes import _HOLIDAYS_ID, StoredPlaces, decode_places, public_holidays
from indexer.places.place_names import PlaceName, parse_place_name
from indexer.places.places import Place, format_phone_number, places_on_page

KUURNE = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=())
PARK = {
    "name": "Recyclagepark Kuurne",
    "telephone": "+32 56 00 25 30",
    "address": {"@type": "PostalAddress", "streetAddress": "Kaai 3", "postalCode": "8520", "addressLocality": "Kuurne"},
    "openingHoursSpecification": {"dayOfWeek": "Monday", "opens": "09:00", "closes": "12:00"},
}


def page(path: str = "contact", text: str = "", headings: tuple[str, ...] = (), **items: dict[str, Any]) -> Page:
    """Return a page with items of structured data, each with its type."""
    return Page(
        url=f"https://www.kuurne.be/{path}",
        site="kuurne",
        fetched_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC),
        status=200,
        kind=BodyKind.HTML,
        text=text,
        headings=tuple(Heading(2, heading) for heading in headings),
        structured=tuple(StructuredItem("json-ld", (kind,), properties) for kind, properties in items.items()),
    )


def facts_of(found: Place) -> tuple[str, str, str, str]:
    """Return the facts about a place without its hours."""
    return found.name, found.telephone, found.email, found.street


def test_an_item_of_structured_data_is_a_place() -> None:
    """It has name, purpose, telephone number in Belgian form, address, hours, and the Belgian date of the fetch."""
    (place,) = places_on_page(
        page("park", "Op feestdagen is het park gesloten.", RecyclingCenter=PARK), KUURNE, "Het park"
    )
    assert ("recycling", (), "056 00 25 30", "Kaai 3", "8520", "Kuurne", "Het park", date(2026, 3, 2), True) == (
        place.purpose,
        place.own,
        place.telephone,
        place.street,
        place.postcode,
        place.locality,
        place.page,
        place.seen,
        place.remarks.holidays_closed,
    )
    assert place.hours is not None
    assert [((540, 720),), ()] == [place.hours.weekday_hours(date(2026, 3, day)) for day in (2, 3)]


def test_an_event_at_a_place_is_no_place() -> None:
    """The hours of an activity in the library are not the library's."""
    assert [] == places_on_page(page(Event=PARK | {"name": "Bibliotheek: voorleesuur"}), KUURNE, "")


def test_the_town_itself_is_its_town_hall() -> None:
    """The municipality's telephone number is the town hall's; that of an organisation with its name is not."""
    town = PARK | {"name": "Gemeente Kuurne"}
    (hall,) = places_on_page(page(GovernmentOrganization=town), KUURNE, "")
    assert ("hall", []) == (hall.purpose, places_on_page(page(Organization=town), KUURNE, ""))


def test_what_an_item_contradicts_itself_on_is_unsure() -> None:
    """With two numbers, two addresses or unreadable hours, the fields are empty and marked as unsure."""
    wrong = PARK | {
        "telephone": ["056 00 25 30", "056 00 25 31"],
        "address": [PARK["address"], PARK["address"]],
        "openingHours": "elke dag",
    }
    (place,) = places_on_page(page(RecyclingCenter=wrong), KUURNE, "")
    assert (None, "", "", {"hours", "telephone", "street"}) == (
        place.hours,
        place.telephone,
        place.street,
        set(place.unsure),
    )


def test_a_contact_page_names_places_in_headings_and_lines() -> None:
    """A place's facts are under a heading with its name, or after its name and a colon."""
    text = (
        "Contact\nBel ons.\nGemeentehuis Kuurne\nMarktplein 9, 8520 Kuurne. Telefoon: 056 00 25 00. E-mail: info@kuurne.be.\n"
        "Vrije tijd\nSportcentrum De Vlaspit: Oude Kattestraat 60, telefoon 056 00 25 40"
    )
    found = places_on_page(page("contact", text, ("Contact", "Gemeentehuis Kuurne", "Vrije tijd")), KUURNE, "Contact")
    assert [
        ("Gemeentehuis Kuurne", "056 00 25 00", "info@kuurne.be", "Marktplein 9"),
        ("Sportcentrum De Vlaspit", "056 00 25 40", "", "Oude Kattestraat 60"),
    ] == [facts_of(place) for place in found]


def test_hours_under_a_heading_are_the_places() -> None:
    """On a page with all opening hours each place has its own; remarks before the first heading apply to all."""
    text = "Openingsuren\nAlles is gesloten op 11 juli.\nBibliotheek\nmaandag 9-12\nZwembad\nmaandag 13-17"
    found = places_on_page(page("openingsuren", text, ("Openingsuren", "Bibliotheek", "Zwembad")), KUURNE, "")
    assert [("library", ((540, 720),), ((7, 11),)), ("pool", ((780, 1020),), ((7, 11),))] == [
        (place.purpose, place.hours.weekday_hours(date(2026, 3, 2)) if place.hours else None, place.remarks.yearly)
        for place in found
    ]


@pytest.mark.parametrize("heading", ["Bibliotheek aan huis", "Naar de bibliotheek", "Nieuws van de bibliotheek"])
def test_a_heading_about_a_place_is_not_its_name(heading: str) -> None:
    """The service that brings books home has its own telephone number."""
    assert [] == places_on_page(page("contact", f"Contact\n{heading}\nBel 056 00 25 99.", (heading,)), KUURNE, "")


def test_two_numbers_under_one_heading_are_unsure() -> None:
    """It is not known which of two numbers is the library's."""
    text = "Contact\nBibliotheek\nBel 056 00 25 20 of 056 00 25 21."
    (place,) = places_on_page(page("contact", text, ("Contact", "Bibliotheek")), KUURNE, "")
    assert ("", ("telephone",)) == (place.telephone, place.unsure)


def test_news_is_no_source() -> None:
    """A news item of last year does not have today's hours."""
    text = "Bibliotheek\nmaandag 9-12"
    assert [] == places_on_page(page("nieuws/bib", text, ("Bibliotheek",)), KUURNE, "")


@pytest.mark.parametrize(
    ("name", "types", "expected"),
    [
        ("Bibliotheek Kuurne", (), PlaceName("library", frozenset())),
        ("Gemeente Kuurne", (), PlaceName("hall", frozenset())),
        ("Sportcentrum De Brug", (), PlaceName("sports", frozenset({"brug"}))),
        ("Parc à conteneurs", (), PlaceName("recycling", frozenset())),
        ("De Letterbak", ("Library",), PlaceName("library", frozenset({"letterbak"}))),
        ("Bibliotheek Heule", (), PlaceName("library", frozenset({"heule"}))),
        ("Frituur Kuurne", ("Restaurant",), None),
    ],
)
def test_a_name_tells_purpose_and_own_words(name: str, types: tuple[str, ...], expected: PlaceName | None) -> None:
    """The town's name does not distinguish its places; every other word does."""
    assert expected == parse_place_name(name, {"kuurne"}, types)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+32 56 00 20 30", "056 00 20 30"),
        ("+32 (0)56 00 20 30", "056 00 20 30"),
        ("0032 2 123 45 67", "02 123 45 67"),
        ("tel:+32470123456", "0470 12 34 56"),
        ("056/23.45.67", "056 23 45 67"),
        ("101", ""),
        ("+33 3 20 00 00 00", ""),
        ("056 00 20", ""),
    ],
)
def test_telephone_numbers_have_one_form(written: str, expected: str) -> None:
    """Two pages that write a number in two ways agree; a number that is not Belgian is ignored."""
    assert expected == format_phone_number(written)


def test_places_survive_their_documents() -> None:
    """Decoding the stored places and holidays returns the same ones."""
    places = tuple(places_on_page(page("park", "Gesloten op 5 mei 2026.", RecyclingCenter=PARK), KUURNE, ""))
    days = public_holidays([2026])
    records = [
        {"id": "kuurne", "places": msgspec.json.decode(msgspec.json.encode(places))},
        {"id": _HOLIDAYS_ID, "days": msgspec.json.decode(msgspec.json.encode(days))},
    ]
    assert StoredPlaces({"kuurne": places}, days) == decode_places(records)


def test_easter_moves_holidays() -> None:
    """Three holidays depend on Easter; the twelve days are the ten of the law and the two Sundays."""
    days = public_holidays([2026, 2027])
    assert {date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2027, 3, 29), date(2027, 5, 6)} <= days.keys()
    assert ("Kerstmis", "Noël", "Christmas Day") == days[date(2026, 12, 25)]
    assert len(days) == 24
