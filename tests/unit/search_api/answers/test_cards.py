"""Unit tests of answer cards: the fact asked for when there is no doubt, and nothing when there is."""

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


def ask(
    q: str, *places: Place, now: datetime = NOW, home: str | None = "kuurne", **more: Any
) -> tuple[AnswerCard, ...]:
    """Return the cards for a question over these places of Kuurne."""
    return answer_cards(SearchRequest(q=q, home=home, **more), StoredPlaces({"kuurne": places}, HOLIDAYS), TOWNS, now)


def lines(q: str, *places: Place, **more: Any) -> list[tuple[str, ...]]:
    """Return the lines of each card."""
    return [card.lines for card in ask(q, *places, **more)]


def test_a_telephone_card_names_its_source_and_date() -> None:
    """The number, a link that dials it, the page it stands on and the day that was confirmed."""
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
    ) == ask("telefoon containerpark", PARK, CONTACT)


def test_an_hours_card_says_whether_it_is_open() -> None:
    """The day, whether it is open now, the usual week, and the same as data."""
    (card,) = ask("openingsuren recyclagepark", PARK)
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
def test_the_day_that_is_asked_for_comes_first(q: str, now: datetime, expected: tuple[str, ...]) -> None:
    """Another day than today has no "now"; the language is the question's."""
    assert [expected] == lines(q, PARK, now=now)


def test_a_holiday_makes_usual_hours_doubtful() -> None:
    """Nothing is said of holidays: the card names the holiday and does not say that it is open."""
    monday = replace(PARK, hours=OpeningHours((HoursRule(((600, 1080),), (0,)),)), seen=date(2026, 4, 1))
    (card,) = ask("recyclagepark open", monday, now=NOW.replace(month=4, day=6))
    assert card.lines == (
        "Vandaag, maandag 6 april. Dat is een feestdag (Paasmaandag). Bel eerst: de uren kunnen anders zijn dan gewoonlijk (van 10 tot 18 uur).",
    )
    assert card.today is not None
    assert (None, None) == (card.today.open_now, card.today.spells)
    (english,) = ask("recycling park open", monday, now=NOW.replace(month=4, day=6))
    assert "That is a public holiday (Easter Monday)" in english.lines[0]


def test_a_remark_of_any_page_counts() -> None:
    """The page of all opening hours says that everything is closed on holidays: that settles the park's."""
    general = replace(CONTACT, remarks=HoursExceptions(holidays_closed=True), seen=date(2026, 4, 1))
    monday = replace(PARK, hours=OpeningHours((HoursRule(((600, 1080),), (0,)),)), seen=date(2026, 4, 1))
    (card,) = ask("recyclagepark open", monday, general, now=NOW.replace(month=4, day=6))
    assert "Vandaag, maandag 6 april: gesloten. Let op: andere uren dan anders." == card.lines[0]


def test_a_note_is_shown_word_for_word() -> None:
    """In its season it takes the place of saying whether it is open now."""
    noted = replace(PARK, remarks=HoursExceptions(notes=(HoursNote("In maart sluiten we vroeger.", ((301, 331),)),)))
    assert [
        (
            "Vandaag, dinsdag 3 maart. Gewoonlijk van 10 tot 18 uur, maar lees ook:",
            "In maart sluiten we vroeger.",
        )
    ] == lines("recyclagepark open", noted)


def test_the_fullest_address_stands_on_the_card() -> None:
    """A page that gives the street alone does not contradict one that gives the town too."""
    assert [("Kaai 3, 8520 Kuurne",)] == lines("adres recyclagepark", CONTACT, PARK)


@pytest.mark.parametrize(
    ("q", "title"),
    [
        ("telefoon recyclagepark", "Recyclagepark Kuurne: telefoon"),
        ("téléphone parc de recyclage", "Recyclagepark Kuurne: téléphone"),
        ("telephone recycling centre", "Recyclagepark Kuurne: telephone"),
        ("telephone container park", "Recyclagepark Kuurne: téléphone"),
    ],
)
def test_a_card_speaks_the_language_of_the_question(q: str, title: str) -> None:
    """What may be French or English is told by the other words, and is French where none tells."""
    assert [title] == [card.title for card in ask(q, PARK)]


def test_two_questions_get_two_cards() -> None:
    """Address and telephone at once."""
    assert ["telephone", "address"] == [card.kind for card in ask("adres en telefoon recyclagepark", PARK)]


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
def test_pages_that_disagree_give_no_card(q: str, other: Place) -> None:
    """Another number, street or hour, a page in doubt, or a second park: any of them is one too many."""
    assert 1 == len(ask(q, PARK, CONTACT))
    assert () == ask(q, PARK, other)


def test_a_day_that_only_one_page_knows_is_no_disagreement() -> None:
    """A page that names Tuesday alone agrees with one that names the whole week."""
    tuesday = replace(CONTACT, hours=OpeningHours((HoursRule(((600, 1080),), (1,)),), complete=False))
    assert "https://www.kuurne.be/park" == ask("recyclagepark open", tuesday, PARK)[0].url


def test_seasons_are_compared_where_they_hold() -> None:
    """Dated hours that end before the next two weeks are no part of the comparison; those that hold now are."""
    past = HoursRule(((0, 60),), (1,), date(2026, 1, 1), date(2026, 1, 31))
    present = HoursRule(((0, 60),), (1,), date(2026, 1, 1), date(2026, 3, 31))
    for rule, cards in ((past, 1), (present, 0)):
        seasonal = replace(CONTACT, hours=OpeningHours((rule, *HOURS.rules)))
        assert cards == len(ask("recyclagepark open", PARK, seasonal))


def test_the_words_may_name_one_of_two_places() -> None:
    """With two libraries, the one whose own words are asked for; a name that no place has gives nothing."""
    library = replace(PARK, purpose="library", name="Bibliotheek Kuurne")
    branch = replace(library, own=("heule",), name="Bibliotheek Heule", telephone="056 00 25 99")
    assert [("056 00 25 99",)] == lines("telefoon bibliotheek heule", library, branch)
    assert [] == lines("telefoon bibliotheek marke", library, branch)
    assert [] == lines("telefoon bibliotheek boek", library)


def test_pages_that_were_not_confirmed_for_a_month_do_not_count() -> None:
    """Neither as a source nor as a contradiction."""
    later = NOW + timedelta(days=28)
    old = replace(CONTACT, seen=date(2026, 2, 28), telephone="056 99 99 99")
    assert [("056 00 25 30",)] == lines("telefoon recyclagepark", PARK, old, now=later)
    assert [] == lines("telefoon recyclagepark", PARK, now=later + timedelta(days=1))


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
def test_where_no_card_belongs_there_is_none(more: dict[str, Any]) -> None:
    """No town, a town without such a place, further pages, and lists that were narrowed to something else."""
    assert () == ask("telefoon recyclagepark", PARK, **more)


def test_the_town_in_the_words_goes_before_home() -> None:
    """Asked on Menen's site, with Kuurne's name in it: Kuurne's card."""
    assert ["kuurne"] == [card.site for card in ask("telefoon recyclagepark kuurne", PARK, home="menen")]
    assert () == ask("telefoon recyclagepark menen", PARK)


def test_a_place_has_its_telling_name() -> None:
    """The organisation "Gemeente kuurne" and the heading "Gemeentehuis Kuurne" are one place; people know the second."""
    town = replace(PARK, purpose="hall", name="Gemeente kuurne")
    heading = replace(CONTACT, purpose="hall", name="Gemeentehuis Kuurne")
    assert ["Gemeentehuis Kuurne: telefoon"] == [card.title for card in ask("telefoon gemeente", town, heading)]
