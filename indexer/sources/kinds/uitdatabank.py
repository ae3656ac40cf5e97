"""Events of UiTdatabank, from its Search API 3 (https://docs.publiq.be/docs/uitdatabank/search-api).

Each municipality is queried separately, which tells where each event belongs. The API returns at most 10,000 results of
a query, so a larger query is split by modification time. Its default filters stay on: what is published now, for
everyone. A location without embedded data is looked up among the region's places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.registry.site import Site
from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher
from indexer.sources.kinds.uitdatabank_event import event_record
from indexer.sources.record import HarvestResult, Record, RecordProgress

MAX_RESULT_WINDOW = 10_000
"""Results of one query that can be paged through; the API responds with 404 to a larger `start`."""

EVENT_PAGE_SIZE = 500
"""Events per page, about 5 MB with embedded data; the API allows 2,000."""

EARLIEST_CHANGE = datetime(2000, 1, 1, tzinfo=UTC)
"""UiTdatabank has nothing older."""

MIN_CHANGE_SPAN = timedelta(seconds=1)
"""A span of modification times that is not split further."""

MAX_MISSING_SHARE = 0.01
"""Share of the announced results that may be missing, since events come and go while they are paged through."""

MAX_MISSING_COUNT = 3
"""Missing results that are always accepted."""


async def harvest_events(sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress) -> HarvestResult:
    """Return the events in the municipalities of `sites`.

    Raises:
        SourceError: UiTdatabank is unavailable, rejects the key, or contradicts itself.
    """
    records: dict[str, Record] = {}
    query = _Query(fetcher, report)
    for site in sites:
        if not site.nis:
            continue
        region = {"regions[]": f"nis-{site.nis}", "embed": "true"}
        members = await query.all("events", region)
        places = await _places(members, region, query)
        for member in members:
            record = event_record(member, site, places)
            if record and record.key in records:  # an event in two municipalities
                first = records[record.key]
                record = replace(first, sites=tuple(dict.fromkeys((*first.sites, site.id))))
            if record:
                records[record.key] = record
    return HarvestResult(records=tuple(records.values()))


async def _places(members: list[dict[str, Any]], region: dict[str, str], query: _Query) -> dict[str, dict[str, Any]]:
    """Return the region's places by their URLs, if an event has a location without data."""
    bare = [place for member in members if isinstance(place := member.get("location"), dict) and "name" not in place]
    return {str(place.get("@id")): place for place in await query.all("places", region)} if bare else {}


@dataclass(slots=True)
class _Query:
    fetcher: SourceFetcher
    report: RecordProgress
    done: int = field(default=0)
    announced: int = field(default=0)

    async def all(self, what: str, params: dict[str, str]) -> list[dict[str, Any]]:
        """Return all results of a query, each once."""
        found: dict[str, dict[str, Any]] = {}
        total = await self._pages(what, params, found)
        if total > MAX_RESULT_WINDOW:
            await self._split(what, params, EARLIEST_CHANGE, datetime.now(UTC) + timedelta(days=1), found)
        missing = total - len(found)
        if missing > max(MAX_MISSING_COUNT, MAX_MISSING_SHARE * total):
            raise SourceError(f"it announced {total} {what} and returned {len(found)}")
        return list(found.values())

    async def _split(
        self, what: str, params: dict[str, str], since: datetime, until: datetime, found: dict[str, dict[str, Any]]
    ) -> None:
        """Query halves of the span of modification times, until each half fits in the window."""
        middle = since + (until - since) / 2
        for start, end in ((since, middle), (middle, until)):
            span = {"modifiedFrom": _iso(start), "modifiedTo": _iso(end)}
            if await self._pages(what, params | span, found) > MAX_RESULT_WINDOW:
                if end - start <= MIN_CHANGE_SPAN:
                    raise SourceError(
                        f"more than {MAX_RESULT_WINDOW} {what} were changed in the second after {_iso(start)}"
                    )
                await self._split(what, params, start, end, found)

    async def _pages(self, what: str, params: dict[str, str], found: dict[str, dict[str, Any]]) -> int:
        """Add the results of a query to `found` unless they do not fit in the window; return how many there are."""
        start, total = 0, 1
        while start < min(total, MAX_RESULT_WINDOW):
            page = {
                "start": str(start),
                "limit": str(min(EVENT_PAGE_SIZE, MAX_RESULT_WINDOW - start)),
                "sort[created]": "asc",
            }
            response = await self.fetcher.json(self.fetcher.url_below(what), params | page)
            members, total = _members(response)
            if total > MAX_RESULT_WINDOW:
                return total
            if start == 0:
                self.announced += total
            named = {str(member["@id"]): member for member in members}
            if named and named.keys() <= found.keys() and "modifiedFrom" not in params:
                raise SourceError("it returns the same page repeatedly")
            if not named and start < total:
                return total
            found.update(named)
            start += max(len(members), 1)
            self.done += len(named)
            self.report(self.done, max(self.announced, self.done))
        return total


def _members(response: Any) -> tuple[list[dict[str, Any]], int]:
    members = response.get("member") if isinstance(response, dict) else None
    total = response.get("totalItems") if isinstance(response, dict) else None
    if not isinstance(members, list) or not isinstance(total, int) or isinstance(total, bool):
        raise SourceError("its response is not a page of results")
    return [member for member in members if isinstance(member, dict) and member.get("@id")], total


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
