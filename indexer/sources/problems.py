"""Which sources are in trouble, for `status` and for answers that may lack something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.sources.harvest_store import open_existing_harvest_store


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A source in trouble: its id, since when (UTC), and a phrase such as "it answered 503"."""

    source: str
    since: datetime
    problem: str

    @property
    def sentence(self) -> str:
        """All three in one sentence."""
        return f"The source {self.source} is in trouble since {self.since:%Y-%m-%d %H:%M} UTC: {self.problem}."


def source_problems(store: Path | str) -> tuple[SourceProblem, ...]:
    """Return the sources that gave nothing to believe when they were asked last, by id.

    `store` is where the page store is; one that is not there has no problems. It takes a few milliseconds: remember it.

    Raises:
        crawler.records.errors.StoreError: the store cannot be read.
    """
    with open_existing_harvest_store(store) as harvested:
        states = harvested.states() if harvested else {}
    return tuple(
        SourceProblem(name, state.problem_since, state.problem)
        for name, state in states.items()
        if state.problem and state.problem_since
    )
