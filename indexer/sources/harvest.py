"""One harvest: each source that is due is asked, judged, and what it gave is kept.

A source that fails changes nothing that was kept. One that fails several times in a row is suspended for a while,
each time longer, and then asked again. One that seems to have lost most of its records is not believed before the
next harvest finds the same, as `crawler.store.page_removal` has it for sites.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from crawler.registry.site import Site
from indexer.records.errors import SourceError
from indexer.sources.dispatch import read_source
from indexer.sources.fetch import RETRY_DELAYS, open_fetcher
from indexer.sources.harvest_store import HarvestStore, SourceState
from indexer.sources.record import HarvestResult
from indexer.sources.source import Source

MAX_CONCURRENT_SOURCES = 4
"""Sources that are asked at the same time."""

MAX_CONSECUTIVE_FAILURES = 3
"""Failures in a row after which a source is suspended."""

MIN_SUSPENSION, MAX_SUSPENSION = timedelta(hours=1), timedelta(days=1)
"""How long it is then left alone: doubled at each further failure."""

MIN_LOST_RECORDS = 5
"""Records that must seem lost before that can be too many."""

MALFORMED_DATA_ERRORS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading raises where a source holds something else than anybody foresaw: that source fails, no other."""

HarvestProgress = Callable[[str, int, int], None]
"""Called with a source's id, its records read, and how many there are by its own account."""


class HarvestOutcome(StrEnum):
    """What became of a source in a harvest."""

    HARVESTED = "harvested"
    DOUBTED = "doubted"  # what it gave is kept, what it seems to have lost as well
    FAILED = "failed"
    SUSPENDED = "suspended"
    NOT_DUE = "not due"
    SKIPPED = "skipped"  # its key is not in the environment


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """What became of a source: `records` are those kept of it now, `problem` is a sentence."""

    source: str
    outcome: HarvestOutcome
    records: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """Whether its part of the work was not done."""
        return self.outcome in {HarvestOutcome.FAILED, HarvestOutcome.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestSummary:
    """What a harvest did, source by source."""

    seconds: float
    sources: tuple[SourceSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestContext:
    """What a harvest works with.

    Attributes:
        environment: where keys are looked up.
        user_agent: what it calls itself.
        now: the moment it takes place at (UTC).
        forced: ids of the sources that are asked though they are not due, or suspended.
        pauses: seconds before a source is asked again for an answer that failed.
    """

    environment: Mapping[str, str]
    user_agent: str
    now: datetime
    forced: frozenset[str] = frozenset()
    pauses: tuple[float, ...] = RETRY_DELAYS


def harvest_sources(
    store: HarvestStore,
    sources: Sequence[Source],
    sites: Sequence[Site],
    context: HarvestContext,
    on_progress: HarvestProgress | None = None,
) -> HarvestSummary:
    """Ask each of `sources` that is due and keep what it gave; what is wrong with one is in its summary.

    Raises:
        crawler.records.errors.StoreError: what it gave cannot be stored.
    """
    started = time.monotonic()
    job = _Job(store, tuple(sites), context, on_progress, store.states())
    summaries = asyncio.run(job.all(sources))
    return HarvestSummary(seconds=time.monotonic() - started, sources=tuple(summaries))


def missing_key_problem(source: Source, environment: Mapping[str, str]) -> str | None:
    """Return the sentence about a source whose key is not in the environment, None when it is, or none is needed."""
    if not source.key_env or environment.get(source.key_env):
        return None
    return f"it is left out until its key is in the environment, as {source.key_env}"


@dataclass(frozen=True, slots=True)
class _Job:
    store: HarvestStore
    sites: tuple[Site, ...]
    context: HarvestContext
    on_progress: HarvestProgress | None
    states: dict[str, SourceState]

    async def all(self, sources: Sequence[Source]) -> list[SourceSummary]:
        turns = asyncio.Semaphore(MAX_CONCURRENT_SOURCES)

        async def one(source: Source) -> SourceSummary:
            async with turns:
                return await self.one(source)

        return await asyncio.gather(*map(one, sources))

    async def one(self, source: Source) -> SourceSummary:
        before = self.states.get(source.id) or SourceState(source=source.id)
        kept = self.store.counts().get(source.id, 0)
        if (reason := self._why_not(source, before)) is not None:
            outcome, problem = reason
            if outcome is HarvestOutcome.SKIPPED and kept:
                self.store.save_state(self._troubled(before, problem or ""))
            return SourceSummary(source=source.id, outcome=outcome, records=kept, problem=problem)
        try:
            haul = await self._haul(source, before)
        except SourceError as error:
            state = self._failed(before, error)
            self.store.save_state(state)
            return SourceSummary(
                source=source.id, outcome=HarvestOutcome.FAILED, records=kept, problem=_sentence(state)
            )
        return self._keep(source, before, haul)

    def _why_not(self, source: Source, before: SourceState) -> tuple[HarvestOutcome, str | None] | None:
        """Return why a source is not asked now, None when it is."""
        if problem := missing_key_problem(source, self.context.environment):
            return HarvestOutcome.SKIPPED, problem
        if source.id in self.context.forced:
            return None
        if before.suspended_until and before.suspended_until > self.context.now:
            return HarvestOutcome.SUSPENDED, _sentence(before)
        asked = before.succeeded_at
        due = asked is None or before.problem or asked + timedelta(hours=source.every) <= self.context.now
        return None if due else (HarvestOutcome.NOT_DUE, None)

    async def _haul(self, source: Source, before: SourceState) -> HarvestResult:
        key = self.context.environment.get(source.key_env, "") if source.key_env else ""
        sites = [site for site in self.sites if not source.sites or site.id in source.sites]

        def report(done: int, total: int) -> None:
            if self.on_progress:
                self.on_progress(source.id, done, total)

        try:
            async with (
                asyncio.timeout(source.deadline),
                open_fetcher(source, key, self.context.user_agent, self.context.pauses) as asking,
            ):
                return await read_source(source, sites, asking, report, cursor=before.cursor, now=self.context.now)
        except TimeoutError as error:
            raise SourceError(f"it did not finish within {source.deadline:g} s") from error
        except MALFORMED_DATA_ERRORS as error:
            raise SourceError(f"an entry of it has a shape that nobody foresaw ({error!r})") from error

    def _keep(self, source: Source, before: SourceState, haul: HarvestResult) -> SourceSummary:
        """Store what a source gave, and give up what it has no more unless that cannot be believed yet."""
        present = {record.key for record in haul.records}
        now = int(self.context.now.timestamp())
        gone, lost, had = set(haul.removed), 0, 0
        for record in self.store.records(source.id) if haul.is_complete else ():
            over = record.until is not None and record.until < now
            had += not over
            if record.key not in present:
                gone.add(record.key)
                lost += not over
        doubted = lost if lost >= MIN_LOST_RECORDS and lost > source.max_shrink * had and not before.doubted else 0
        problem = (
            f"it has only {had - lost} of {had} records, which is believed when it says so again" if doubted else None
        )
        state = SourceState(
            source=source.id,
            tried_at=self.context.now,
            succeeded_at=before.succeeded_at if doubted else self.context.now,
            problem=problem,
            problem_since=(before.problem_since or self.context.now) if doubted else None,
            doubted=doubted,
            cursor=haul.cursor,
        )
        kept = self.store.save(haul.records, () if doubted else gone, state, self.context.now)
        return SourceSummary(
            source=source.id,
            outcome=HarvestOutcome.DOUBTED if doubted else HarvestOutcome.HARVESTED,
            records=self.store.counts().get(source.id, 0),
            added=kept.added,
            changed=kept.changed,
            removed=kept.removed,
            problem=_sentence(state),
        )

    def _failed(self, before: SourceState, error: SourceError) -> SourceState:
        failures = before.failures + 1
        rest = timedelta(seconds=error.wait)
        if failures >= MAX_CONSECUTIVE_FAILURES:
            rest = max(rest, min(MIN_SUSPENSION * 2 ** min(failures - MAX_CONSECUTIVE_FAILURES, 10), MAX_SUSPENSION))
        until = self.context.now + min(rest, MAX_SUSPENSION) if rest else None
        # the next harvest reads a stream from its beginning: its pages may be others now
        return replace(self._troubled(before, str(error)), failures=failures, suspended_until=until, cursor="")

    def _troubled(self, before: SourceState, problem: str) -> SourceState:
        now = self.context.now
        return replace(before, tried_at=now, problem=problem, problem_since=before.problem_since or now)


def _sentence(state: SourceState) -> str | None:
    if state.problem is None or state.suspended_until is None:
        return state.problem
    until = f"{state.suspended_until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{state.problem}; it is left alone until {until}"
