"""Benchmark of a report with 50,000 findings: writing it, its size, and opening it in Chromium on a phone viewport.

A synthetic site of 2,300 pages is stored and audited; about 22 rules fail on each page. The report is written several
times. Its page is opened from the file in a new tab each time, which measures the time to the first contentful paint,
to the load event, and from typing a word into the filter of the findings to the result.

    python -m benchmarks.report [--json] [--runs 5] [--pages 2300]
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.extract.dispatch import read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.stored_records import Discovery
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from seo_audit.audit import audit_sites
from seo_audit.report.pages import write_report
from seo_audit.scoring.audit_result import RegionAudit
from tests.e2e.browser import launch_chromium

ROOT = "https://www.veel.example"
SITE = Site(id="veel", name="Veel", url=f"{ROOT}/", hosts=("www.veel.example",))
SECTIONS = ("producten", "nieuws", "agenda", "besluiten", "thema")
AUDIT_TIME = datetime(2026, 11, 20, 12, tzinfo=UTC)
VIEWPORT_WIDTH = 360
"""Width of a small phone in CSS pixels."""

PAGE_TEMPLATE = """<html lang="nl_BE"><head><title>x</title><title>Nog een {n}</title>
<meta name="robots" content="nosnippet"><meta name="description" content="kort {n}">
<link rel="canonical" href="https://elders.example/{n}"><div>los</div>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "Event", {n}</script></head><body>
<h1>Kop {n}</h1><h4>Tussenkop {n}</h4><h1>Tweede kop {n}</h1><p>Korte tekst over zaak {n}.</p>
<img src="/b/{n}.png"><img src="http://www.veel.example/c/{n}.png"><a href="/{section}/{next}"></a>
<a href="javascript:open({n})">open</a> <a href="/{section}/{next}" rel="nofollow">klik hier</a>
<a href="/{section}/{next}"><img src="/d/{n}.png"></a> <a href="/oud/{n}">Weg {n}</a>
<a href="/X_y//{n}?PHPSESSID={n}">y</a></body></html>"""
"""A page with many faults that differ slightly from page to page, so that few findings can be grouped."""


SEARCH_WORD = "besluiten"
"""Word typed into the filter of the findings; a fifth of them contain it."""

PAINT_SCRIPT = """() => new Promise(done => new PerformanceObserver(list => {
  for (const paint of list.getEntriesByName("first-contentful-paint")) done(paint.startTime);
}).observe({type: "paint", buffered: true}))"""
"""Returns the time of the first contentful paint in milliseconds; the page's policy does not allow eval."""

SEARCH_SCRIPT = """word => new Promise(done => {
  const field = document.getElementById("filter"), status = document.querySelector("form.filter [role=status]");
  const started = performance.now();
  const observer = new MutationObserver(() => requestAnimationFrame(() => done(performance.now() - started)));
  observer.observe(status, {childList: true});
  field.value = word;
  field.dispatchEvent(new Event("input"));
})"""
"""Types a word; returns the milliseconds to the frame after the page shows the number of results."""


def synthetic_responses(count: int) -> Iterator[tuple[str, int, bytes]]:
    """Yield (URL, status, body) of the home page, of `count` pages in five sections, and of missing pages."""
    paths = [f"/{SECTIONS[number % len(SECTIONS)]}/{number}" for number in range(count)]
    home = "".join(f'<li><a href="{path}">Zaak {path}</a></li>' for path in paths)
    yield f"{ROOT}/", 200, f"<html><head><title>Veel</title></head><body><h1>Veel</h1><ul>{home}</ul>".encode()
    for number, path in enumerate(paths):
        section = path.split("/")[1]
        following = number + len(SECTIONS) if number + len(SECTIONS) < count else number % len(SECTIONS)
        yield ROOT + path, 200, PAGE_TEMPLATE.format(n=number, section=section, next=following).encode()
        yield f"{ROOT}/oud/{number}", 404, b""


def audit_synthetic_site(folder: Path, count: int) -> RegionAudit:
    """Store the synthetic site as a crawl would, and audit it."""
    with PageStore.open(folder / "pages.db") as store:
        run = store.begin_run([SITE.id])
        headers = {"content-type": "text/html; charset=utf-8"}
        for url, status, body in synthetic_responses(count):
            page = read_page(
                FetchResult(url=url, site=SITE.id, status=status, fetched_at=AUDIT_TIME, headers=headers, body=body)
            )
            store.save_page(run, page, body, [Discovery(url, "link", SITE.url, 1)])
        store.finish_site(SITE.id, run)
        store.finish_run(run)
        return audit_sites(store, [SITE], now=AUDIT_TIME)


def time_in_browser(path: Path, runs: int) -> dict[str, float]:
    """Open the page `runs` times in a new tab; return medians in milliseconds."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return {}
    painted, loaded, searched = [], [], []
    with launch_chromium(chromium) as chromium_browser:
        for _ in range(runs):
            context = chromium_browser.new_context(viewport={"width": VIEWPORT_WIDTH, "height": 800})
            page = context.new_page()
            page.goto(path.as_uri(), wait_until="load")
            painted.append(page.evaluate(PAINT_SCRIPT))
            loaded.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            searched.append(page.evaluate(SEARCH_SCRIPT, SEARCH_WORD))
            context.close()
    return {
        "paint_ms": round(statistics.median(painted)),
        "load_ms": round(statistics.median(loaded)),
        "search_ms": round(statistics.median(searched)),
    }


def measure(count: int, runs: int) -> dict[str, Any]:
    """Audit the synthetic site, write its report and open it; return the figures."""
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        folder = Path(name)
        result = audit_synthetic_site(folder, count)
        durations = []
        for _ in range(runs):
            started = time.perf_counter()
            write_report(result, folder / "reports")
            durations.append(time.perf_counter() - started)
        site = folder / "reports" / SITE.id
        page = (site / "index.html").read_bytes()
        return {
            "findings": len(result.sites[0].findings),
            "rules": len(result.sites[0].rules),
            "write_s": round(statistics.median(durations), 2),
            "html_kb": round(len(page) / 1000),
            "html_gzip_kb": round(len(gzip.compress(page)) / 1000),
            "json_mb": round((site / "audit.json").stat().st_size / 1e6, 1),
            "csv_mb": round((site / "findings.csv").stat().st_size / 1e6, 1),
            **time_in_browser(site / "index.html", runs),
        }


def main() -> int:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=5, help="number of runs; the medians are printed (5)")
    parser.add_argument(
        "--pages", type=int, default=2300, help="pages of the site; use fewer to test the benchmark (2300)"
    )
    options = parser.parse_args()
    record = measure(options.pages, options.runs)
    if options.json:
        print(json.dumps(record))
        return 0
    for name, value in record.items():
        print(f"{name:<14} {value}")
    if "paint_ms" not in record:
        print("Chromium is not installed, so the page was not opened (on Debian: apt install chromium)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
