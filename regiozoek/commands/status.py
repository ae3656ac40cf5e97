"""`regiozoek status`: how each site and the engine stand."""

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
from regiozoek.commands.source_status import SourceStanding, source_standings, source_table
from regiozoek.output.console import OUT, count
from regiozoek.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStanding:
    """How one site stands.

    `asked_at` is the moment by which half of its readable pages were asked last, `oldest` the one that was asked
    longest ago; `documents` is None when the engine does not run, `score` when there is no audit.
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
class Standing:
    """How the region stands; `engine` is a sentence."""

    engine: str
    sites: tuple[SiteStanding, ...]
    sources: tuple[SourceStanding, ...] = ()


def standing(settings: Settings, sites: Sequence[Site], sources: Sequence[Source] = ()) -> Standing:
    """Read how each site, each source and the engine stand; nothing is started for it."""
    engine, documents = _engine(settings)
    with PageStore.open(settings.store) as store:
        crawls = {site.id: store.last_crawl(site.id) for site in sites}
        ages = {site.id: store.freshness(site.id) for site in sites}
    rows = []
    for summary in site_summaries(sites, settings.store):
        last = crawls[summary.site]
        rows.append(
            SiteStanding(
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
    return Standing(engine=engine, sites=tuple(rows), sources=source_standings(settings.store, sources))


def _engine(settings: Settings) -> tuple[str, dict[str, int] | None]:
    if settings.meili_url:
        engine = Engine(settings.meili_url.rstrip("/"), settings.meili_key or "", "", managed=False)
    else:
        found = service.engine_status(settings.data, settings.cache)
        if not found.running:
            return "The engine does not run; index and serve start it when they need it.", None
        engine = service.start_engine(settings.data, settings.cache)
    try:
        return f"The engine answers at {engine.url}.", document_counts(engine, settings.index)
    except IndexerError as error:
        return str(error), None


def _errors(summary: SiteSummary) -> int:
    return sum(number for code, number in summary.statuses.items() if code == 0 or code >= 400)


def _score(path: Path) -> float | None:
    """Read the score of the last audit, None when there was none."""
    try:
        report = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    score = report.get("score")
    return float(score) if isinstance(score, int | float) else None


def show(region: Standing) -> None:
    """Print how the region stands for a person."""
    now = datetime.now(UTC)
    table = Table()
    table.add_column("site", no_wrap=True)
    table.add_column("last crawl (UTC)", no_wrap=True)
    table.add_column("pages asked, median / oldest", no_wrap=True)
    for name in ("pages", "errors", "not asked", "documents", "score"):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for site in region.sites:
        table.add_row(
            site.site,
            f"{site.crawled_at:%Y-%m-%d %H:%M}" if site.crawled_at else "never",
            f"{ago(site.asked_at, now)} / {ago(site.oldest, now)}" if site.asked_at and site.oldest else "-",
            str(site.pages),
            str(site.errors),
            str(site.skipped),
            "?" if site.documents is None else str(site.documents),
            "-" if site.score is None else f"{site.score:.1f}",
            site.problem or "",
        )
    OUT.print(table)
    if region.sources:
        OUT.print(source_table(region.sources))
    OUT.print(region.engine, markup=False, soft_wrap=True)


def ago(moment: datetime, now: datetime) -> str:
    """Say how long ago a moment was, in its largest whole unit."""
    seconds = max((now - moment).total_seconds(), 0)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return count(int(seconds // length), unit, f"{unit}s") + " ago"
    return "just now"
