"""Opening hours and their exceptions, written as text."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.places.hours_exceptions import HoursExceptions, HoursNote, hours_exceptions_in
from indexer.places.opening_hours import OpenIntervals, UnreadableHoursError
from indexer.places.written_hours import parse_written_hours

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("maandag 09.00\u201312.00 en 13.30\u201316.30", ((540, 720), (810, 990))),
        ("Maandag: van 9 tot 12 uur", ((540, 720),)),
        ("maandag 9u-12u30", ((540, 750),)),
        ("maandag tot en met vrijdag: 9:00 - 12:00", ((540, 720),)),
        ("lundi 09.00\u201312.00 et 14.00\u201316.00", ((540, 720), (840, 960))),
        ("maandag gesloten", ()),
        ("maandag 20.00-02.00", ((1200, 1560),)),
    ],
)
def test_a_line_of_a_weekday_is_read(line: str, expected: OpenIntervals) -> None:
    """Points, colons, u and uur; one or two intervals; ranges of days; Dutch and French; nights."""
    hours = parse_written_hours(["Markt 1, telefoon 056 00 10 00.", line])
    assert hours is not None
    assert expected == hours.weekday_hours(MONDAY)


def test_a_day_that_is_not_named_is_not_known() -> None:
    """Pages leave closed days out, or name them elsewhere."""
    hours = parse_written_hours(["dinsdag 9-12"])
    assert hours is not None
    assert None is hours.weekday_hours(MONDAY)


@pytest.mark.parametrize(
    "lines", [["maandag op afspraak"], ["maandag 9-12", "maandag gesloten"], ["maandag 9-12 (zomer)"]]
)
def test_more_than_times_is_doubtful(lines: list[str]) -> None:
    """A line with more than times, or two contradictory lines, make the timetable unreadable."""
    with pytest.raises(UnreadableHoursError):
        parse_written_hours(lines)


def test_text_without_weekdays_has_no_hours() -> None:
    """A sentence that starts with another form of a weekday's name is not a timetable."""
    assert parse_written_hours(["Elke maandag is er markt.", "Kom eens langs."]) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Op feestdagen is het park dicht.", HoursExceptions(holidays_closed=True)),
        ("Le parc est fermé les jours fériés.", HoursExceptions(holidays_closed=True)),
        (
            "Alle diensten zijn gesloten op wettelijke feestdagen, op 11 juli en op 2 november.",
            HoursExceptions(holidays_closed=True, yearly=((7, 11), (11, 2))),
        ),
        ("Gesloten op 5 mei 2026.", HoursExceptions(dates=(date(2026, 5, 5),))),
        ("Elke maandag is er markt.", HoursExceptions()),
        ("In juli is er een speelplein.", HoursExceptions()),
    ],
)
def test_closing_days_become_facts(sentence: str, expected: HoursExceptions) -> None:
    """Closed on holidays, on a day of each year, on one date; a sentence that does not mention opening is ignored."""
    assert expected == hours_exceptions_in(sentence)


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("In juli en augustus vervalt de late openingsavond.", ((701, 731), (801, 831))),
        ("Tussen Kerstmis en Nieuwjaar werken de loketten enkel in de voormiddag.", ((1224, 102),)),
        ("Gesloten van 20 tot 31 juli.", ((701, 731),)),
        ("Op feestdagen niet gesloten, behalve op 1 januari.", ((101, 131),)),
        ("Op de dag van de jaarmarkt sluiten de loketten om twaalf uur.", ()),
        ("In schoolvakanties is het bad elke namiddag open.", ((101, 1231),)),
    ],
)
def test_other_hours_become_notes(sentence: str, spans: tuple[tuple[int, int], ...]) -> None:
    """Other sentences are stored word for word, with the period in which the usual hours are uncertain."""
    assert HoursExceptions(notes=(HoursNote(sentence, spans),)) == hours_exceptions_in(f"Welkom. {sentence} Tot dan.")


def test_a_note_concerns_a_part_of_each_year() -> None:
    """The period may include the end of the year."""
    note = HoursNote("", ((1224, 102), (701, 731)))
    days = [date(2026, 12, 23), date(2026, 12, 24), date(2027, 1, 2), date(2027, 1, 3), date(2027, 7, 31)]
    assert [False, True, True, False, True] == [note.applies_on(day) for day in days]


def test_exceptions_of_two_pages_add_up() -> None:
    """The exceptions of both pages apply, each once."""
    one, other = (
        hours_exceptions_in("Gesloten op feestdagen."),
        hours_exceptions_in("Gesloten op feestdagen en op 11 juli."),
    )
    assert HoursExceptions(holidays_closed=True, yearly=((7, 11),)) == one | other | one
