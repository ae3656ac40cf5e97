"""Consensus on facts: whether all pages about a place agree on a fact, and which page to cite as its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

from indexer.language.analysis import normalise_text
from indexer.places.opening_hours import OpeningHours
from indexer.places.places import Place
from search_api.answers.intents import CardKind

PLACE_FIELDS = {
    CardKind.HOURS: "hours",
    CardKind.TELEPHONE: "telephone",
    CardKind.ADDRESS: "street",
    CardKind.EMAIL: "email",
}
"""The field of `Place` that each kind of card shows."""

COMPARED_DAYS = 14
"""Days from today on which timetables must agree: those that a card can show."""


def agreed_source(kind: CardKind, places: Sequence[Place], today: date) -> Place | None:
    """Return the place whose page is the source of a card; None when no page has the fact or pages disagree."""
    field = PLACE_FIELDS[kind]
    if any(field in place.unsure for place in places):
        return None
    saying = [place for place in places if getattr(place, field)]
    if not all(_same(kind, one, other, today) for one, other in combinations(saying, 2)):
        return None
    return max(saying, key=_worth, default=None)


def _worth(place: Place) -> tuple[bool, int, str]:
    """Sort key of sources: the most complete page first; the URL breaks ties, so that cards are stable."""
    complete = place.hours is not None and place.hours.complete
    return complete, sum(map(bool, (place.telephone, place.email, place.postcode, place.hours))), place.url


def _same(kind: CardKind, one: Place, other: Place, today: date) -> bool:
    if kind is CardKind.HOURS and one.hours and other.hours:
        return _same_hours(one.hours, other.hours, today)
    if kind is CardKind.ADDRESS:
        parts = ((one.street, other.street), (one.postcode, other.postcode), (one.locality, other.locality))
        return all(normalise_text(mine) == normalise_text(theirs) for mine, theirs in parts if mine and theirs)
    field = PLACE_FIELDS[kind]
    return normalise_text(getattr(one, field)) == normalise_text(getattr(other, field))


def _same_hours(one: OpeningHours, other: OpeningHours, today: date) -> bool:
    """Whether two timetables agree on each day that both cover; an exception may be in one of them only."""
    for day in (today + timedelta(days=ahead) for ahead in range(COMPARED_DAYS)):
        usual = {hours.weekday_hours(day) for hours in (one, other)} - {None}
        special = {hours.exception_hours(day) for hours in (one, other)} - {None}
        if len(usual) > 1 or len(special) > 1:
            return False
    return True
