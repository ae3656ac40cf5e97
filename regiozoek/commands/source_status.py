"""Status of the external sources, for `regiozoek status`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table

from indexer.sources.harvest import missing_key_problem
from indexer.sources.harvest_store import HarvestStore, SourceState
from indexer.sources.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """Status of one external source.

    `harvested_at` is the time of its last successful harvest, `since` the start of its `problem`, `suspended_until` the
    time until which it is not requested; all in UTC.
    """

    source: str
    harvested_at: datetime | None
    records: int
    problem: str | None
    since: datetime | None
    suspended_until: datetime | None


def source_statuses(where: str, sources: Sequence[Source]) -> tuple[SourceStatus, ...]:
    """Return the status of each source from the page store at `where`."""
    with HarvestStore.open(where) as store:
        states, counts = store.states(), store.counts()
    found = []
    for source in sources:
        state = states.get(source.id) or SourceState(source=source.id)
        never = None if state.tried_at else "never harvested"
        found.append(
            SourceStatus(
                source=source.id,
                harvested_at=state.succeeded_at,
                records=counts.get(source.id, 0),
                problem=missing_key_problem(source, os.environ) or state.problem or never,
                since=state.problem_since,
                suspended_until=state.suspended_until,
            )
        )
    return tuple(found)


def source_status_table(sources: Sequence[SourceStatus]) -> Table:
    """Return the status of the sources as a table."""
    table = Table()
    for name in ("source", "last harvest (UTC)"):
        table.add_column(name, no_wrap=True)
    table.add_column("records", justify="right")
    table.add_column("problem", overflow="fold")
    for name in ("since", "suspended until"):
        table.add_column(name, no_wrap=True)
    for each in sources:
        table.add_row(
            each.source, _at(each.harvested_at) or "never", str(each.records), each.problem or "", *_moments(each)
        )
    return table


def _moments(each: SourceStatus) -> tuple[str, str]:
    return _at(each.since), _at(each.suspended_until)


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
