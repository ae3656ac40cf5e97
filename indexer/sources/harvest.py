"""Harvest: fetch each source that is due, check what it returned, and store its records.

A source that fails changes nothing that is stored. After several failures in a row it is suspended for a while, each
time longer. If a source seems to have lost most of its records, they are not removed until the next harvest confirms
it, as `crawler.store.page_removal` does for pages.
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
"""Sources that are fetched at the same time."""

MAX_SOURCE_FAILURES = 3
"""Failures in a row after which a source is suspended."""

MIN_SUSPENSION, MAX_SUSPENSION = timedelta(hours=1), timedelta(days=1)
"""Duration of the first suspension; it doubles after each further failure, up to the maximum."""

MIN_LOST_RECORDS = 5
"""Records that must seem lost before a loss can count as too large."""

MALFORMED_DATA_ERRORS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""Exceptions that malformed data can raise in a reader; they fail that source and no other."""

HarvestProgress = Callable[[str, int, int], None]
"""Called with a source's id, the number of records read, and the total that the source announced."""


class HarvestOutcome(StrEnum):
    """The outcome of a harvest for one source."""

    HARVESTED = "harvested"
    UNCONFIRMED = "doubted"  # its records are stored, and nothing is removed before the next harvest
    FAILED = "failed"
    SUSPENDED = "suspended"
    NOT_DUE = "not due"
    SKIPPED = "skipped"  # its key is not in the environment


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """The outcome for one source: `records` are those stored now, `problem` is a phrase."""

    source: str
    outcome: HarvestOutcome
    records: int
    added: int = 0
    changed: int = 0
    removed: int = 0
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the source could not be harvested."""
        return self.outcome in {HarvestOutcome.FAILED, HarvestOutcome.SUSPENDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestSummary:
    """The outcome of a harvest for all sources."""

    seconds: float
    sources: tuple[SourceSummary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestContext:
    """Everything that a harvest depends on besides sources and sites.

    Attributes:
        environment: the environment variables with the keys.
        user_agent: the User-Agent header.
        now: the time of the harvest (UTC).
        forced: ids of sources that are harvested even if they are not due, or suspended.
        retry_delays: seconds before each retry of a failed request.
    """

    environment: Mapping[str, str]
    user_agent: str
    now: datetime
    forced: frozenset[str] = frozenset()
    retry_delays: tuple[float, ...] = RETRY_DELAYS


def harvest_sources(
    store: HarvestStore,
    sources: Sequence[Source],
    sites: Sequence[Site],
    context: HarvestContext,
    on_progress: HarvestProgress | None = None,
) -> HarvestSummary:
    """Harvest each of `sources` that is due and store its records; a problem with one is in its summary.

    Raises:
        crawler.records.errors.StoreError: the records cannot be stored.
    """
    started = time.monotonic()
    job = _Job(store, tuple(sites), context, on_progress, store.states())
    summaries = asyncio.run(job.all(sources))
    return HarvestSummary(seconds=time.monotonic() - started, sources=tuple(summaries))


def missing_key_problem(source: Source, environment: Mapping[str, str]) -> str | None:
    """Return a phrase about a source whose key is not in the environment; None if it is, or none is needed."""
    if not source.key_env or environment.get(source.key_env):
        return None
    return f"it is skipped until its key is in the environment variable {source.key_env}"


@dataclass(frozen=True, slots=True)
class _Job:
    store: HarvestStore
    sites: tuple[Site, ...]
    context: HarvestContext
    on_progress: HarvestProgress | None
    states: dict[str, SourceState]

    async def all(self, sources: Sequence[Source]) -> list[SourceSummary]:
        semaphore = asyncio.Semaphore(MAX_CONCURRENT_SOURCES)

        async def one(source: Source) -> SourceSummary:
            async with semaphore:
                return await self.one(source)

        return await asyncio.gather(*map(one, sources))

    async def one(self, source: Source) -> SourceSummary:
        before = self.states.get(source.id) or SourceState(source=source.id)
        stored = self.store.counts().get(source.id, 0)
        if (reason := self._reason_to_skip(source, before)) is not None:
            outcome, problem = reason
            if outcome is HarvestOutcome.SKIPPED and stored:
                self.store.save_state(self._with_problem(before, problem or ""))
            return SourceSummary(source=source.id, outcome=outcome, records=stored, problem=problem)
        try:
            result = await self._fetch(source, before)
        except SourceError as error:
            state = self._failed_state(before, error)
            self.store.save_state(state)
            return SourceSummary(
                source=source.id, outcome=HarvestOutcome.FAILED, records=stored, problem=_problem_with_suspension(state)
            )
        return self._save_result(source, before, result)

    def _reason_to_skip(self, source: Source, before: SourceState) -> tuple[HarvestOutcome, str | None] | None:
        """Return why a source is not harvested now, None when it is."""
        if problem := missing_key_problem(source, self.context.environment):
            return HarvestOutcome.SKIPPED, problem
        if source.id in self.context.forced:
            return None
        if before.suspended_until and before.suspended_until > self.context.now:
            return HarvestOutcome.SUSPENDED, _problem_with_suspension(before)
        harvested = before.succeeded_at
        due = harvested is None or before.problem or harvested + timedelta(hours=source.every) <= self.context.now
        return None if due else (HarvestOutcome.NOT_DUE, None)

    async def _fetch(self, source: Source, before: SourceState) -> HarvestResult:
        key = self.context.environment.get(source.key_env, "") if source.key_env else ""
        sites = [site for site in self.sites if not source.sites or site.id in source.sites]

        def report(done: int, total: int) -> None:
            if self.on_progress:
                self.on_progress(source.id, done, total)

        try:
            async with (
                asyncio.timeout(source.deadline),
                open_fetcher(source, key, self.context.user_agent, self.context.retry_delays) as source_fetcher,
            ):
                return await read_source(
                    source, sites, source_fetcher, report, cursor=before.cursor, now=self.context.now
                )
        except TimeoutError as error:
            raise SourceError(f"it did not finish within {source.deadline:g} s") from error
        except MALFORMED_DATA_ERRORS as error:
            raise SourceError(f"one of its entries has an unexpected form ({error!r})") from error

    def _save_result(self, source: Source, before: SourceState, result: HarvestResult) -> SourceSummary:
        """Store a harvest, and remove records that the source no longer has unless this must be confirmed first."""
        present = {record.key for record in result.records}
        now = int(self.context.now.timestamp())
        removed, lost, total = set(result.removed), 0, 0
        for record in self.store.records(source.id) if result.is_complete else ():
            expired = record.until is not None and record.until < now
            total += not expired
            if record.key not in present:
                removed.add(record.key)
                lost += not expired
        unconfirmed = (
            lost if lost >= MIN_LOST_RECORDS and lost > source.max_shrink * total and not before.doubted else 0
        )
        problem = (
            f"it has only {total - lost} of {total} records; the others are removed if the next harvest confirms it"
            if unconfirmed
            else None
        )
        state = SourceState(
            source=source.id,
            tried_at=self.context.now,
            succeeded_at=before.succeeded_at if unconfirmed else self.context.now,
            problem=problem,
            problem_since=(before.problem_since or self.context.now) if unconfirmed else None,
            doubted=unconfirmed,
            cursor=result.cursor,
        )
        changes = self.store.save(result.records, () if unconfirmed else removed, state, self.context.now)
        return SourceSummary(
            source=source.id,
            outcome=HarvestOutcome.UNCONFIRMED if unconfirmed else HarvestOutcome.HARVESTED,
            records=self.store.counts().get(source.id, 0),
            added=changes.added,
            changed=changes.changed,
            removed=changes.removed,
            problem=_problem_with_suspension(state),
        )

    def _failed_state(self, before: SourceState, error: SourceError) -> SourceState:
        failures = before.failures + 1
        suspension = timedelta(seconds=error.wait)
        if failures >= MAX_SOURCE_FAILURES:
            suspension = max(
                suspension, min(MIN_SUSPENSION * 2 ** min(failures - MAX_SOURCE_FAILURES, 10), MAX_SUSPENSION)
            )
        until = self.context.now + min(suspension, MAX_SUSPENSION) if suspension else None
        # The next harvest reads an event stream from its beginning, since its pages may have changed.
        return replace(self._with_problem(before, str(error)), failures=failures, suspended_until=until, cursor="")

    def _with_problem(self, before: SourceState, problem: str) -> SourceState:
        now = self.context.now
        return replace(before, tried_at=now, problem=problem, problem_since=before.problem_since or now)


def _problem_with_suspension(state: SourceState) -> str | None:
    if state.problem is None or state.suspended_until is None:
        return state.problem
    until = f"{state.suspended_until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{state.problem}; it is suspended until {until}"
