"""Source problems: which sources failed, for `status` and for results that may be incomplete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.sources.harvest_store import open_existing_harvest_store


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A source with a problem: its id, since when (UTC), and a phrase such as "it responded with 503"."""

    source: str
    since: datetime
    problem: str

    @property
    def sentence(self) -> str:
        """All three as one sentence."""
        return f"The source {self.source} has had a problem since {self.since:%Y-%m-%d %H:%M} UTC: {self.problem}."


def source_problems(store: Path | str) -> tuple[SourceProblem, ...]:
    """Return the sources whose last harvest failed, by id.

    `store` is the location of the page store; one that does not exist has no problems. A call takes a few milliseconds,
    so cache the result.

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
