"""Benchmark of `regiozoek audit`: time and memory per page for 100 rules, site graph, scores and reports.

The eight real sites (3,731 pages) are crawled once; then `regiozoek audit` is run and timed as a command, interpreter
start and reports included. If pyseoanalyzer is installed, it is compared on three of the sites with our crawl and audit
together, because it fetches and analyses in one step. The access log of nginx counts the pages that each requested.

With --scale one large site, Debian's rust-doc, is used instead: audits of 3,000 and of all 32,101 of its pages show
whether the time per page grows with the number of pages.

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


def measure_crawl_and_audit(region: ServedRegion, runs: int) -> dict[str, float]:
    """Crawl the region once and audit it `runs` times; return the medians."""
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        return _crawl_and_audit(region, _options(region, Path(folder)), runs)


def measure_scale(runs: int) -> dict[str, float]:
    """Audit some pages and all pages of a large site; `growth_ratio` is the time per page of all over that of some."""
    figures_by_crawl = {}
    with rust_doc.serve_rust_doc() as site, tempfile.TemporaryDirectory(prefix="audit-") as name:
        for label, count in (("few", SHORT_CRAWL_PAGES), ("all", len(site.pages))):
            site.write_sitemap(count)
            folder = Path(name) / label
            folder.mkdir()
            limit = count if label == "few" else UNLIMITED_PAGES
            figures_by_crawl[label] = _crawl_and_audit(
                site.region, _options(site.region, folder, max_pages=limit), runs, exit_codes=(0, EXIT_PAGE_LIMIT)
            )
    figures = {f"{label}_{key}": value for label, row in figures_by_crawl.items() for key, value in row.items()}
    return {"growth_ratio": round(figures["all_ms_per_page"] / figures["few_ms_per_page"], 2)} | figures


def _crawl_and_audit(
    region: ServedRegion, options: tuple[str, ...], runs: int, exit_codes: tuple[int, ...] = (0,)
) -> dict[str, float]:
    with region.count_requests() as counts:
        command_metrics.run_measured((*_command("crawl"), *options), exit_codes=exit_codes)
    pages = counts[0].pages
    metrics = [command_metrics.run_measured((*_command("audit"), *options)) for _ in range(runs)]
    return {
        "pages": pages,
        "ms_per_page": round(1000 * statistics.median(run.seconds for run in metrics) / pages, 2),
        "cpu_ms_per_page": round(1000 * statistics.median(run.cpu for run in metrics) / pages, 2),
        "peak_rss_mb": round(statistics.median(run.peak_rss_mb for run in metrics), 1),
    }


def measure_peer(region: ServedRegion, peer: str, runs: int) -> dict[str, float]:
    """Compare pyseoanalyzer with our crawl and audit on the same sites; return milliseconds per requested page."""
    ours, theirs = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="audit-") as folder, region.count_requests() as counts:
            options = _options(region, Path(folder))
            seconds = sum(
                command_metrics.run_measured((*_command(step), *options)).seconds for step in ("crawl", "audit")
            )
        ours.append(1000 * seconds / counts[0].pages)
        with region.count_requests() as counts:
            seconds = sum(
                command_metrics.run_measured((peer, home, "--output-format", "json")).seconds
                for home in region.homes.values()
            )
        theirs.append(1000 * seconds / max(1, counts[0].pages))
    own, other = statistics.median(ours), statistics.median(theirs)
    return {
        "peer_ms_per_page": round(other, 1),
        "ours_with_crawl_ms_per_page": round(own, 1),
        "peer_ratio": round(other / own, 2),
    }


def _command(step: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "regiozoek", step)


def _options(region: ServedRegion, folder: Path, *, max_pages: int = UNLIMITED_PAGES) -> tuple[str, ...]:
    sites = region.write_registry(folder / "sites.toml", max_pages=max_pages)
    return ("--data", str(folder / "data"), "--sites", str(sites))


def main() -> int:
    """Run the benchmark and print its figures; return 2 when the corpus is missing or a command failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="number of runs; the medians are printed (3)")
    parser.add_argument(
        "--small", action="store_true", help="three small sites, to test the benchmark; the figures mean nothing"
    )
    parser.add_argument("--scale", action="store_true", help="one large site, Debian's rust-doc")
    parser.add_argument("--peer", default="python-seo-analyzer", help="command of pyseoanalyzer")
    options = parser.parse_args()
    peer = None if options.scale else shutil.which(options.peer)
    try:
        if options.scale:
            record: dict[str, Any] = measure_scale(options.runs)
        else:
            with serve_real_region(SMALL_SITES if options.small else SITE_NAMES) as region:
                record = measure_crawl_and_audit(region, options.runs)
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
        print(f"{options.peer} is not installed, so no peer was measured (pip install pyseoanalyzer lxml_html_clean)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
