"""Dispatch: read a source with the reader of its kind, and map its entries to records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crawler.registry.site import Site
from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher
from indexer.sources.kinds import dcat, feeds, icalendar, ipdc, uitdatabank
from indexer.sources.mapping import map_entry
from indexer.sources.record import HarvestResult, Record, RecordProgress
from indexer.sources.source import Source, SourceKind


async def read_source(
    source: Source, sites: Sequence[Site], fetcher: SourceFetcher, report: RecordProgress, *, cursor: str, now: datetime
) -> HarvestResult:
    """Return the records of a source for `sites`; an event stream continues at `cursor`.

    Raises:
        SourceError: it is unavailable, rejects us, or sends invalid data.
    """
    match source.kind:
        case SourceKind.UITDATABANK:
            return await uitdatabank.harvest_events(sites, fetcher, report)
        case SourceKind.IPDC:
            return await ipdc.harvest_products(source, sites, fetcher, report)
        case SourceKind.IPDC_LDES:
            return await ipdc.replay_stream(source, sites, fetcher, report, cursor)
        case SourceKind.JSON:
            entries = await feeds.json_entries(source, fetcher, report)
        case SourceKind.CSV:
            entries = await feeds.csv_entries(source, fetcher, report)
        case SourceKind.RSS:
            entries = await feeds.feed_entries(source, fetcher, report)
        case SourceKind.ICAL:
            entries = await icalendar.calendar_entries(source, fetcher, report, now)
        case SourceKind.DCAT:
            entries = await dcat.catalogue_entries(source, fetcher, report)
    return _map_entries(entries, source, sites)


def _map_entries(entries: Sequence[dict[str, Any]], source: Source, sites: Sequence[Site]) -> HarvestResult:
    records: dict[str, Record] = {}
    for entry in entries:
        if record := map_entry(entry, source, sites):
            records[record.key] = record
    if entries and not records:
        raise SourceError(
            f"none of its {len(entries)} entries has a title, a URL and one of our municipalities; "
            "set their fields in the source's map"
        )
    return HarvestResult(records=tuple(records.values()))
