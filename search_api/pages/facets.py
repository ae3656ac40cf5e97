"""What the search page offers to refine a search by: towns, kinds, languages, orders and periods, each as a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from search_api.pages.search_urls import Links
from search_api.query.search_request import SearchRequest, Sort
from search_api.records.response_models import Facets

FILTERS = (("town", "sites", "site"), ("type", "types", "type"), ("lang", "langs", "lang"))
"""(words, field of the request, facet)."""

PERIODS = (("past_week", -7), ("past_month", -31), ("past_year", -365), ("coming_week", 7), ("coming_month", 31))
"""(words, days from today): the past for news, what comes for activities."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose that the facets do not count: an order or a stretch of days.

    `word` names its words, `request` is the search that `url` leads to, `present` tells that it is the one in force.
    """

    word: str
    request: SearchRequest
    url: str
    present: bool


def groups(request: SearchRequest, facets: Facets) -> list[dict[str, Any]]:
    """Return the filters that leave a choice, with how many results each value has."""
    found = []
    for word, name, facet in FILTERS:
        counts = getattr(facets, facet)
        chosen = getattr(request, name)
        values = sorted(
            ((value, count) for value, count in counts.items() if value not in chosen),
            key=lambda pair: (-pair[1], pair[0]),
        )
        if values and len(counts) > 1:
            found.append({"word": word, "name": name, "facet": facet, "values": values})
    return found


def orders(request: SearchRequest, links: Links) -> list[Choice]:
    """Return the orders of a list."""
    return [_choice(order.value, request, links, sort=order) for order in Sort]


def periods(request: SearchRequest, links: Links, today: date) -> list[Choice]:
    """Return the periods around today."""
    found = []
    for word, days in PERIODS:
        since, until = sorted((today, today + timedelta(days)))
        found.append(_choice(word, request, links, since=since, until=until))
    return found


def _choice(word: str, request: SearchRequest, links: Links, **changes: Any) -> Choice:
    present = all(getattr(request, name) == value for name, value in changes.items())
    return Choice(word, replace(request, page=1, **changes), links.here(**changes), present)


def chosen(
    request: SearchRequest, links: Links, labels: dict[str, Any], spoken: Callable[[str], str], texts: dict[str, Any]
) -> list[dict[str, str]]:
    """Return each choice in force with the link that takes it back; `spoken` writes an ISO date."""
    found = [
        {"name": labels[facet].get(value, value), "url": links.without_value(name, value)}
        for _, name, facet in FILTERS
        for value in getattr(request, name)
    ]
    since, until = request.since, request.until
    if since or until:
        ends = {
            "since": spoken(since.isoformat()) if since else "",
            "until": spoken(until.isoformat()) if until else "",
        }
        word = "between" if since and until else "from_day" if since else "to_day"
        found.append({"name": texts[word].format(**ends), "url": links.here(since=None, until=None)})
    return found
