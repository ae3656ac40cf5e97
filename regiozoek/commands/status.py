"""`regiozoek status`: status of each site, each external source and the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.table import Table

from crawler.crawl import SiteSummary, site_summaries
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.meilisearch.engine import service
from indexer.meilisearch.engine.state import Engine
from indexer.records.errors import IndexerError
from indexer.sources.source import Source
from indexer.sync import document_counts
from regiozoek.commands.source_status import SourceStatus, source_status_table, source_statuses
from regiozoek.output.console import STDOUT, with_noun
from regiozoek.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """Status of one site.

    `asked_at` is the median time of the last request over its readable pages, `oldest` the earliest one. `documents` is
    None while the engine does not run, `score` when there is no audit.
    """

    site: str
    crawled_at: datetime | None
    asked_at: datetime | None
    oldest: datetime | None
    problem: str | None
    pages: int
    errors: int
    skipped: int
    documents: int | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionStatus:
    """Status of the region; `engine` is a sentence."""

    engine: str
    sites: tuple[SiteStatus, ...]
    sources: tuple[SourceStatus, ...] = ()


def region_status(settings: Settings, sites: Sequence[Site], sources: Sequence[Source] = ()) -> RegionStatus:
    """Return the status of each site, each source and the engine, without starting anything."""
    engine, documents = _engine(settings)
    with PageStore.open(settings.store) as store:
        crawls = {site.id: store.last_crawl(site.id) for site in sites}
        ages = {site.id: store.freshness(site.id) for site in sites}
    rows = []
    for summary in site_summaries(sites, settings.store):
        last = crawls[summary.site]
        rows.append(
            SiteStatus(
                site=summary.site,
                crawled_at=(last.finished_at or last.started_at) if last else None,
                asked_at=ages[summary.site][0],
                oldest=ages[summary.site][1],
                problem=summary.problem,
                pages=summary.pages,
                errors=_errors(summary),
                skipped=sum(summary.skipped.values()),
                documents=None if documents is None else documents.get(summary.site, 0),
                score=_score(settings.reports / summary.site / "audit.json"),
            )
        )
    return RegionStatus(engine=engine, sites=tuple(rows), sources=source_statuses(settings.store, sources))


def _engine(settings: Settings) -> tuple[str, dict[str, int] | None]:
    if settings.meili_url:
        engine = Engine(settings.meili_url.rstrip("/"), settings.meili_key or "", "", managed=False)
    else:
        found = service.engine_status(settings.data, settings.cache)
        if not found.running:
            return "The engine is not running; `index` and `serve` start it when needed.", None
        engine = service.start_engine(settings.data, settings.cache)
    try:
        return f"The engine runs at {engine.url}.", document_counts(engine, settings.index)
    except IndexerError as error:
        return str(error), None


def _errors(summary: SiteSummary) -> int:
    return sum(number for code, number in summary.statuses.items() if code == 0 or code >= 400)


def _score(path: Path) -> float | None:
    """Return the score of the last audit, or None."""
    try:
        report = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    score = report.get("score")
    return float(score) if isinstance(score, int | float) else None


def print_status(region: RegionStatus) -> None:
    """Print the status of the region."""
    now = datetime.now(UTC)
    table = Table()
    table.add_column("site", no_wrap=True)
    table.add_column("last crawl (UTC)", no_wrap=True)
    table.add_column("last requested, median / oldest", no_wrap=True)
    for name in ("pages", "errors", "skipped", "documents", "score"):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for site in region.sites:
        table.add_row(
            site.site,
            f"{site.crawled_at:%Y-%m-%d %H:%M}" if site.crawled_at else "never",
            f"{time_ago(site.asked_at, now)} / {time_ago(site.oldest, now)}" if site.asked_at and site.oldest else "-",
            str(site.pages),
            str(site.errors),
            str(site.skipped),
            "?" if site.documents is None else str(site.documents),
            "-" if site.score is None else f"{site.score:.1f}",
            site.problem or "",
        )
    STDOUT.print(table)
    if region.sources:
        STDOUT.print(source_status_table(region.sources))
    STDOUT.print(region.engine, markup=False, soft_wrap=True)


def time_ago(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in its largest whole unit."""
    seconds = max((now - moment).total_seconds(), 0)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return with_noun(int(seconds // length), unit, f"{unit}s") + " ago"
    return "just now"
