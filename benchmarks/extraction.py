"""Benchmark of main-text extraction against other extractors: quality and CPU time on 100 judged real pages.

Each extractor gets the same decoded markup and parses it itself. Texts are compared as bags of words (see
benchmarks/judged/README.md).

    python -m benchmarks.extraction [--json] [--runs 3] [--pages N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.judged.sample import (
    REGION_PREFIX,
    JudgedPage,
    SampleChangedError,
    SampleMissingError,
    WordScore,
    read_sample,
    region_pages,
    score_text,
)
from benchmarks.peers.extractors import Extractor, installed_extractors
from crawler.extract import head, language, links, main_text, publication_dates, structured_data
from crawler.extract.charset import decode_html
from crawler.extract.dispatch import read_page
from crawler.extract.html import parse_html
from crawler.extract.template_lines import TemplateLines, strip_lines
from crawler.records.fetch_result import FetchResult
from crawler.records.page import Page

OURS = "ours"
OURS_WITHOUT_TEMPLATE_LINES = "ours, less what the site repeats"

MAX_PAGES_PER_SITE = 100
"""Pages per site, evenly spaced, on which template lines are counted here; a crawl counts up to 2,000 pages."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """Score of one extractor on one page, and its CPU time in milliseconds (median of the runs)."""

    page: JudgedPage
    score: WordScore
    ms: float


def time_cpu(runs: int, work: Callable[..., Any], *arguments: object) -> tuple[Any, float]:
    """Return the result of a function, and its CPU time in milliseconds (median of the runs)."""
    durations = []
    for _ in range(runs):
        started = time.process_time()
        result = work(*arguments)
        durations.append((time.process_time() - started) * 1000)
    return result, statistics.median(durations)


def compare(sample: list[JudgedPage], extractors: dict[str, Extractor], runs: int) -> dict[str, list[PageResult]]:
    """Return the results of each extractor, ours included, page by page."""
    results: dict[str, list[PageResult]] = {name: [] for name in (OURS, OURS_WITHOUT_TEMPLATE_LINES, *extractors)}
    repeated = template_lines_of_sites(sample)
    for page in sample:
        markup = decode_html(page.body, "text/html")[0]
        text, ms = time_cpu(runs, _ours, markup)
        results[OURS].append(PageResult(page, score_text(page, text), ms))
        stored = read_page(fetch_result(page.name, page.site, page.body))
        own, more = time_cpu(runs, strip_lines, stored, repeated.get(page.site, frozenset()))
        results[OURS_WITHOUT_TEMPLATE_LINES].append(PageResult(page, score_text(page, own.text), ms + more))
        for name, extract in extractors.items():
            text, ms = time_cpu(runs, extract, markup)
            results[name].append(PageResult(page, score_text(page, text), ms))
    return results


def _ours(markup: str) -> str:
    return main_text.extract_main_text(parse_html(markup))


def fetch_result(name: str, site: str, body: bytes) -> FetchResult:
    """Return the fetch result for a stored page."""
    return FetchResult(
        url=f"https://{site}.example/{name}",
        site=site,
        status=200,
        fetched_at=datetime.now(UTC),
        headers={"content-type": "text/html"},
        body=body,
    )


def template_lines_of_sites(sample: list[JudgedPage]) -> dict[str, frozenset[int]]:
    """Return the template lines of each real site in the sample, counted on `MAX_PAGES_PER_SITE` pages of the site."""
    sites = {page.site for page in sample if page.name.startswith(REGION_PREFIX)}
    bodies: dict[str, list[tuple[str, bytes]]] = {site: [] for site in sites}
    for name, body in region_pages() if sites else ():
        site = name.split("/")[2]
        if site in sites:
            bodies[site].append((name, body))
    repeated = {}
    for site, pages in bodies.items():
        lines = TemplateLines()
        for page in _read(site, sorted(pages)[:: max(1, len(pages) // MAX_PAGES_PER_SITE)]):
            lines.add(page)
        repeated[site] = lines.lines()
    return repeated


def _read(site: str, pages: Iterable[tuple[str, bytes]]) -> Iterable[Page]:
    return (read_page(fetch_result(name, site, body)) for name, body in pages)


def time_parts(sample: list[JudgedPage], runs: int) -> dict[str, float]:
    """Return the mean CPU time in milliseconds of each part of our page reader, and of the whole."""
    durations: dict[str, list[float]] = {}

    def part(name: str, work: Callable[..., Any], *arguments: object) -> Any:
        result, ms = time_cpu(runs, work, *arguments)
        durations.setdefault(name, []).append(ms)
        return result

    for page in sample:
        response = fetch_result(page.name, page.site, page.body)
        markup, _ = part("decode", decode_html, page.body, "text/html")
        tree = part("parse", parse_html, markup)
        head_fields = part("head", head.read_head, tree, response.url, {})
        part("links and images", links.read_links, tree, response.url)
        items, _ = part("structured data", structured_data.read_structured, tree, markup, response.url)
        part("dates", publication_dates.read_page_dates, tree, items, head_fields["open_graph"])
        text = part("main text", main_text.extract_main_text, tree)
        part("language", language.detect_language, text)
        part("whole", read_page, response)
    return {name: round(statistics.mean(values), 3) for name, values in durations.items()}


def summarise(results: dict[str, list[PageResult]]) -> dict[str, dict[str, float]]:
    """Return the figures of each extractor: means over pages, and F1 of each half and of all words together."""
    return {name: _figures(page_results) for name, page_results in results.items()}


def _figures(page_results: list[PageResult]) -> dict[str, float]:
    scores = [result.score for result in page_results]
    words = WordScore(sum(s.correct for s in scores), sum(s.extracted for s in scores), sum(s.expected for s in scores))
    halves = {
        half: [result.score.f1 for result in page_results if result.page.held_out is held_out]
        for half, held_out in (("f1_development", False), ("f1_held_out", True))
    }
    figures = {
        "precision": statistics.mean(s.precision for s in scores),
        "recall": statistics.mean(s.recall for s in scores),
        "f1": statistics.mean(s.f1 for s in scores),
        **{half: statistics.mean(values) for half, values in halves.items() if values},
        "f1_all_words": words.f1,
        "ms_median": statistics.median(result.ms for result in page_results),
        "ms_mean": statistics.mean(result.ms for result in page_results),
    }
    return {name: round(value, 3) for name, value in figures.items()}


def f1_by_site(page_results: list[PageResult]) -> dict[str, float]:
    """Return the mean F1 of each site, or folder, of the sample."""
    sites = sorted({result.page.site for result in page_results})
    return {
        site: round(statistics.mean(result.score.f1 for result in page_results if result.page.site == site), 3)
        for site in sites
    }


def print_figures(figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    names = list(figures["extractors"][OURS])
    print(f"{figures['pages']} pages" + "".join(f"\n{message}" for message in figures["missing"]))
    print(f"\n{'':34}" + "".join(f"{name.replace('_', ' '):>16}" for name in names))
    for extractor, values in figures["extractors"].items():
        print(f"{extractor:34}" + "".join(f"{values[name]:>16.3f}" for name in names))
    for title, values in (("our F1 by site", figures["sites"]), ("our ms per page, by part", figures["fields"])):
        print(f"\n{title}\n" + "\n".join(f"    {name:24}{value:>8.3f}" for name, value in values.items()))


def main() -> int:
    """Run the benchmark and print its figures; return 2 when the judged pages are missing or have changed."""
    parser = argparse.ArgumentParser(description="Compare main-text extractors on judged real pages.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs on each page; the median is used (3)")
    parser.add_argument("--pages", type=int, help="a few pages, to test the benchmark; the figures mean nothing")
    arguments = parser.parse_args()
    try:
        sample = read_sample(arguments.pages)
    except (SampleMissingError, SampleChangedError) as error:
        print(error, file=sys.stderr)
        return 2
    extractors, missing = installed_extractors()
    runs = max(1, arguments.runs)
    results = compare(sample, extractors, runs)
    figures = {
        "pages": len(sample),
        "missing": missing,
        "extractors": summarise(results),
        "sites": f1_by_site(results[OURS_WITHOUT_TEMPLATE_LINES]),
        "fields": time_parts(sample, runs),
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        print_figures(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
