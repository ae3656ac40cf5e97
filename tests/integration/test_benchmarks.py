"""The benchmarks run and write the record from which the README takes its figures. No figure is asserted."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import command_metrics
from benchmarks.lighthouse import MATCHING_RULES, audit_pairs
from benchmarks.peers.search_boxes import NODE_MODULES
from benchmarks.real_region import ServedRegion
from benchmarks.rust_doc import RUST_DOC_PACKAGE, RustDocSite
from search_api.widget.bundle import widget_bundle
from seo_audit.facts.scored_urls import UrlState
from seo_audit.records.verdict import missing
from seo_audit.rules.catalogue import AUDIT_RULES
from tests.conftest import skip_or_fail

ROOT = Path(__file__).resolve().parents[2]

RECORD_KEYS = {"crawl_ratio", "crawl_ratio_same_requests", "recrawl_time_ratio", "recrawl_bytes_ratio", "peak_rss_mb"}


def run_benchmark(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a benchmark with the command in the README."""
    words = [sys.executable, "-m", *arguments]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["crawl", "lighthouse", "report", "widget"])
def test_each_benchmark_has_help(name: str) -> None:
    """`--help` works and names the option that writes a record."""
    done = run_benchmark(f"benchmarks.{name}", "--help")
    assert (0, True) == (done.returncode, "--json" in done.stdout), done.stderr


def test_crawl_benchmark_writes_its_record(shared: Path) -> None:
    """On three small sites.

    The record has all keys, both crawlers visit the same pages, and a recrawl downloads no page.
    """
    if shutil.which("nginx") is None:
        skip_or_fail("nginx is not installed (on Debian: apt install nginx-light)")
    assert (shared / "tools/real-region").is_file()
    done = run_benchmark("benchmarks.crawl", "--small", "--runs", "1", "--json")
    assert 0 == done.returncode, done.stderr
    record = json.loads(done.stdout)
    assert set() == RECORD_KEYS - record.keys()
    crawls = record["crawls"]
    assert crawls["full"]["pages"] == crawls["peer"]["pages"] == crawls["peer_with_heads"]["pages"] > 100
    assert (0, crawls["full"]["pages"]) == (crawls["recrawl"]["pages"], crawls["recrawl"]["unchanged"])
    assert 0 == crawls["peer"]["head_requests"] < crawls["peer_with_heads"]["head_requests"]


def test_widget_benchmark_writes_its_record(chromium: str) -> None:
    """One run in a real Chromium: each box loads and shows suggestions, and ours has the size of the built file."""
    assert chromium
    if not (NODE_MODULES / "pagefind").is_dir():
        skip_or_fail("the peers are not installed (npm ci in benchmarks/peers/boxes)")
    done = run_benchmark("benchmarks.widget", "--runs", "1", "--json")
    assert 0 == done.returncode, done.stderr
    record = json.loads(done.stdout)
    assert {"gzip_bytes", "requests", "first_ms", "paint_ms", "peers", "runs"} == set(record)
    assert {"pagefind", "accessible-autocomplete"} == set(record["peers"])
    rows = [record, *record["peers"].values()]
    assert all(min(row["gzip_bytes"], row["requests"], row["first_ms"], row["paint_ms"]) > 0 for row in rows)
    assert (len(widget_bundle().packed), 1) == (record["gzip_bytes"], record["runs"])


def test_report_benchmark_writes_its_record(chromium: str) -> None:
    """With a few generated pages.

    The number of findings grows with them, and a real Chromium renders and filters the report.
    """
    assert chromium
    records = []
    for pages in ("40", "80"):
        done = run_benchmark("benchmarks.report", "--pages", pages, "--runs", "1", "--json")
        assert 0 == done.returncode, done.stderr
        records.append(json.loads(done.stdout))
    few, more = records
    sizes = {"write_s", "html_kb", "html_gzip_kb", "json_mb", "csv_mb"}
    assert {"findings", "rules", "paint_ms", "load_ms", "search_ms"} | sizes == set(more)
    assert (True, few["rules"]) == (more["findings"] - few["findings"] > 40 * 20, more["rules"])
    assert min(more["paint_ms"], more["load_ms"], more["search_ms"]) > 0


def test_memory_is_measured_per_process_generation() -> None:
    """The memory of the child process, that of the command that started it, and their sum."""
    held = "import time; data = bytearray(150 * 2**20); time.sleep(1)"
    run = command_metrics.run_measured(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"]
    )
    command, child = run.generations
    assert command + 100 < child < run.peak_rss_mb


def test_sitemap_of_the_large_site_lists_all_pages_or_an_even_sample(tmp_path: Path) -> None:
    """The sample is spread evenly over page sizes and includes the largest page."""
    site = RustDocSite(
        ServedRegion({RUST_DOC_PACKAGE: "http://a/"}, tmp_path / "log"), tmp_path, ("a", "b", "é", "d", "e", "f")
    )

    def listed(most: int | None) -> list[str]:
        site.write_sitemap(most)
        return re.findall("<loc>http://a/(.*)</loc>", (tmp_path / "sitemap.xml").read_text())

    assert (["a", "b", "d", "e", "f", "%C3%A9"], ["b", "d", "f"]) == (listed(None), listed(3))


def test_rules_compared_with_lighthouse_are_in_the_catalogue() -> None:
    ours = {rule.id for rule in AUDIT_RULES}
    assert set() == {rule for rules in MATCHING_RULES.values() for rule in rules} - ours


def test_comparison_counts_agreements_and_differences() -> None:
    """A page that fails on one side only is a difference. A page without a verdict of one side is not compared."""
    url = "https://www.kuurne.be/"
    cells: dict[str, Any] = {rule.id: {} for rule in AUDIT_RULES} | {"title-missing": {url: missing()}}
    facts = SimpleNamespace(scored_urls={url: UrlState.INDEXABLE})
    scores = {"document-title": 0, "viewport-insight": 0, "image-alt": None, "heading-order": 1}
    record = {"url": url, "audits": [{"id": name, "score": score, "shown": []} for name, score in scores.items()]}
    site: Any = SimpleNamespace(failing=cells, site_verdicts={}, facts=facts)
    found = {pair.audit: (pair.theirs, pair.ours, pair.agrees) for pair in audit_pairs(site, record)}
    expected = {
        "document-title": (True, True, True),
        "viewport-insight": (True, False, False),
        "heading-order": (False, False, True),
    }
    assert expected == found
