"""How long an audit takes a page, and how much memory: 100 rules, the site graph, scores and reports.

The eight real sites (3,731 pages) are crawled once, then `regiozoek audit` is run on the store, whole commands timed,
interpreter start and reports included. Where pyseoanalyzer is installed, three of the sites are given to it and to our
crawl and audit together, since it fetches as it judges; nginx's log says how many pages each asked for.

With --scale one large site instead, Debian's rust-doc: an audit of 3,000 of its pages beside one of all 32,101, to see
whether time grows as the pages do.

    python -m benchmarks.audit [--json] [--runs 3] [--small] [--scale] [--peer python-seo-analyzer]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import command_metrics, rust_doc
from benchmarks.crawl import EXIT_PAGE_LIMIT, SHORT_CRAWL_PAGES, UNLIMITED_PAGES
from benchmarks.real_region import SITE_NAMES, SMALL_SITES, RegionMissingError, ServedRegion, serve_real_region


def measure_audits(region: ServedRegion, runs: int) -> dict[str, float]:
    """Crawl the region once, and audit what was stored several times."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        return _audits(region, _where(region, Path(folder)), runs)


def measure_scale(runs: int) -> dict[str, float]:
    """Audit some pages of a large site and all of them; `growth_ratio` is milliseconds a page of all over some."""
    found = {}
    with rust_doc.serve_rust_doc() as site, tempfile.TemporaryDirectory(prefix="audit-") as name:
        for label, most in (("few", SHORT_CRAWL_PAGES), ("all", len(site.pages))):
            site.list_pages(most)
            folder = Path(name) / label
            folder.mkdir()
            limit = most if label == "few" else UNLIMITED_PAGES
            found[label] = _audits(
                site.region, _where(site.region, folder, max_pages=limit), runs, sound=(0, EXIT_PAGE_LIMIT)
            )
    figures = {f"{label}_{key}": value for label, row in found.items() for key, value in row.items()}
    return {"growth_ratio": round(found["all"]["ms_per_page"] / found["few"]["ms_per_page"], 2)} | figures


def _audits(region: ServedRegion, where: tuple[str, ...], runs: int, sound: tuple[int, ...] = (0,)) -> dict[str, float]:
    with region.witness() as witness:
        command_metrics.run_measured((*_command("crawl"), *where), sound=sound)
    pages = witness[0].pages
    took = [command_metrics.run_measured((*_command("audit"), *where)) for _ in range(runs)]
    return {
        "pages": pages,
        "ms_per_page": round(1000 * statistics.median(run.seconds for run in took) / pages, 2),
        "cpu_ms_per_page": round(1000 * statistics.median(run.cpu for run in took) / pages, 2),
        "peak_rss_mb": round(statistics.median(run.peak_rss_mb for run in took), 1),
    }


def measure_peer(region: ServedRegion, peer: str, runs: int) -> dict[str, float]:
    """Give the same sites to pyseoanalyzer and to our crawl and audit; milliseconds for each page that was asked."""
    ours, theirs = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="audit-") as folder, region.witness() as witness:
            where = _where(region, Path(folder))
            seconds = sum(
                command_metrics.run_measured((*_command(step), *where)).seconds for step in ("crawl", "audit")
            )
        ours.append(1000 * seconds / witness[0].pages)
        with region.witness() as witness:
            seconds = sum(
                command_metrics.run_measured((peer, home, "--output-format", "json")).seconds
                for home in region.homes.values()
            )
        theirs.append(1000 * seconds / max(1, witness[0].pages))
    own, other = statistics.median(ours), statistics.median(theirs)
    return {
        "peer_ms_per_page": round(other, 1),
        "ours_with_crawl_ms_per_page": round(own, 1),
        "peer_ratio": round(other / own, 2),
    }


def _command(step: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "regiozoek", step)


def _where(region: ServedRegion, folder: Path, *, max_pages: int = UNLIMITED_PAGES) -> tuple[str, ...]:
    sites = region.write_registry(folder / "sites.toml", max_pages=max_pages)
    return ("--data", str(folder / "data"), "--sites", str(sites))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one record")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", action="store_true", help="three small sites: a trial, no figures")
    parser.add_argument("--scale", action="store_true", help="one large site, Debian's rust-doc, instead")
    parser.add_argument("--peer", default="python-seo-analyzer", help="the command of pyseoanalyzer")
    options = parser.parse_args()
    peer = None if options.scale else shutil.which(options.peer)
    try:
        if options.scale:
            record: dict[str, Any] = measure_scale(options.runs)
        else:
            with serve_real_region(SMALL_SITES if options.small else SITE_NAMES) as region:
                record = measure_audits(region, options.runs)
        if peer:
            with serve_real_region(SMALL_SITES) as region:
                record |= measure_peer(region, peer, options.runs)
    except (RegionMissingError, command_metrics.CommandFailedError) as error:
        print(f"benchmarks.audit: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(record))
        return 0
    for name, value in record.items():
        print(f"{name:<30} {value}")
    if not peer and not options.scale:
        print(
            f"{options.peer} is not installed, so nothing is set beside it (pip install pyseoanalyzer lxml_html_clean)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
