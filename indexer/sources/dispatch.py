"""From the kind of a source to what reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from crawler.registry.sites import Site
from indexer.records.errors import SourceError
from indexer.sources.fetch import Fetcher
from indexer.sources.kinds import dcat, feeds, icalendar, ipdc, uitdatabank
from indexer.sources.mapping import record_of
from indexer.sources.record import Haul, Record, Report
from indexer.sources.source import Source, SourceKind


async def read(
    source: Source, sites: Sequence[Site], fetcher: Fetcher, report: Report, *, cursor: str, now: datetime
) -> Haul:
    """Return what a source tells for `sites`; a stream goes on at `cursor`.

    Raises:
        SourceError: it is dead, refuses us, or cannot be believed.
    """
    match source.kind:
        case SourceKind.UITDATABANK:
            return await uitdatabank.harvest(sites, fetcher, report)
        case SourceKind.IPDC:
            return await ipdc.harvest(source, sites, fetcher, report)
        case SourceKind.IPDC_LDES:
            return await ipdc.replay(source, sites, fetcher, report, cursor)
        case SourceKind.JSON:
            entries = await feeds.json_entries(source, fetcher, report)
        case SourceKind.CSV:
            entries = await feeds.csv_entries(source, fetcher, report)
        case SourceKind.RSS:
            entries = await feeds.feed_entries(source, fetcher, report)
        case SourceKind.ICAL:
            entries = await icalendar.agenda_entries(source, fetcher, report, now)
        case SourceKind.DCAT:
            entries = await dcat.catalogue_entries(source, fetcher, report)
    return _mapped(entries, source, sites)


def _mapped(entries: Sequence[dict[str, Any]], source: Source, sites: Sequence[Site]) -> Haul:
    records: dict[str, Record] = {}
    for entry in entries:
        if record := record_of(entry, source, sites):
            records[record.key] = record
    if entries and not records:
        raise SourceError(
            f"none of its {len(entries)} entries has a title, an address and a municipality of ours; "
            "say in the source's map where they stand"
        )
    return Haul(records=tuple(records.values()))
