"""The steps from sites to a searchable index and reports, each able to run alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.crawl import CrawlSummary, crawl_sites
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.sources.registry import load_registry
from indexer.sources.source import Source
from regiozoek.commands.audit_inputs import NOTHING_GIVEN, Given, known_beside
from regiozoek.errors import UsageError
from regiozoek.output.console import progress
from regiozoek.settings import Settings

if TYPE_CHECKING:  # each step imports what it needs: together that takes a second
    from indexer.meilisearch.engine.state import Engine
    from indexer.sources.harvest import HarvestSummary
    from indexer.sync import IndexSummary
    from seo_audit.scoring.audit_result import RegionAudit
    from seo_audit.scoring.history import EarlierAudits


def chosen_sites(settings: Settings, only: Sequence[str] = ()) -> tuple[Site, ...]:
    """Return the registry's sites, or those that `only` names.

    Raises:
        crawler.records.errors.SitesError: the registry holds mistakes.
        UsageError: `only` names a site that the registry does not have.
    """
    sites = load_registry(settings.sites).sites
    unknown = set(only) - {site.id for site in sites}
    if unknown:
        known = ", ".join(site.id for site in sites)
        raise UsageError(f"no site is called {', '.join(sorted(unknown))}; {settings.sites} has {known}")
    return tuple(site for site in sites if not only or site.id in only)


def chosen_sources(settings: Settings, only: Sequence[str] = ()) -> tuple[Source, ...]:
    """Return the registry's sources, or those that `only` names.

    Raises:
        crawler.records.errors.SitesError: the registry holds mistakes.
        UsageError: `only` names a source that the registry does not have.
    """
    sources = load_registry(settings.sites).sources
    unknown = set(only) - {source.id for source in sources}
    if unknown:
        known = ", ".join(source.id for source in sources) or "none"
        raise UsageError(f"no source is called {', '.join(sorted(unknown))}; {settings.sites} has {known}")
    return tuple(source for source in sources if not only or source.id in only)


def crawl_step(settings: Settings, sites: Sequence[Site], *, full: bool = False) -> CrawlSummary:
    """Crawl sites into the page store."""
    with progress("crawl") as report:
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
    """Ask the registry's sources for what is new; those that `only` names are asked whether they are due or not."""
    from indexer.sources.harvest import HarvestContext, harvest_sources
    from indexer.sources.harvest_store import HarvestStore

    sites, sources = chosen_sites(settings), chosen_sources(settings, only)
    circumstances = HarvestContext(
        environment=os.environ, user_agent=settings.user_agent, now=datetime.now(UTC), forced=frozenset(only)
    )
    with HarvestStore.open(settings.store) as store, progress("harvest") as report:
        store.remove_other_sources([source.id for source in chosen_sources(settings)])
        return harvest_sources(store, sources, sites, circumstances, report)


def index_step(settings: Settings, sites: Sequence[Site], engine: Engine, *, rebuild: bool = False) -> IndexSummary:
    """Bring the index in line with the page store."""
    from indexer.sources.harvest_store import HarvestStore
    from indexer.sources.sync import HarvestedSources
    from indexer.sync import sync

    with (
        PageStore.open(settings.store) as store,
        HarvestStore.open(settings.store) as harvests,
        progress("index") as report,
    ):
        return sync(
            store,
            sites,
            engine,
            index=settings.index,
            ranking=settings.ranking,
            harvested=HarvestedSources(harvests, chosen_sources(settings)),
            embedder=settings.embedder,
            rebuild=rebuild,
            on_progress=report,
        )


def audit_step(settings: Settings, sites: Sequence[Site], folder: Path | None = None) -> RegionAudit:
    """Audit sites from the page store, keep the audit, and write the reports."""
    return audit_over_time(settings, sites, folder)[0]


def audit_over_time(
    settings: Settings, sites: Sequence[Site], folder: Path | None = None, given: Given = NOTHING_GIVEN
) -> tuple[RegionAudit, EarlierAudits]:
    """Audit sites as `audit_step` does, and return with it what changed since the audits before.

    `given` is what there is beside the crawl; what was given to an earlier audit counts too.
    """
    from seo_audit.audit import audit_sites
    from seo_audit.report.pages import write_report
    from seo_audit.scoring.history import AuditHistory

    beside = known_beside(settings, sites, given, datetime.now(UTC))
    with PageStore.open(settings.store) as store, progress("audit") as report:
        result = audit_sites(store, sites, beside=beside, on_progress=report)
    history = AuditHistory(settings.audits)
    past = history.beside(result)
    history.keep(result)
    write_report(result, folder or settings.reports, past)
    return result, past
