"""Profile of the fetching process of a crawl with cProfile; its reader processes run as usual."""

from __future__ import annotations

import cProfile
import os
import pstats
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from unittest import mock

import crawler.crawl
from benchmarks.real_region import ServedRegion
from crawler.registry.site_parser import load_sites
from crawler.spider.crawl_job import CrawlJob

MAX_FUNCTIONS_SHOWN = 40
"""Number of functions in the printed profile."""

PROFILE_VARIABLE = "REGIOZOEK_BENCHMARK_PROFILE"
"""Environment variable with the path to which the crawl process writes its profile."""


def profile_crawl(region: ServedRegion, file: Path) -> None:
    """Crawl the region once, write the profile to `file` (for `python -m pstats`) and print the slowest functions."""
    with (
        tempfile.TemporaryDirectory(prefix="profile-") as folder,
        mock.patch.dict(os.environ, {PROFILE_VARIABLE: str(file.absolute())}),
        mock.patch("crawler.crawl._run_crawl", _profiled),
    ):
        sites = load_sites(region.write_registry(Path(folder) / "sites.toml"))
        crawler.crawl.crawl_sites(sites, Path(folder) / "pages.db")
    pstats.Stats(str(file), stream=sys.stdout).sort_stats("tottime").print_stats(MAX_FUNCTIONS_SHOWN)


def _profiled(job: CrawlJob, sender: Connection) -> None:
    """Run the crawl under cProfile; in this process the module of the crawl is not patched."""
    profiler = cProfile.Profile()
    profiler.runcall(crawler.crawl._run_crawl, job, sender)  # noqa: SLF001 -- the seam between the two processes
    profiler.dump_stats(os.environ[PROFILE_VARIABLE])
