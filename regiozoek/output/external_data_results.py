"""External data of the audit (browser sample, logs, Search Console), as a table or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table

from regiozoek.output.console import STDOUT

if TYPE_CHECKING:
    from seo_audit.scoring.traffic_summary import TrafficSummary

EXTERNAL_DATA_COLUMNS = (
    "sampled pages",
    "visits",
    "from Google",
    "Googlebot",
    "wasted",
    "uncrawled pages",
    "impressions",
    "clicks",
)
"""Columns of the table. Uncrawled pages are those without a visit of Googlebot in the period of the logs."""


def show_external_data(figures: Mapping[str, TrafficSummary]) -> None:
    """Print the figures of the sites that have any."""
    known = {site: item for site, item in figures.items() if item.has_data}
    if not known:
        return
    table = Table(title="External data")
    table.add_column("site", no_wrap=True)
    for name in EXTERNAL_DATA_COLUMNS:
        table.add_column(name, justify="right")
    for site, item in known.items():
        table.add_row(site, *_row(item))
    STDOUT.print(table)


def external_data_json(figures: Mapping[str, TrafficSummary]) -> dict[str, dict[str, Any]]:
    """Return the figures of the sites that have any, as JSON types; shares are between 0 and 1."""
    return {site: _record(item) for site, item in figures.items() if item.has_data}


def _row(item: TrafficSummary) -> tuple[str, ...]:
    logs = item.logs
    share = item.from_google
    return (
        str(item.seen) if item.seen else "",
        str(logs.visits) if logs else "",
        f"{share:.0%}" if share is not None else "",
        str(logs.googlebot_requests) if logs else "",
        f"{logs.wasted_share:.0%}" if logs and logs.googlebot_requests else "",
        str(item.uncrawled) if item.uncrawled is not None else "",
        str(item.impressions) if item.shown else "",
        str(item.clicks) if item.shown else "",
    )


def _record(item: TrafficSummary) -> dict[str, Any]:
    record: dict[str, Any] = {"seen": item.seen}
    if item.logs:
        record["logs"] = {
            "since": item.logs.since,
            "until": item.logs.until,
            "visits": item.logs.visits,
            "from_google": item.from_google,
            "googlebot": item.logs.googlebot_requests,
            "pretended": item.logs.pretended,
            "waste": item.logs.wasted_share,
            "wasted": item.logs.wasted,
            "uncrawled": item.uncrawled,
            "pages": item.pages,
        }
    if item.shown:
        record["search_console"] = {"impressions": item.impressions, "clicks": item.clicks, "pages": item.shown}
    return record
