"""How fast a crawl is beside a title-only Scrapy spider, and what crawling again costs.

Both crawl the same eight real sites on loopback, one after the other, their order turned with each run, and
are measured as whole commands, interpreter start included. The peer keeps an address and a title; ours extracts
everything a rule or the index needs, stores it with its raw body and asks whether each image exists.
What was asked and sent is counted by the servers.

With --scale one large site instead, all of whose pages are in its sitemap: the memory of a crawl of 3,000 of them
beside one of all 32,101.

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
"""Share by which the two crawlers' numbers of pages, and of requests, may differ and still be the same crawl."""


EXTRA_REQUESTS_PER_SITE = 3
"""Requests a site that only ours makes: robots.txt, a made-up address, and room for one more."""


SHORT_CRAWL_PAGES = 3_000
"""Pages in the sitemap of the large site for its short crawl, and addresses that it asks."""

UNLIMITED_PAGES = 10**6
"""A `max_pages` that ends no crawl of it."""

PROCESS_ROLES = ("command", "fetching", "readers")
"""The processes of a crawl by generation: the command, its child that fetches, and the children of that one."""

EXIT_PAGE_LIMIT = 3
"""Exit code of a crawl that `max_pages` ended."""


class DifferentPagesError(Exception):
    """The two crawlers did not visit the same pages, so that no ratio of theirs means anything."""


@dataclass(frozen=True, slots=True)
class MeasuredCrawl:
    """One measured crawl."""

    run: command_metrics.CommandMetrics
    asked: RequestCounts

    @property
    def pages_per_second(self) -> float:
        """Pages (200 with HTML or PDF) a second of wall clock."""
        return self.asked.pages / self.run.seconds


def crawl_with_regiozoek(region: ServedRegion, folder: Path) -> dict[str, MeasuredCrawl]:
    """Crawl with `regiozoek crawl` into a new store, and again when nothing has changed."""
    sites = region.write_registry(folder / "sites.toml")
    options = ("--json", "--sites", sites, "--data", folder / "data")
    command: tuple[str | Path, ...] = (sys.executable, "-m", "regiozoek", "crawl", *options)
    return {"full": _crawl(region, command), "recrawl": _crawl(region, command)}


def crawl_with_peer(region: ServedRegion) -> dict[str, MeasuredCrawl]:
    """Crawl with the title-only spider: its own requests, and then with ours for images and files too."""
    command = [sys.executable, "-m", "benchmarks.peers.title_spider", *region.homes.values()]
    return {"peer": _crawl(region, command), "peer_with_heads": _crawl(region, [*command, "--heads"])}


def _crawl(region: ServedRegion, command: Sequence[str | Path], sound: Sequence[int] = (0,)) -> MeasuredCrawl:
    with region.witness() as counted:
        run = command_metrics.run_measured(command, sound=sound)
    return MeasuredCrawl(run, counted[0])


def measure(region: ServedRegion, runs: int) -> list[dict[str, MeasuredCrawl]]:
    """Return what each run measured, by name of the crawl."""
    found = []
    for number in range(runs):
        with tempfile.TemporaryDirectory(prefix="crawl-") as folder:
            sides: list[Callable[[], dict[str, MeasuredCrawl]]] = [
                lambda: crawl_with_regiozoek(region, Path(folder)),
                lambda: crawl_with_peer(region),
            ]
            crawls: dict[str, MeasuredCrawl] = {}
            for side in sides if number % 2 == 0 else reversed(sides):
                crawls |= side()
        _check(crawls, len(region.homes))
        found.append(crawls)
    return found


def _check(crawls: dict[str, MeasuredCrawl], sites: int) -> None:
    _same_pages(crawls, ("full", "peer", "peer_with_heads"))
    requests = {name: crawls[name].asked.requests for name in ("full", "peer_with_heads")}
    if (
        abs(requests["full"] - requests["peer_with_heads"])
        > MAX_DIFFERENCE * requests["full"] + EXTRA_REQUESTS_PER_SITE * sites
    ):
        raise DifferentPagesError(f"the crawlers did not make the same requests: {requests}")


def _same_pages(crawls: dict[str, MeasuredCrawl], names: Sequence[str]) -> None:
    pages = {name: crawls[name].asked.pages for name in names}
    if max(pages.values()) - min(pages.values()) > MAX_DIFFERENCE * max(pages.values()):
        raise DifferentPagesError(f"the crawlers did not visit the same pages: {pages}")


def summarise(found: list[dict[str, MeasuredCrawl]]) -> dict[str, Any]:
    """Return the medians: ratios within each run, so that drift of the machine hits both sides alike."""

    def ratio(over: str, under: str, value: Callable[[MeasuredCrawl], float]) -> float:
        return round(statistics.median(value(crawls[over]) / value(crawls[under]) for crawls in found), 4)

    def speed(crawl: MeasuredCrawl) -> float:
        return crawl.pages_per_second

    return {
        "crawl_ratio": ratio("full", "peer", speed),
        "crawl_ratio_same_requests": ratio("full", "peer_with_heads", speed),
        "recrawl_time_ratio": ratio("recrawl", "full", lambda crawl: crawl.run.seconds),
        "recrawl_bytes_ratio": ratio("recrawl", "full", lambda crawl: crawl.asked.body_bytes),
        "peak_rss_mb": round(statistics.median(crawls["full"].run.peak_rss_mb for crawls in found), 1),
        "runs": len(found),
        "crawls": {name: _medians([crawls[name] for crawls in found]) for name in found[0]},
    }


def _medians(crawls: list[MeasuredCrawl]) -> dict[str, float]:
    return {
        "seconds": round(statistics.median(crawl.run.seconds for crawl in crawls), 2),
        "cpu_seconds": round(statistics.median(crawl.run.cpu for crawl in crawls), 2),
        "pages": crawls[0].asked.pages,
        "unchanged": crawls[0].asked.unchanged,
        "pages_per_second": round(statistics.median(crawl.pages_per_second for crawl in crawls), 1),
        "requests": crawls[0].asked.requests,
        "head_requests": crawls[0].asked.heads,
        "body_bytes": crawls[0].asked.body_bytes,
        "peak_rss_mb": round(statistics.median(crawl.run.peak_rss_mb for crawl in crawls), 1),
    } | {
        f"peak_rss_mb_{role}": round(statistics.median(sizes), 1)
        for role, sizes in zip(
            PROCESS_ROLES, zip(*(crawl.run.generations for crawl in crawls), strict=False), strict=False
        )
    }


def measure_scale() -> dict[str, Any]:
    """Return what a crawl of a large site takes, beside a short one of it and beside the title-only spider."""
    with rust_doc.serve_rust_doc() as site, tempfile.TemporaryDirectory(prefix="crawl-") as name:
        region = site.region
        crawls = {}
        for label, most in (("few", SHORT_CRAWL_PAGES), ("all", len(site.pages))):
            site.list_pages(most)
            folder = Path(name) / label
            folder.mkdir()
            sites = region.write_registry(folder / "sites.toml", max_pages=most if label == "few" else UNLIMITED_PAGES)
            options = ("--json", "--sites", sites, "--data", folder / "data")
            command: tuple[str | Path, ...] = (sys.executable, "-m", "regiozoek", "crawl", *options)
            crawls[label] = _crawl(region, command, sound=(0, EXIT_PAGE_LIMIT))
        crawls["recrawl"] = _crawl(region, command)
        crawls["peer"] = _crawl(region, (sys.executable, "-m", "benchmarks.peers.title_spider", *region.homes.values()))
    _same_pages(crawls, ("all", "peer"))
    if crawls["all"].asked.pages < len(site.pages):
        raise DifferentPagesError(f"of {len(site.pages)} pages only {crawls['all'].asked.pages} were visited")
    return {
        "memory_ratio": round(crawls["all"].run.peak_rss_mb / crawls["few"].run.peak_rss_mb, 3),
        "crawl_ratio": round(crawls["all"].pages_per_second / crawls["peer"].pages_per_second, 4),
        "recrawl_time_ratio": round(crawls["recrawl"].run.seconds / crawls["all"].run.seconds, 4),
        "recrawl_bytes_ratio": round(crawls["recrawl"].asked.body_bytes / crawls["all"].asked.body_bytes, 4),
        "crawls": {name: _medians([crawl]) for name, crawl in crawls.items()},
    }


def print_figures(figures: dict[str, Any]) -> None:
    """Print a record for people."""
    for name, value in figures.items():
        if name != "crawls":
            print(f"{name:28}{value:>12}")
    for name, values in figures["crawls"].items():
        print(f"\n{name}")
        for key, value in values.items():
            print(f"    {key:24}{value:>12}")


def main() -> int:
    """Measure and print; 2 when the corpus is missing, 3 when a crawl failed or the two cannot be compared."""
    parser = argparse.ArgumentParser(description="Measure our crawl beside a title-only Scrapy spider.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side, of which the medians count (3)")
    parser.add_argument("--small", action="store_true", help="the three smallest sites only: no figures, a trial")
    parser.add_argument("--scale", action="store_true", help="one large site, Debian's rust-doc, instead")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="only profile our fetching process into FILE")
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
