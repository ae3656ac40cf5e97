"""What is asked, and the filter that says it to the engine."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from time import time as time_now
from typing import Any

from crawler.records.dates import BRUSSELS
from indexer.records.document import DocumentType
from search_api.records.facets import FACETS

SECONDS_PER_HOUR = 3_600

MAX_PAGE_SIZE = 50
"""Results on one page at most."""


class SortOrder(StrEnum):
    """In which order results come."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    Attributes:
        q: the words, as typed.
        home: id of the site it is asked on, None when on none.
        sites, types, langs: keep only these; empty: all.
        since, until: keep only what is dated, or takes place, in these days, both included.
        page: from 1. size: results on a page, 1 to `MAX_PAGE_SIZE`.
        sort: best first, or newest first among what has all the words.
    """

    q: str
    home: str | None = None
    sites: tuple[str, ...] = ()
    types: tuple[DocumentType, ...] = ()
    langs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    page: int = 1
    size: int = 10
    sort: SortOrder = SortOrder.RELEVANCE


def filter_conditions(request: SearchRequest, home: str | None, now: float | None = None) -> list[str]:
    """Return the filter of a request: conditions that all hold.

    What another source announced and is over has vanished, by the clock `now` (Unix seconds, default the present), to
    the hour; a page about an event stays, since its site keeps it.

    Of near-identical texts one passes: the home's own, else the one that leads its cluster; where sites were chosen,
    that of home or of the site that was chosen first. Type and language are the same within a cluster. Dates are not,
    so where a time was chosen all pass, and `needs_distinct` says that the engine must see to it.
    """
    over = int((time_now() if now is None else now) // SECONDS_PER_HOUR) * SECONDS_PER_HOUR
    found = [f"(source = web OR NOT ends < {over})"]
    sites = request.sites
    if sites and not needs_distinct(request):
        found.append(_one_of_each(sorted(sites, key=lambda site: site != home)))
        sites = ()
    for facet in FACETS:
        values = sites if facet.name == "site" else getattr(request, facet.request_field)
        if values:
            listed = ", ".join(f'"{value}"' for value in values)
            found.append(f"{facet.name} IN [{listed}]")
    if request.since or request.until:
        found.append(_period(request.since, request.until))
    if not request.sites and not needs_distinct(request):
        found.append(f'(site = "{home}" OR (lead = true AND NOT sites = "{home}"))' if home else "lead = true")
    return found


def documents_by_id(ids: Collection[str], fields: Sequence[str]) -> dict[str, Any]:
    """Return the query for documents by their ids, with these fields; the engine has an order of its own for them."""
    return {"filter": f"id IN [{', '.join(ids)}]", "attributesToRetrieve": fields, "limit": len(ids)}


def has_filters(request: SearchRequest) -> bool:
    """Whether a request keeps only some results."""
    chosen = any(getattr(request, facet.request_field) for facet in FACETS)
    return bool(chosen or request.since or request.until)


def needs_distinct(request: SearchRequest) -> bool:
    """Whether the engine must tell near-identical texts apart itself: counting so takes it twice as long."""
    return bool(request.since or request.until)


def _one_of_each(sites: Sequence[str]) -> str:
    """Return the condition that a text is of one of the sites, and on none of those named before."""
    quoted = [f'"{site}"' for site in sites]
    others = [f"(site = {site} AND NOT sites IN [{', '.join(quoted[:at])}])" for at, site in enumerate(quoted) if at]
    return f"({' OR '.join([f'site = {quoted[0]}', *others])})"


def _period(since: date | None, until: date | None) -> str:
    first, last = period_bounds(since, until)
    dated = f"(type != event AND date >= {first} AND date <= {last})"
    lasting = f"(starts <= {last} AND ends >= {first})"
    momentary = f"(starts >= {first} AND starts <= {last})"
    return f"({dated} OR {lasting} OR {momentary})"


def period_bounds(since: date | None, until: date | None) -> tuple[int, int]:
    """Return the first and the last second of a period, Unix time from 0; without an end it ends in 36,812."""
    first = max(0, _moment(since, time.min)) if since else 0
    return first, _moment(until, time.max) if until else 2**40


def _moment(day: date, hour: time) -> int:
    return int(datetime.combine(day, hour, BRUSSELS).timestamp())
