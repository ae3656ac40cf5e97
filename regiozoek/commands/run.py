"""The steps of `regiozoek run`: crawl, harvest, index and audit. Each is also a command of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.crawl import CrawlSummary, crawl_sites
from crawler.process.crawl_lock import crawl_lock
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.sources.registry import load_registry
from indexer.sources.source import Source
from regiozoek.commands.audit_inputs import NO_AUDIT_INPUTS, AuditInputs, collect_external_data
from regiozoek.errors import UsageError
from regiozoek.output.console import progress_bars
from regiozoek.settings import Settings

if TYPE_CHECKING:  # each step imports what it needs, since importing everything takes a second
    from indexer.meilisearch.engine.state import Engine
    from indexer.sources.harvest import HarvestSummary
    from indexer.sync import IndexSummary
    from seo_audit.scoring.audit_result import RegionAudit
    from seo_audit.scoring.history import EarlierAudits


def selected_sites(settings: Settings, only: Sequence[str] = ()) -> tuple[Site, ...]:
    """Return the sites of the registry, or those listed in `only`.

    Raises:
        SitesError: the registry is invalid.
        UsageError: `only` has an id that is not in the registry.
    """
    sites = load_registry(settings.sites).sites
    unknown = set(only) - {site.id for site in sites}
    if unknown:
        known = ", ".join(site.id for site in sites)
        raise UsageError(f"unknown site {', '.join(sorted(unknown))}; use one of {known} ({settings.sites})")
    return tuple(site for site in sites if not only or site.id in only)


def selected_sources(settings: Settings, only: Sequence[str] = ()) -> tuple[Source, ...]:
    """Return the external sources of the registry, or those listed in `only`.

    Raises:
        SitesError: the registry is invalid.
        UsageError: `only` has an id that is not in the registry.
    """
    sources = load_registry(settings.sites).sources
    unknown = set(only) - {source.id for source in sources}
    if unknown:
        known = ", ".join(source.id for source in sources) or "none"
        raise UsageError(f"unknown source {', '.join(sorted(unknown))}; use one of {known} ({settings.sites})")
    return tuple(source for source in sources if not only or source.id in only)


def crawl_step(settings: Settings, sites: Sequence[Site], *, full: bool = False) -> CrawlSummary:
    """Crawl sites into the page store.

    Raises:
        CrawlRunningError: another crawl is using the data folder.
    """
    with crawl_lock(settings.data), progress_bars("crawl") as report:
        return crawl_sites(
            sites,
            settings.store,
            full=full,
            user_agent=settings.user_agent,
            chromium=settings.chromium,
            log_file=settings.crawl_log,
            on_progress=report,
        )


def harvest_step(settings: Settings, only: Sequence[str] = ()) -> HarvestSummary:
    """Harvest the external sources that are due, or those listed in `only` whether due or not."""
    from indexer.sources.harvest import HarvestContext, harvest_sources
    from indexer.sources.harvest_store import HarvestStore

    sites, sources = selected_sites(settings), selected_sources(settings, only)
    context = HarvestContext(
        environment=os.environ, user_agent=settings.user_agent, now=datetime.now(UTC), forced=frozenset(only)
    )
    with HarvestStore.open(settings.store) as store, progress_bars("harvest") as report:
        store.remove_other_sources([source.id for source in selected_sources(settings)])
        return harvest_sources(store, sources, sites, context, report)


def index_step(settings: Settings, sites: Sequence[Site], engine: Engine, *, rebuild: bool = False) -> IndexSummary:
    """Update the index from the page store."""
    from indexer.sources.harvest_store import HarvestStore
    from indexer.sources.sync import HarvestedSources
    from indexer.sync import sync

    with (
        PageStore.open(settings.store) as store,
        HarvestStore.open(settings.store) as harvests,
        progress_bars("index") as report,
    ):
        return sync(
            store,
            sites,
            engine,
            index=settings.index,
            ranking=settings.ranking,
            harvested=HarvestedSources(harvests, selected_sources(settings)),
            embedder=settings.embedder,
            rebuild=rebuild,
            on_progress=report,
        )


def audit_step(settings: Settings, sites: Sequence[Site], folder: Path | None = None) -> RegionAudit:
    """Audit sites from the page store, store the audit and write the reports."""
    return audit_with_history(settings, sites, folder)[0]


def audit_with_history(
    settings: Settings, sites: Sequence[Site], folder: Path | None = None, given: AuditInputs = NO_AUDIT_INPUTS
) -> tuple[RegionAudit, EarlierAudits]:
    """Audit sites as `audit_step` does, and return the audit with the changes since the previous one.

    `given` are the inputs besides the crawl; inputs of earlier audits are used too.
    """
    from seo_audit.audit import audit_sites
    from seo_audit.report.pages import write_report
    from seo_audit.scoring.history import AuditHistory

    external_data = collect_external_data(settings, sites, given, datetime.now(UTC))
    with PageStore.open(settings.store) as store, progress_bars("audit") as report:
        result = audit_sites(store, sites, external_data=external_data, on_progress=report)
    history = AuditHistory(settings.audits)
    past = history.compare(result)
    history.save(result)
    write_report(result, folder or settings.reports, past)
    return result, past
