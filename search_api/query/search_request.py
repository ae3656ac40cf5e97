"""`SearchRequest`, one search as the API receives it, and the Meilisearch filter that it translates to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from time import time as time_now
from typing import Any

from crawler.records.date_parsing import BRUSSELS
from indexer.records.document import DocumentType
from search_api.records.facets import FACETS

SECONDS_PER_HOUR = 3_600

MAX_PAGE_SIZE = 50
"""Maximum results per page."""


class SortOrder(StrEnum):
    """Order of the results."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    Attributes:
        q: the query as typed.
        home: id of the site the search is made from, or None.
        sites, types, langs: return only these; empty means all.
        since, until: return only results dated, or events taking place, between these days, inclusive.
        page: page number from 1. size: results per page, 1 to `MAX_PAGE_SIZE`.
        sort: most relevant first, or newest first among the results that contain all words.
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
    """Return the Meilisearch filter of a request, as conditions joined by AND.

    Records of external sources that have ended are excluded, as of `now` (Unix seconds, default the present, rounded to
    the hour). Web pages about past events stay, since their site still has them.

    Of near-identical texts only one passes: the copy of the home site, else the lead of the cluster. With a site filter
    it is the copy of the home site or of the site chosen first. All members of a cluster share type and language, but
    not dates: with a date filter all copies pass, and `needs_distinct` tells that the engine must deduplicate.
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
    """Return the query that fetches documents by id with these fields; the engine returns them in its own order."""
    return {"filter": f"id IN [{', '.join(ids)}]", "attributesToRetrieve": fields, "limit": len(ids)}


def has_filters(request: SearchRequest) -> bool:
    """Whether a request has any filter."""
    chosen = any(getattr(request, facet.request_field) for facet in FACETS)
    return bool(chosen or request.since or request.until)


def needs_distinct(request: SearchRequest) -> bool:
    """Whether the engine must deduplicate near-identical texts itself, which doubles the cost of counting."""
    return bool(request.since or request.until)


def _one_of_each(sites: Sequence[str]) -> str:
    """Return the condition that a text is from one of the sites, and not also on a site listed before it."""
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
    """Return the first and last second of a period as Unix time; a missing end is the year 36,812."""
    first = max(0, _moment(since, time.min)) if since else 0
    return first, _moment(until, time.max) if until else 2**40


def _moment(day: date, hour: time) -> int:
    return int(datetime.combine(day, hour, BRUSSELS).timestamp())
