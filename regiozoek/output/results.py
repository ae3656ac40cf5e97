"""Results of the steps, as tables for people or JSON for programs."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from crawler.crawl import CrawlSummary
from crawler.records.page_events import PageEventKind
from regiozoek.output.console import OUT, count, print_json
from regiozoek.output.external_data_results import figures_as_json, show_figures
from regiozoek.output.harvest_results import show_harvest, source_documents

if TYPE_CHECKING:  # what the other steps need takes a second to import, which a crawl can do without
    from indexer.sources.harvest import HarvestSummary
    from indexer.sync import IndexSummary
    from search_api.evaluation.evaluate import Evaluation
    from seo_audit.scoring.audit_result import RegionAudit
    from seo_audit.scoring.history import EarlierAudits

EVENTS: dict[str, tuple[PageEventKind, ...]] = {
    "new": (PageEventKind.FETCHED,),
    "changed": (PageEventKind.CHANGED, PageEventKind.BACK),
    "moved": (PageEventKind.MOVED,),
    "failing": (PageEventKind.FAILED, PageEventKind.MISSING),
    "gone": (PageEventKind.GONE, PageEventKind.DROPPED),
}
"""What a crawl found new, as the columns that people read."""


def show_crawl(summary: CrawlSummary, *, json: bool) -> None:
    """Show what a crawl did."""
    if json:
        print_json(summary)
        return
    table = Table(title=f"Crawled in {summary.seconds:.1f} s")
    table.add_column("site", no_wrap=True)
    for name in ("pages", "redirects", "errors", "not asked", *EVENTS):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for site in summary.sites:
        redirects = sum(number for code, number in site.statuses.items() if 300 <= code < 400)
        errors = sum(number for code, number in site.statuses.items() if code == 0 or code >= 400)
        not_asked = sum(site.skipped.values())
        events = (sum(site.events.get(kind, 0) for kind in kinds) for kinds in EVENTS.values())
        numbers = (site.pages, redirects, errors, not_asked, *events)
        table.add_row(site.site, *(str(number) for number in numbers), site.problem or "")
    OUT.print(table)
    _show_news(summary)


def _show_news(summary: CrawlSummary) -> None:
    """Name what happened since the last crawl, page by page; a first crawl, where everything is new, has no news."""
    for site in summary.sites:
        for item in site.news:
            OUT.print(f"{site.site}: {item.what} {item.url} {item.detail}".rstrip(), markup=False, soft_wrap=True)
        if site.more_news:
            OUT.print(f"{site.site}: and {count(site.more_news, 'page', 'pages')} more", markup=False)


def show_index(summary: IndexSummary, *, json: bool) -> None:
    """Show what changed in the index."""
    if json:
        print_json(summary)
        return
    table = Table(title=f"Indexed in {summary.seconds:.1f} s")
    table.add_column("site", no_wrap=True)
    for name in ("documents", "added", "changed", "removed", "skipped"):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for site in summary.sites:
        skipped = sum(site.skipped.values())
        numbers = (site.documents, site.added, site.changed, site.removed, skipped)
        table.add_row(site.site, *(str(number) for number in numbers), site.problem or "")
    OUT.print(table)
    if summary.sources:
        OUT.print(source_documents(summary.sources))


def show_audit(audited: RegionAudit, folder: Path, *, json: bool, past: EarlierAudits | None = None) -> None:
    """Show the scores, what changed since the audit before, and where the reports are."""
    changes = past.changes if past else {}
    if json:
        data: dict[str, Any] = {"sites": {site.site: site.score for site in audited.sites}, "reports": str(folder)}
        if changes:
            data["changes"] = {
                site: {"before": item.before, "new": len(item.new), "fixed": len(item.fixed), "worse": len(item.worse)}
                for site, item in changes.items()
            }
        if beside := figures_as_json(audited.figures):
            data["beside"] = beside
        print_json(data)
        return
    table = Table(title="Audit")
    table.add_column("site", no_wrap=True)
    table.add_column("score", justify="right")
    for name in ("new", "fixed", "worse") if changes else ():
        table.add_column(name, justify="right")
    table.add_column("fix first", overflow="fold")
    for site in audited.sites:
        first = site.fixes[0] if site.fixes else None
        advice = f"{first.rule} (+{first.gain:.1f}), {count(first.count, 'page', 'pages')}" if first else ""
        item = changes.get(site.site)
        numbers = [str(len(part)) for part in (item.new, item.fixed, item.worse)] if item else ["", "", ""]
        table.add_row(site.site, f"{site.score:.1f}", *(numbers if changes else []), advice)
    OUT.print(table)
    show_figures(audited.figures)
    OUT.print(f"The reports are in {os.path.relpath(folder)}.", soft_wrap=True)


def below(audited: RegionAudit, limit: float) -> list[str]:
    """Return a phrase for each site that scores lower than `limit`."""
    return [f"{site.site} scores {site.score:.1f}, under {limit:g}" for site in audited.sites if site.score < limit]


def fresh(audited: RegionAudit, past: EarlierAudits) -> list[str]:
    """Return a phrase for each site with findings of scored rules that are new or worse; none on a first audit."""
    phrases = []
    for site, changes in past.changes.items():
        rules = Counter(change.rule for change in (*changes.new, *changes.worse) if change.rule in audited.profile)
        if rules:
            named = ", ".join(f"{rule} ({number})" for rule, number in rules.most_common(3))
            phrases.append(f"{site} has {count(rules.total(), 'new finding', 'new findings')}: {named}")
    return phrases


def show_run(
    crawled: CrawlSummary,
    harvested: HarvestSummary,
    indexed: IndexSummary,
    audited: RegionAudit,
    folder: Path,
    *,
    json: bool,
) -> None:
    """Show all four steps of a run."""
    if json:
        audit = {"sites": {site.site: site.score for site in audited.sites}, "reports": str(folder)}
        print_json({"crawl": crawled, "harvest": harvested, "index": indexed, "audit": audit})
        return
    show_crawl(crawled, json=False)
    show_harvest(harvested, json=False)
    show_index(indexed, json=False)
    show_audit(audited, folder, json=False)


def show_evaluation(figures: Evaluation, *, json: bool) -> None:
    """Show the figures of a judgement set."""
    if json:
        print_json(figures.as_json())
        return
    table = Table()
    table.add_column("queries")
    for name in ("number", "MRR@10", "recall@10", "nDCG@10"):
        table.add_column(name, justify="right")
    for name, row in (("all", figures.overall), *sorted(figures.groups.items())):
        table.add_row(name, str(row.queries), f"{row.mrr:.3f}", f"{row.recall:.3f}", f"{row.ndcg:.3f}")
    OUT.print(table)
