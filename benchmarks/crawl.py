"""Benchmark of `regiozoek crawl` against a title-only Scrapy spider, and of a recrawl without changes.

Both crawl the same eight real sites on loopback, one after the other, in alternating order, and are timed as commands,
interpreter start included. The peer extracts URL and title. Ours extracts everything that the index and the audit need,
stores it with the raw body, and checks whether each image exists. The servers count requests and bytes.

With --scale one large site is used instead, whose sitemap lists all pages: this compares the memory of a crawl of 3,000
pages with that of a crawl of all 32,101.

    python -m benchmarks.crawl [--json] [--runs 3] [--small] [--scale] [--profile FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import command_metrics, crawl_profile, rust_doc
from benchmarks.real_region import (
    SITE_NAMES,
    SMALL_SITES,
    RegionMissingError,
    RequestCounts,
    ServedRegion,
    serve_real_region,
)

MAX_DIFFERENCE = 0.01
"""Maximum relative difference between the pages, or requests, of two crawls that are compared."""


EXTRA_REQUESTS_PER_SITE = 3
"""Requests per site that only our crawl makes: robots.txt, a non-existent URL, and one spare."""


SHORT_CRAWL_PAGES = 3_000
"""Pages in the sitemap of the large site, and URLs to fetch, in its short crawl."""

UNLIMITED_PAGES = 10**6
"""A `max_pages` above the size of the large site."""

PROCESS_ROLES = ("command", "fetching", "readers")
"""Processes of a crawl by generation: the command, the child process that fetches, and its reader processes."""

EXIT_PAGE_LIMIT = 3
"""Exit code of a crawl that reached `max_pages`."""


class DifferentPagesError(Exception):
    """The crawlers did not fetch the same pages, so that their ratio has no meaning."""


@dataclass(frozen=True, slots=True)
class MeasuredCrawl:
    """One measured crawl."""

    metrics: command_metrics.CommandMetrics
    counts: RequestCounts

    @property
    def pages_per_second(self) -> float:
        """Pages (200 responses with HTML or PDF) per second of wall-clock time."""
        return self.counts.pages / self.metrics.seconds


def crawl_with_regiozoek(region: ServedRegion, folder: Path) -> dict[str, MeasuredCrawl]:
    """Crawl with `regiozoek crawl` into a new store, then recrawl the unchanged sites."""
    sites = region.write_registry(folder / "sites.toml")
    options = ("--json", "--sites", sites, "--data", folder / "data")
    command: tuple[str | Path, ...] = (sys.executable, "-m", "regiozoek", "crawl", *options)
    return {"full": _crawl(region, command), "recrawl": _crawl(region, command)}


def crawl_with_peer(region: ServedRegion) -> dict[str, MeasuredCrawl]:
    """Crawl with the title-only spider, then again with our additional HEAD requests for images and files."""
    command = [sys.executable, "-m", "benchmarks.peers.title_spider", *region.homes.values()]
    return {"peer": _crawl(region, command), "peer_with_heads": _crawl(region, [*command, "--heads"])}


def _crawl(region: ServedRegion, command: Sequence[str | Path], exit_codes: Sequence[int] = (0,)) -> MeasuredCrawl:
    with region.count_requests() as counts:
        metrics = command_metrics.run_measured(command, exit_codes=exit_codes)
    return MeasuredCrawl(metrics, counts[0])


def measure(region: ServedRegion, runs: int) -> list[dict[str, MeasuredCrawl]]:
    """Return the measured crawls of each run, by name of the crawl."""
    measured_runs = []
    for number in range(runs):
        with tempfile.TemporaryDirectory(prefix="crawl-") as folder:
            sides: list[Callable[[], dict[str, MeasuredCrawl]]] = [
                lambda: crawl_with_regiozoek(region, Path(folder)),
                lambda: crawl_with_peer(region),
            ]
            crawls: dict[str, MeasuredCrawl] = {}
            for side in sides if number % 2 == 0 else reversed(sides):
                crawls |= side()
        _check_requests(crawls, len(region.homes))
        measured_runs.append(crawls)
    return measured_runs


def _check_requests(crawls: dict[str, MeasuredCrawl], sites: int) -> None:
    _check_pages(crawls, ("full", "peer", "peer_with_heads"))
    requests = {name: crawls[name].counts.requests for name in ("full", "peer_with_heads")}
    allowed = MAX_DIFFERENCE * requests["full"] + EXTRA_REQUESTS_PER_SITE * sites
    if abs(requests["full"] - requests["peer_with_heads"]) > allowed:
        raise DifferentPagesError(f"the crawlers did not make the same requests: {requests}; run it on an idle machine")


def _check_pages(crawls: dict[str, MeasuredCrawl], names: Sequence[str]) -> None:
    pages = {name: crawls[name].counts.pages for name in names}
    if max(pages.values()) - min(pages.values()) > MAX_DIFFERENCE * max(pages.values()):
        raise DifferentPagesError(f"the crawlers did not fetch the same pages: {pages}; run it on an idle machine")


def summarise(runs: list[dict[str, MeasuredCrawl]]) -> dict[str, Any]:
    """Return the medians; ratios are computed within each run, so that a slow machine affects both sides."""

    def ratio(over: str, under: str, value: Callable[[MeasuredCrawl], float]) -> float:
        return round(statistics.median(value(crawls[over]) / value(crawls[under]) for crawls in runs), 4)

    def speed(crawl: MeasuredCrawl) -> float:
        return crawl.pages_per_second

    return {
        "crawl_ratio": ratio("full", "peer", speed),
        "crawl_ratio_same_requests": ratio("full", "peer_with_heads", speed),
        "recrawl_time_ratio": ratio("recrawl", "full", lambda crawl: crawl.metrics.seconds),
        "recrawl_bytes_ratio": ratio("recrawl", "full", lambda crawl: crawl.counts.body_bytes),
        "peak_rss_mb": round(statistics.median(crawls["full"].metrics.peak_rss_mb for crawls in runs), 1),
        "runs": len(runs),
        "crawls": {name: _medians([crawls[name] for crawls in runs]) for name in runs[0]},
    }


def _medians(crawls: list[MeasuredCrawl]) -> dict[str, float]:
    return {
        "seconds": round(statistics.median(crawl.metrics.seconds for crawl in crawls), 2),
        "cpu_seconds": round(statistics.median(crawl.metrics.cpu for crawl in crawls), 2),
        "pages": crawls[0].counts.pages,
        "unchanged": crawls[0].counts.unchanged,
        "pages_per_second": round(statistics.median(crawl.pages_per_second for crawl in crawls), 1),
        "requests": crawls[0].counts.requests,
        "head_requests": crawls[0].counts.heads,
        "body_bytes": crawls[0].counts.body_bytes,
        "peak_rss_mb": round(statistics.median(crawl.metrics.peak_rss_mb for crawl in crawls), 1),
    } | {
        f"peak_rss_mb_{role}": round(statistics.median(sizes), 1)
        for role, sizes in zip(
            PROCESS_ROLES, zip(*(crawl.metrics.generations for crawl in crawls), strict=False), strict=False
        )
    }


def measure_scale() -> dict[str, Any]:
    """Measure a complete crawl of a large site, a short one, a recrawl, and the title-only spider."""
    with rust_doc.serve_rust_doc() as site, tempfile.TemporaryDirectory(prefix="crawl-") as name:
        region = site.region
        crawls = {}
        for label, count in (("few", SHORT_CRAWL_PAGES), ("all", len(site.pages))):
            site.write_sitemap(count)
            folder = Path(name) / label
            folder.mkdir()
            sites = region.write_registry(folder / "sites.toml", max_pages=count if label == "few" else UNLIMITED_PAGES)
            options = ("--json", "--sites", sites, "--data", folder / "data")
            command: tuple[str | Path, ...] = (sys.executable, "-m", "regiozoek", "crawl", *options)
            crawls[label] = _crawl(region, command, exit_codes=(0, EXIT_PAGE_LIMIT))
        crawls["recrawl"] = _crawl(region, command)
        crawls["peer"] = _crawl(region, (sys.executable, "-m", "benchmarks.peers.title_spider", *region.homes.values()))
    _check_pages(crawls, ("all", "peer"))
    if crawls["all"].counts.pages < len(site.pages):
        raise DifferentPagesError(f"only {crawls['all'].counts.pages} of {len(site.pages)} pages were fetched")
    return {
        "memory_ratio": round(crawls["all"].metrics.peak_rss_mb / crawls["few"].metrics.peak_rss_mb, 3),
        "crawl_ratio": round(crawls["all"].pages_per_second / crawls["peer"].pages_per_second, 4),
        "recrawl_time_ratio": round(crawls["recrawl"].metrics.seconds / crawls["all"].metrics.seconds, 4),
        "recrawl_bytes_ratio": round(crawls["recrawl"].counts.body_bytes / crawls["all"].counts.body_bytes, 4),
        "crawls": {name: _medians([crawl]) for name, crawl in crawls.items()},
    }


def print_figures(figures: dict[str, Any]) -> None:
    """Print the figures as a table."""
    for name, value in figures.items():
        if name != "crawls":
            print(f"{name:28}{value:>12}")
    for name, values in figures["crawls"].items():
        print(f"\n{name}")
        for key, value in values.items():
            print(f"    {key:24}{value:>12}")


def main() -> int:
    """Run the benchmark and print its figures; return 2 without the corpus, 3 for a failed or different crawl."""
    parser = argparse.ArgumentParser(description="Compare regiozoek crawl with a title-only Scrapy spider.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each crawler; the medians are printed (3)")
    parser.add_argument(
        "--small", action="store_true", help="three small sites, to test the benchmark; the figures mean nothing"
    )
    parser.add_argument("--scale", action="store_true", help="one large site, Debian's rust-doc")
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="only crawl with regiozoek, and write a profile of its fetching process to FILE",
    )
    arguments = parser.parse_args()
    try:
        if arguments.scale:
            figures = measure_scale()
        else:
            with serve_real_region(SMALL_SITES if arguments.small else SITE_NAMES) as region:
                if arguments.profile:
                    crawl_profile.profile_crawl(region, arguments.profile)
                    return 0
                figures = summarise(measure(region, max(1, arguments.runs)))
    except RegionMissingError as error:
        print(error, file=sys.stderr)
        return 2
    except (command_metrics.CommandFailedError, DifferentPagesError) as error:
        print(error, file=sys.stderr)
        return 3
    if arguments.json:
        print(json.dumps(figures))
    else:
        print_figures(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
