"""Whether the pages that speak of a place agree on a fact, and which of them is the source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

from indexer.language.analysis import fold
from indexer.places.opening_hours import OpeningHours
from indexer.places.places import Place
from search_api.answers.intents import Kind

FIELDS = {
    Kind.HOURS: "hours",
    Kind.TELEPHONE: "telephone",
    Kind.ADDRESS: "street",
    Kind.EMAIL: "email",
}
"""The field of `Place` that each kind of card shows."""

COMPARED = 14
"""Days from today on which timetables must agree: those that a card can speak of."""


def agreed(kind: Kind, places: Sequence[Place], today: date) -> Place | None:
    """Return the place whose page is the source of a card, None when no page has the fact or pages disagree."""
    field = FIELDS[kind]
    if any(field in place.unsure for place in places):
        return None
    saying = [place for place in places if getattr(place, field)]
    if not all(_same(kind, one, other, today) for one, other in combinations(saying, 2)):
        return None
    return max(saying, key=_worth, default=None)


def _worth(place: Place) -> tuple[bool, int, str]:
    """Pages that say most come first; the address decides between equals, so that answers do not change."""
    complete = place.hours is not None and place.hours.complete
    return complete, sum(map(bool, (place.telephone, place.email, place.postcode, place.hours))), place.url


def _same(kind: Kind, one: Place, other: Place, today: date) -> bool:
    if kind is Kind.HOURS and one.hours and other.hours:
        return _same_hours(one.hours, other.hours, today)
    if kind is Kind.ADDRESS:
        parts = ((one.street, other.street), (one.postcode, other.postcode), (one.locality, other.locality))
        return all(fold(mine) == fold(theirs) for mine, theirs in parts if mine and theirs)
    field = FIELDS[kind]
    return fold(getattr(one, field)) == fold(getattr(other, field))


def _same_hours(one: OpeningHours, other: OpeningHours, today: date) -> bool:
    """Whether two timetables agree on each day that both know; an exception may stand in one of them alone."""
    for day in (today + timedelta(days=ahead) for ahead in range(COMPARED)):
        usual = {hours.usual(day) for hours in (one, other)} - {None}
        special = {hours.exception(day) for hours in (one, other)} - {None}
        if len(usual) > 1 or len(special) > 1:
            return False
    return True
