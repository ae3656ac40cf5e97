"""`regiozoek demo`: the whole of it on the miniature region."""

from __future__ import annotations

import contextlib
import dataclasses
import os

from indexer.sync import IndexSummary
from rich.table import Table
from seo_audit.audit import RegionAudit

from crawler.crawl import CrawlSummary
from regiozoek import pipeline, serving
from regiozoek.console import OUT, say
from regiozoek.demo.region import MiniatureRegion
from regiozoek.engine import running_engine
from regiozoek.settings import Settings

REGION_PORT = 8410
"""Port of the twelve sites: the same each time, so that a second run finds what the first stored."""


def demonstrate(settings: Settings, *, once: bool) -> None:
    """Serve the miniature region, crawl, index and audit it, print a table, and serve unless `once`.

    Raises:
        CommandError: the port for search is taken.
        crawler.errors.CrawlerError, indexer.errors.IndexerError: a step failed.
    """
    settings = dataclasses.replace(settings, data=settings.data / "demo", database_url="")
    settings = dataclasses.replace(settings, sites=settings.data / "sites.toml")
    with contextlib.ExitStack() as stack:
        listener = None if once else stack.enter_context(serving.listen(settings.host, settings.port))
        region = stack.enter_context(MiniatureRegion(port=REGION_PORT))
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.sites.write_text(region.sites_toml(), encoding="utf-8")
        sites = pipeline.chosen_sites(settings)
        engine = stack.enter_context(running_engine(settings))
        crawled = pipeline.crawl_step(settings, sites)
        indexed = pipeline.index_step(settings, sites, engine)
        audited = pipeline.audit_step(settings, sites)
        OUT.print(summary_table(crawled, indexed, audited))
        if listener is None:
            say(f"The reports are in {os.path.relpath(settings.reports)}. Without --once the search is served as well.")
            return
        links = serving.addresses(settings, sites, f"http://{settings.host}:{settings.port}")
        OUT.print(f"\nSearch the region:   {links['search']}", soft_wrap=True)
        OUT.print(f"The twelve compared: {links['region']}\n", soft_wrap=True)
        for site in sites:
            OUT.print(f"  {site.name:<15} site {site.url}  report {links[site.id]}", soft_wrap=True)
        OUT.print("\nCtrl-C ends it.")
        serving.serve(settings, sites, engine, listener)


def summary_table(crawled: CrawlSummary, indexed: IndexSummary, audited: RegionAudit) -> Table:
    """Return the table that sets the sites side by side: pages, documents, score."""
    table = Table(title="The region")
    table.add_column("site")
    for name in ("pages", "documents", "score"):
        table.add_column(name, justify="right")
    documents = {site.site: site.documents for site in indexed.sites}
    scores = {site.site: site.score for site in audited.sites}
    for site in crawled.sites:
        score = scores.get(site.site)
        table.add_row(
            site.site,
            str(site.pages),
            str(documents.get(site.site, 0)),
            "-" if score is None else f"{score:.1f}",
        )
    return table
