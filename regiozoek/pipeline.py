"""The steps from sites to a searchable index and reports, each able to run alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.crawl import CrawlSummary, crawl
from crawler.sites import Site, load_sites
from crawler.store import PageStore
from regiozoek.console import progress
from regiozoek.errors import UsageError
from regiozoek.settings import Settings

if TYPE_CHECKING:  # each step imports what it needs: together that takes a second
    from indexer.engine.state import Engine
    from indexer.sync import IndexSummary
    from seo_audit.findings import RegionAudit


def chosen_sites(settings: Settings, only: Sequence[str] = ()) -> tuple[Site, ...]:
    """Return the registry's sites, or those that `only` names.

    Raises:
        crawler.errors.SitesError: the registry holds mistakes.
        UsageError: `only` names a site that the registry does not have.
    """
    sites = load_sites(settings.sites)
    unknown = set(only) - {site.id for site in sites}
    if unknown:
        known = ", ".join(site.id for site in sites)
        raise UsageError(f"no site is called {', '.join(sorted(unknown))}; {settings.sites} has {known}")
    return tuple(site for site in sites if not only or site.id in only)


def crawl_step(settings: Settings, sites: Sequence[Site], *, full: bool = False) -> CrawlSummary:
    """Crawl sites into the page store."""
    with progress("crawl") as report:
        return crawl(
            sites,
            settings.store,
            full=full,
            user_agent=settings.user_agent,
            chromium=settings.chromium,
            log_file=settings.crawl_log,
            on_progress=report,
        )


def index_step(settings: Settings, sites: Sequence[Site], engine: Engine, *, rebuild: bool = False) -> IndexSummary:
    """Bring the index in line with the page store."""
    from indexer.sync import sync

    with PageStore.open(settings.store) as store, progress("index") as report:
        return sync(store, sites, engine, index=settings.index, rebuild=rebuild, on_progress=report)


def audit_step(settings: Settings, sites: Sequence[Site], folder: Path | None = None) -> RegionAudit:
    """Audit sites from the page store and write the reports."""
    from seo_audit.audit import audit
    from seo_audit.report.pages import write

    with PageStore.open(settings.store) as store, progress("audit") as report:
        result = audit(store, sites, on_progress=report)
    write(result, folder or settings.reports)
    return result
