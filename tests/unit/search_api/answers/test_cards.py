"""Answer cards: the requested fact if the pages agree on it, and no card otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crawler.records.date_parsing import BRUSSELS
from indexer.meilisearch.side_indexes import StoredPlaces
from indexer.places.hours_exceptions import HoursExceptions, HoursNote
from indexer.places.opening_hours import HoursRule, OpeningHours
from indexer.places.places import Place
from indexer.records.document import DocumentType
from search_api.answers.cards import answer_cards
from search_api.query.search_request import SearchRequest
from search_api.records.response_models import AnswerCard, OpeningDayInfo

TOWNS = {"kuurne": "Kuurne", "menen": "Menen"}
NOW = datetime(2026, 3, 3, 10, 30, tzinfo=BRUSSELS)  # a Tuesday
HOURS = OpeningHours((HoursRule(((600, 1080),), (1, 3)), HoursRule(((540, 1020),), (5,))))
PARK = Place(
    name="Recyclagepark Kuurne",
    purpose="recycling",
    own=(),
    site="kuurne",
    url="https://www.kuurne.be/park",
    page="Het recyclagepark",
    seen=date(2026, 3, 1),
    telephone="056 00 25 30",
    street="Kaai 3",
    postcode="8520",
    locality="Kuurne",
    hours=HOURS,
)
CONTACT = replace(PARK, url="https://www.kuurne.be/contact", page="Contact", postcode="", locality="", hours=None)
HOLIDAYS = {date(2026, 4, 6): ("Paasmaandag", "Lundi de Pâques", "Easter Monday")}


def cards_for(
    q: str, *places: Place, now: datetime = NOW, home: str | None = "kuurne", **more: Any
) -> tuple[AnswerCard, ...]:
    """Return the cards of a query about these places in Kuurne."""
    return answer_cards(SearchRequest(q=q, home=home, **more), StoredPlaces({"kuurne": places}, HOLIDAYS), TOWNS, now)


def card_lines(q: str, *places: Place, **more: Any) -> list[tuple[str, ...]]:
    """Return the lines of each card."""
    return [card.lines for card in cards_for(q, *places, **more)]


def test_phone_card_has_its_source_and_date() -> None:
    """The number, a tel: link, the page with the number, and the date of the last check."""
    assert (
        AnswerCard(
            kind="telephone",
            title="Recyclagepark Kuurne: telefoon",
            lines=("056 00 25 30",),
            href="tel:+3256002530",
            url="https://www.kuurne.be/park",
            source="Het recyclagepark",
            as_of="2026-03-01",
            site="kuurne",
            lang="nl",
        ),
    ) == cards_for("telefoon containerpark", PARK, CONTACT)


def test_hours_card_shows_whether_the_place_is_open() -> None:
    """The day, whether it is open now, the regular week, and the same as data."""
    (card,) = cards_for("openingsuren recyclagepark", PARK)
    assert ("Vandaag, dinsdag 3 maart: van 10 tot 18 uur.", "Nu open, tot 18 uur.") == card.lines
    assert (("maandag", "gesloten"), ("dinsdag", "van 10 tot 18 uur"), ("woensdag", "gesloten")) == card.week[:3]
    assert OpeningDayInfo("2026-03-03", True, (("10:00", "18:00"),), "2026-03-05T10:00:00+01:00") == card.today


@pytest.mark.parametrize(
    ("q", "now", "expected"),
    [
        ("recyclagepark zaterdag open", NOW, ("Zaterdag 7 maart: van 9 tot 17 uur.",)),
        ("recyclagepark open morgen", NOW, ("Morgen, woensdag 4 maart: gesloten.",)),
        (
            "recyclagepark open",
            NOW.replace(hour=20),
            ("Vandaag, dinsdag 3 maart: van 10 tot 18 uur.", "Nu gesloten. Gaat donderdag 5 maart open om 10 uur."),
        ),
        (
            "horaire parc de recyclage",
            NOW.replace(hour=8),
            (
                "Aujourd\u2019hui, mardi 3 mars : 10h00\u201318h00.",
                "Fermé maintenant. Ouvre aujourd\u2019hui à 10h00.",
            ),
        ),
        (
            "when is the recycling park open",
            NOW,
            ("Today, Tuesday 3 March: 10:00\u201318:00.", "Open now, until 18:00."),
        ),
        ("opening hours recycling centre on Saturday", NOW, ("Saturday 7 March: 9:00\u201317:00.",)),
    ],
)
def test_requested_day_is_first(q: str, now: datetime, expected: tuple[str, ...]) -> None:
    """A day other than today has no "now"; the card is in the language of the query."""
    assert [expected] == card_lines(q, PARK, now=now)


def test_regular_hours_are_uncertain_on_a_holiday() -> None:
    """When no page mentions holidays, the card names the holiday and does not say that the place is open."""
    monday = replace(PARK, hours=OpeningHours((HoursRule(((600, 1080),), (0,)),)), seen=date(2026, 4, 1))
    (card,) = cards_for("recyclagepark open", monday, now=NOW.replace(month=4, day=6))
    assert card.lines == (
        "Vandaag, maandag 6 april. Dat is een feestdag (Paasmaandag). Bel eerst: de uren kunnen anders zijn dan gewoonlijk (van 10 tot 18 uur).",
    )
    assert card.today is not None
    assert (None, None) == (card.today.open_now, card.today.spells)
    (english,) = cards_for("recycling park open", monday, now=NOW.replace(month=4, day=6))
    assert "That is a public holiday (Easter Monday)" in english.lines[0]


def test_exception_on_any_page_counts() -> None:
    """The page of all opening hours says that everything is closed on holidays, which includes the park."""
    general = replace(CONTACT, remarks=HoursExceptions(holidays_closed=True), seen=date(2026, 4, 1))
    monday = replace(PARK, hours=OpeningHours((HoursRule(((600, 1080),), (0,)),)), seen=date(2026, 4, 1))
    (card,) = cards_for("recyclagepark open", monday, general, now=NOW.replace(month=4, day=6))
    assert "Vandaag, maandag 6 april: gesloten. Let op: andere uren dan anders." == card.lines[0]


def test_note_is_quoted() -> None:
    """In its season it replaces the statement whether the place is open now."""
    noted = replace(PARK, remarks=HoursExceptions(notes=(HoursNote("In maart sluiten we vroeger.", ((301, 331),)),)))
    assert [
        (
            "Vandaag, dinsdag 3 maart. Gewoonlijk van 10 tot 18 uur, maar lees ook:",
            "In maart sluiten we vroeger.",
        )
    ] == card_lines("recyclagepark open", noted)


def test_most_complete_address_is_shown() -> None:
    """A page with the street alone does not contradict one that has the town too."""
    assert [("Kaai 3, 8520 Kuurne",)] == card_lines("adres recyclagepark", CONTACT, PARK)


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("telefoon recyclagepark", "Recyclagepark Kuurne: telefoon"),
        ("téléphone parc de recyclage", "Recyclagepark Kuurne: téléphone"),
        ("telephone recycling centre", "Recyclagepark Kuurne: telephone"),
        ("telephone container park", "Recyclagepark Kuurne: téléphone"),
    ],
)
def test_card_is_in_the_language_of_the_query(q: str, title: str) -> None:
    """The other words decide whether an ambiguous word is French or English; without them it is French."""
    assert [title] == [card.title for card in cards_for(q, PARK)]


def test_query_for_two_facts_gets_two_cards() -> None:
    """Address and telephone number."""
    assert ["telephone", "address"] == [card.kind for card in cards_for("adres en telefoon recyclagepark", PARK)]


@pytest.mark.parametrize(
    ("q", "other"),
    [
        ("telefoon recyclagepark", replace(CONTACT, telephone="056 00 25 31")),
        ("adres recyclagepark", replace(CONTACT, street="Kaai 5")),
        ("recyclagepark open", replace(CONTACT, hours=OpeningHours((HoursRule(((600, 1020),), (1,)),)))),
        ("telefoon recyclagepark", replace(CONTACT, telephone="", unsure=("telephone",))),
        ("recyclagepark open", replace(CONTACT, unsure=("hours",))),
        ("telefoon recyclagepark", replace(CONTACT, own=("heule",), name="Recyclagepark Heule")),
    ],
)
def test_contradicting_pages_give_no_card(q: str, other: Place) -> None:
    """Another number, street or hours, an uncertain page, or a second park."""
    assert 1 == len(cards_for(q, PARK, CONTACT))
    assert () == cards_for(q, PARK, other)


def test_partial_week_does_not_contradict_a_full_week() -> None:
    """A page that lists Tuesday alone agrees with one that lists the whole week."""
    tuesday = replace(CONTACT, hours=OpeningHours((HoursRule(((600, 1080),), (1,)),), complete=False))
    assert "https://www.kuurne.be/park" == cards_for("recyclagepark open", tuesday, PARK)[0].url


def test_seasonal_hours_are_compared_within_the_next_two_weeks() -> None:
    """Dated hours that end before that are ignored."""
    past = HoursRule(((0, 60),), (1,), date(2026, 1, 1), date(2026, 1, 31))
    present = HoursRule(((0, 60),), (1,), date(2026, 1, 1), date(2026, 3, 31))
    for rule, cards in ((past, 1), (present, 0)):
        seasonal = replace(CONTACT, hours=OpeningHours((rule, *HOURS.rules)))
        assert cards == len(cards_for("recyclagepark open", PARK, seasonal))


def test_place_name_in_the_query_selects_the_place() -> None:
    """Of two libraries the one that is named; an unknown name gives no card."""
    library = replace(PARK, purpose="library", name="Bibliotheek Kuurne")
    branch = replace(library, own=("heule",), name="Bibliotheek Heule", telephone="056 00 25 99")
    assert [("056 00 25 99",)] == card_lines("telefoon bibliotheek heule", library, branch)
    assert [] == card_lines("telefoon bibliotheek marke", library, branch)
    assert [] == card_lines("telefoon bibliotheek boek", library)


def test_pages_not_checked_for_a_month_are_ignored() -> None:
    """Neither as a source nor as a contradiction."""
    later = NOW + timedelta(days=28)
    old = replace(CONTACT, seen=date(2026, 2, 28), telephone="056 99 99 99")
    assert [("056 00 25 30",)] == card_lines("telefoon recyclagepark", PARK, old, now=later)
    assert [] == card_lines("telefoon recyclagepark", PARK, now=later + timedelta(days=1))


@pytest.mark.parametrize(
    "more",
    [
        {"home": None},
        {"home": "menen"},
        {"home": "elders"},
        {"page": 2},
        {"sites": ("menen",)},
        {"types": (DocumentType.NEWS,)},
        {"langs": ("fr",)},
        {"since": date(2026, 1, 1)},
    ],
)
def test_no_card_without_town_or_place_or_with_filters(more: dict[str, Any]) -> None:
    """No town, a town without such a place, a later result page, and filters that exclude the place's page."""
    assert () == cards_for("telefoon recyclagepark", PARK, **more)


def test_town_in_the_query_overrides_the_home_town() -> None:
    """A query on Menen's site with Kuurne's name gets Kuurne's card."""
    assert ["kuurne"] == [card.site for card in cards_for("telefoon recyclagepark kuurne", PARK, home="menen")]
    assert () == cards_for("telefoon recyclagepark menen", PARK)


def test_most_descriptive_place_name_is_used() -> None:
    """The organisation "Gemeente kuurne" and the heading "Gemeentehuis Kuurne" are the same place."""
    town = replace(PARK, purpose="hall", name="Gemeente kuurne")
    heading = replace(CONTACT, purpose="hall", name="Gemeentehuis Kuurne")
    assert ["Gemeentehuis Kuurne: telefoon"] == [card.title for card in cards_for("telefoon gemeente", town, heading)]
