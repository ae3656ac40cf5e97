"""`regiozoek demo`: crawls, indexes, audits and serves the miniature region."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import os
from collections.abc import Iterator

from rich.table import Table

from crawler.crawl import CrawlSummary
from crawler.registry.site import Site
from indexer.meilisearch.engine.state import Engine
from indexer.sources.harvest import HarvestSummary
from indexer.sync import IndexSummary
from regiozoek.commands import run as steps
from regiozoek.commands import serve as server
from regiozoek.commands.running_engine import running_engine
from regiozoek.demo.region import MiniatureRegion, RegionError
from regiozoek.errors import CommandError
from regiozoek.output.console import STDOUT, print_message
from regiozoek.settings import Settings
from seo_audit.scoring.audit_result import RegionAudit

REGION_PORT = 8410
"""Port of the twelve sites; fixed, so that a second run reuses what the first one stored."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRegion:
    """The miniature region after a run: its server, settings, engine, and the result of each step."""

    region: MiniatureRegion
    settings: Settings
    sites: tuple[Site, ...]
    engine: Engine
    crawled: CrawlSummary
    harvested: HarvestSummary
    indexed: IndexSummary
    audited: RegionAudit


@contextlib.contextmanager
def prepared_region(settings: Settings, *, port: int = 0, search: str = "") -> Iterator[PreparedRegion]:
    """Serve the miniature region on `port` (0: a free one), then crawl, harvest, index and audit it.

    Its pages contain the search box of the service at `search`, or a plain form if `search` is "". Servers stop at the
    end of the block.

    Raises:
        CrawlerError, IndexerError, AuditError: a step failed.
    """
    settings = dataclasses.replace(settings, data=settings.data / "demo", database_url="")
    settings = dataclasses.replace(settings, sites=settings.data / "sites.toml", best_bets=None)
    with _served(port, search) as region:
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.sites.write_text(region.sites_toml(), encoding="utf-8")
        settings.best_bets_file.write_text(region.best_bets_toml(), encoding="utf-8")
        sites = steps.selected_sites(settings)
        with running_engine(settings) as engine:
            yield PreparedRegion(
                region=region,
                settings=settings,
                sites=sites,
                engine=engine,
                crawled=steps.crawl_step(settings, sites),
                harvested=steps.harvest_step(settings),
                indexed=steps.index_step(settings, sites, engine),
                audited=steps.audit_step(settings, sites),
            )


@contextlib.contextmanager
def _served(port: int, search: str) -> Iterator[MiniatureRegion]:
    """Serve the miniature region on `port`, or on a free port when that is taken."""
    with contextlib.ExitStack() as stack:
        try:
            region = stack.enter_context(MiniatureRegion(port, search))
        except RegionError:
            region = stack.enter_context(MiniatureRegion(search=search))
            print_message(f"Port {port} is in use; the twelve sites use another port.")
        yield region


def run_demo(settings: Settings, *, once: bool) -> None:
    """Run the demo: prepare the region, print the summary and, unless `once`, serve until interrupted.

    Raises:
        CommandError: the port for search is in use, or the extra `demo` is not installed.
        CrawlerError, IndexerError, AuditError: a step failed.
    """
    _require_extra()
    with contextlib.ExitStack() as stack:
        listener = None if once else stack.enter_context(server.bind_listener(settings.host, settings.port))
        search = settings.public_url or f"http://{settings.host}:{settings.port}"
        whole = stack.enter_context(prepared_region(settings, port=REGION_PORT, search=search.rstrip("/")))
        STDOUT.print(summary_table(whole))
        if listener is None:
            folder = os.path.relpath(whole.settings.reports)
            print_message(f"The reports are in {folder}. Run without --once to serve the search too.")
            return
        links = server.service_urls(whole.settings, whole.sites, f"http://{settings.host}:{settings.port}")
        STDOUT.print(f"\nSearch page:     {links['search']}", soft_wrap=True)
        STDOUT.print(f"Region's report: {links['region']}\n", soft_wrap=True)
        for site in whole.sites:
            STDOUT.print(f"  {site.name:<15} site {site.url}  report {links[site.id]}", soft_wrap=True)
        STDOUT.print("\nPress Ctrl-C to stop.")
        server.serve_until_interrupted(whole.settings, whole.sites, whole.engine, listener)


def _require_extra() -> None:
    """Raise `CommandError` when the packages of the extra `demo` are missing."""
    missing = [name for name in ("markdown_it", "reportlab") if importlib.util.find_spec(name) is None]
    if missing:
        raise CommandError(
            f"the demo needs {' and '.join(missing)}, which are not installed; run `pip install 'regiozoek[demo]'`"
        )


def summary_table(whole: PreparedRegion) -> Table:
    """Return a table of the sites (pages, documents, score) and the external sources (documents)."""
    table = Table(title="The region")
    table.add_column("site", no_wrap=True)
    for name in ("pages", "documents", "score"):
        table.add_column(name, justify="right")
    documents = {site.site: site.documents for site in whole.indexed.sites}
    scores = {site.site: site.score for site in whole.audited.sites}
    for site in whole.crawled.sites:
        table.add_row(site.site, str(site.pages), str(documents[site.site]), f"{scores[site.site]:.1f}")
    for source in whole.indexed.sources:
        table.add_row(source.source, "", str(source.documents), "")
    return table
