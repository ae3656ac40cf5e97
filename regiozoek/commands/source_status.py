"""How each source of records stands, for `regiozoek status`."""

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
class SourceStanding:
    """How one source stands.

    `harvested_at` is when it last gave what was believed, `since` from when on it has the `problem`, `suspended_until`
    until when it is not asked; moments are UTC.
    """

    source: str
    harvested_at: datetime | None
    records: int
    problem: str | None
    since: datetime | None
    suspended_until: datetime | None


def source_standings(where: str, sources: Sequence[Source]) -> tuple[SourceStanding, ...]:
    """Read how each source stands in the page store at `where`."""
    with HarvestStore.open(where) as store:
        states, counts = store.states(), store.counts()
    found = []
    for source in sources:
        state = states.get(source.id) or SourceState(source=source.id)
        never = None if state.tried_at else "never harvested"
        found.append(
            SourceStanding(
                source=source.id,
                harvested_at=state.succeeded_at,
                records=counts.get(source.id, 0),
                problem=missing_key_problem(source, os.environ) or state.problem or never,
                since=state.problem_since,
                suspended_until=state.suspended_until,
            )
        )
    return tuple(found)


def source_table(sources: Sequence[SourceStanding]) -> Table:
    """Return how the sources stand as a table for a person."""
    table = Table()
    for name in ("source", "last harvest (UTC)"):
        table.add_column(name, no_wrap=True)
    table.add_column("records", justify="right")
    table.add_column("problem", overflow="fold")
    for name in ("since", "left alone until"):
        table.add_column(name, no_wrap=True)
    for each in sources:
        table.add_row(
            each.source, _at(each.harvested_at) or "never", str(each.records), each.problem or "", *_moments(each)
        )
    return table


def _moments(each: SourceStanding) -> tuple[str, str]:
    return _at(each.since), _at(each.suspended_until)


def _at(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
