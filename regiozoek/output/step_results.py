"""Results of crawl, index, audit, run and evaluate, as tables or as JSON."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from crawler.crawl import CrawlSummary
from crawler.records.page_events import PageEventKind
from regiozoek.output.console import STDOUT, print_json, with_noun
from regiozoek.output.external_data_results import external_data_json, show_external_data
from regiozoek.output.harvest_results import show_harvest, source_documents_table

if TYPE_CHECKING:  # importing these takes a second, which a crawl does not need
    from indexer.sources.harvest import HarvestSummary
    from indexer.sync import IndexSummary
    from search_api.evaluation.evaluate import Evaluation
    from seo_audit.scoring.audit_result import RegionAudit
    from seo_audit.scoring.history import EarlierAudits

EVENT_COLUMNS: dict[str, tuple[PageEventKind, ...]] = {
    "new": (PageEventKind.FETCHED,),
    "changed": (PageEventKind.CHANGED, PageEventKind.BACK),
    "moved": (PageEventKind.MOVED,),
    "failing": (PageEventKind.FAILED, PageEventKind.MISSING),
    "gone": (PageEventKind.GONE, PageEventKind.DROPPED),
}
"""Columns of the table of a crawl, with the page events that each counts."""


def show_crawl(summary: CrawlSummary, *, json: bool) -> None:
    """Print the result of a crawl."""
    if json:
        print_json(summary)
        return
    table = Table(title=f"Crawled in {summary.seconds:.1f} s")
    table.add_column("site", no_wrap=True)
    for name in ("pages", "redirects", "errors", "skipped", *EVENT_COLUMNS):
        table.add_column(name, justify="right")
    table.add_column("problem", overflow="fold")
    for site in summary.sites:
        redirects = sum(number for code, number in site.statuses.items() if 300 <= code < 400)
        errors = sum(number for code, number in site.statuses.items() if code == 0 or code >= 400)
        not_asked = sum(site.skipped.values())
        events = (sum(site.events.get(kind, 0) for kind in kinds) for kinds in EVENT_COLUMNS.values())
        numbers = (site.pages, redirects, errors, not_asked, *events)
        table.add_row(site.site, *(str(number) for number in numbers), site.problem or "")
    STDOUT.print(table)
    _show_news(summary)


def _show_news(summary: CrawlSummary) -> None:
    """Print the page events since the previous crawl; a first crawl, in which every page is new, has none."""
    for site in summary.sites:
        for item in site.news:
            STDOUT.print(f"{site.site}: {item.what} {item.url} {item.detail}".rstrip(), markup=False, soft_wrap=True)
        if site.more_news:
            STDOUT.print(f"{site.site}: and {with_noun(site.more_news, 'page', 'pages')} more", markup=False)


def show_index(summary: IndexSummary, *, json: bool) -> None:
    """Print the changes of the index."""
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
    STDOUT.print(table)
    if summary.sources:
        STDOUT.print(source_documents_table(summary.sources))


def show_audit(audited: RegionAudit, folder: Path, *, json: bool, past: EarlierAudits | None = None) -> None:
    """Print the scores, the changes since the previous audit, and the folder of the reports."""
    changes = past.changes if past else {}
    if json:
        data: dict[str, Any] = {"sites": {site.site: site.score for site in audited.sites}, "reports": str(folder)}
        if changes:
            data["changes"] = {
                site: {"before": item.before, "new": len(item.new), "fixed": len(item.fixed), "worse": len(item.worse)}
                for site, item in changes.items()
            }
        if external_data := external_data_json(audited.figures):
            data["beside"] = external_data
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
        advice = f"{first.rule} (+{first.gain:.1f}), {with_noun(first.count, 'page', 'pages')}" if first else ""
        item = changes.get(site.site)
        numbers = [str(len(part)) for part in (item.new, item.fixed, item.worse)] if item else ["", "", ""]
        table.add_row(site.site, f"{site.score:.1f}", *(numbers if changes else []), advice)
    STDOUT.print(table)
    show_external_data(audited.figures)
    STDOUT.print(f"The reports are in {os.path.relpath(folder)}.", soft_wrap=True)


def sites_below(audited: RegionAudit, limit: float) -> list[str]:
    """Return a phrase for each site whose score is below `limit`."""
    return [f"{site.site} scores {site.score:.1f}, under {limit:g}" for site in audited.sites if site.score < limit]


def sites_with_new_findings(audited: RegionAudit, past: EarlierAudits) -> list[str]:
    """Return a phrase for each site with new or worse findings of scored rules; none on a first audit."""
    phrases = []
    for site, changes in past.changes.items():
        rules = Counter(change.rule for change in (*changes.new, *changes.worse) if change.rule in audited.profile)
        if rules:
            named = ", ".join(f"{rule} ({number})" for rule, number in rules.most_common(3))
            phrases.append(f"{site} has {with_noun(rules.total(), 'new finding', 'new findings')}: {named}")
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
    """Print the results of all four steps of a run."""
    if json:
        audit = {"sites": {site.site: site.score for site in audited.sites}, "reports": str(folder)}
        print_json({"crawl": crawled, "harvest": harvested, "index": indexed, "audit": audit})
        return
    show_crawl(crawled, json=False)
    show_harvest(harvested, json=False)
    show_index(indexed, json=False)
    show_audit(audited, folder, json=False)


def show_evaluation(figures: Evaluation, *, json: bool) -> None:
    """Print the relevance measures of a set of judged queries."""
    if json:
        print_json(figures.as_json())
        return
    table = Table()
    table.add_column("queries")
    for name in ("number", "MRR@10", "recall@10", "nDCG@10"):
        table.add_column(name, justify="right")
    for name, row in (("all", figures.overall), *sorted(figures.groups.items())):
        table.add_row(name, str(row.queries), f"{row.mrr:.3f}", f"{row.recall:.3f}", f"{row.ndcg:.3f}")
    STDOUT.print(table)
