"""Filters and sort orders of the search page, each as a link: towns, types, languages, periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from search_api.pages.search_urls import SearchUrls
from search_api.query.search_request import SearchRequest, SortOrder
from search_api.records.facets import FACETS
from search_api.records.response_models import FacetCounts

PERIODS = (("past_week", -7), ("past_month", -31), ("past_year", -365), ("coming_week", 7), ("coming_month", 31))
"""(text key, days from today): past periods for news, coming ones for events."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A sort order or a period, which facets do not count.

    `text_key` is the key of its text, `request` the search that `url` leads to, `active` whether it is selected.
    """

    text_key: str
    request: SearchRequest
    url: str
    active: bool


def facet_groups(request: SearchRequest, facets: FacetCounts) -> list[dict[str, Any]]:
    """Return the facets with more than one value, each value with its number of results."""
    found = []
    for facet in FACETS:
        counts = getattr(facets, facet.name)
        chosen = getattr(request, facet.request_field)
        values = sorted(
            ((value, count) for value, count in counts.items() if value not in chosen),
            key=lambda pair: (-pair[1], pair[0]),
        )
        if values and len(counts) > 1:
            found.append({"facet": facet, "values": values})
    return found


def sort_choices(request: SearchRequest, links: SearchUrls) -> list[FilterChoice]:
    """Return the sort orders."""
    return [_choice(order.value, request, links, sort=order) for order in SortOrder]


def period_choices(request: SearchRequest, links: SearchUrls, today: date) -> list[FilterChoice]:
    """Return the periods around today."""
    found = []
    for word, days in PERIODS:
        since, until = sorted((today, today + timedelta(days)))
        found.append(_choice(word, request, links, since=since, until=until))
    return found


def _choice(word: str, request: SearchRequest, links: SearchUrls, **changes: Any) -> FilterChoice:
    present = all(getattr(request, name) == value for name, value in changes.items())
    return FilterChoice(word, replace(request, page=1, **changes), links.current(**changes), present)


def active_filters(
    request: SearchRequest,
    links: SearchUrls,
    labels: dict[str, Any],
    spoken: Callable[[str], str],
    texts: dict[str, Any],
) -> list[dict[str, str]]:
    """Return each active filter with the link that removes it; `spoken` formats an ISO date."""
    found = [
        {"name": labels[facet.name].get(value, value), "url": links.without_value(facet.request_field, value)}
        for facet in FACETS
        for value in getattr(request, facet.request_field)
    ]
    since, until = request.since, request.until
    if since or until:
        ends = {
            "since": spoken(since.isoformat()) if since else "",
            "until": spoken(until.isoformat()) if until else "",
        }
        word = "between" if since and until else "from_day" if since else "to_day"
        found.append({"name": texts[word].format(**ends), "url": links.current(since=None, until=None)})
    return found
