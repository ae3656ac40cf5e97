"""Results of a harvest, and of indexing its records, as tables or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from regiozoek.output.console import STDOUT, print_json

if TYPE_CHECKING:
    from indexer.sources.harvest import HarvestSummary
    from indexer.sources.sync import SourceIndexSummary


def show_harvest(summary: HarvestSummary, *, json: bool) -> None:
    """Print what each source provided, or why it provided nothing."""
    if json:
        print_json(summary)
        return
    if not summary.sources:
        STDOUT.print("The registry has no external sources.")
        return
    table = Table(title=f"Harvested in {summary.seconds:.1f} s")
    table.add_column("source", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for name in ("records", "added", "changed", "removed"):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for source in summary.sources:
        numbers = (source.records, source.added, source.changed, source.removed)
        table.add_row(source.source, source.outcome.value, *map(str, numbers), source.problem or "")
    STDOUT.print(table)


def source_documents_table(sources: Sequence[SourceIndexSummary]) -> Table:
    """Return a table with the document counts of each source."""
    table = Table()
    table.add_column("source", no_wrap=True)
    for name in ("documents", "added", "changed", "removed", "joined with a page"):
        table.add_column(name, justify="right")
    for each in sources:
        numbers = (each.documents, each.added, each.changed, each.removed, each.joined)
        table.add_row(each.source, *map(str, numbers))
    return table
