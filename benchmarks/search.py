"""Benchmark of the search API against the raw engine: searches per second and latency, on the same index and queries.

Raw is a Meilisearch search with facets, highlights, cropped text and ten results: what a site would show that calls the
engine directly. Ours is `regiozoek serve` with everything that it adds: the ranking model, synonyms, spelling
correction, the home site, grouping of near-duplicates and its own excerpts. The index has 50,000 documents, and 1, 8 or
32 clients send requests without pause. No query is repeated, so that no cache is used; then one query is repeated, to
measure the cache. The benchmark also prints the CPU time of engine and service per search, which depends less on other
load on the machine than the ratios.

    python -m benchmarks.search [--json] [--runs 3] [--documents 50000] [--requests 700]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.command_metrics import cpu_seconds
from benchmarks.indexed_region import IndexedRegion
from benchmarks.large_index import DOCUMENT_COUNT, indexed_large_region
from benchmarks.real_region import RegionMissingError
from benchmarks.relevance import LIBREOFFICE_FOLDER
from benchmarks.search_steps import time_search_steps
from indexer.meilisearch.index_settings import STEM_FIELDS
from search_api.evaluation.evaluate import read_queries
from search_api.records.facets import FACET_NAMES

CLIENT_COUNTS = (1, 8, 32)

STARTUP_TIMEOUT = 60
"""Seconds to wait for a service to become ready."""

RAW_FIELDS = ("id", "url", "title", "body", "site", "type", "date", "lang")


def measure(region: IndexedRegion, runs: int, requests: int) -> dict[str, Any]:
    """Return medians over the runs; ratios are computed within each run, because the speed of the machine varies."""
    queries = [query.text for query in read_queries(LIBREOFFICE_FOLDER / "queries.tsv")]
    results: list[dict[str, dict[str, float]]] = []
    for run in range(runs):
        rows = {}
        for number, clients in enumerate(CLIENT_COUNTS):
            start = (run * len(CLIENT_COUNTS) + number) * requests
            selected = [queries[(start + at) % len(queries)] for at in range(requests)]
            sides = [
                ("raw", lambda a=selected, c=clients: load_engine(region, a, c)),
                ("api", lambda a=selected, c=clients: load_api(region, a, c)),
            ]
            row: dict[str, Any] = {}
            for name, side in sides if (run + number) % 2 == 0 else reversed(sides):
                row[name] = side()
            rows[str(clients)] = row
        rows["cached"] = {
            "raw": load_engine(region, queries[:1] * requests, 1),
            "api": load_api(region, queries[:1] * requests, 1),
        }
        results.append(rows)
    return _record(results)


def _record(results: list[dict[str, Any]]) -> dict[str, Any]:
    def median_ratio(clients: str, value: str) -> float:
        ratios = [row[clients]["api"][value] / row[clients]["raw"][value] for row in results]
        return float(round(statistics.median(ratios), 3))

    names = [str(clients) for clients in CLIENT_COUNTS]
    return {
        "api_ratio": min(median_ratio(name, "per_second") for name in names),
        "p99_ratio": max(median_ratio(name, "p99_ms") for name in names),
        "cached_ratio": median_ratio("cached", "per_second"),
        "by_clients": {
            name: {"api_ratio": median_ratio(name, "per_second"), "p99_ratio": median_ratio(name, "p99_ms")}
            | {
                f"{side}_{value}": round(statistics.median(row[name][side][value] for row in results), 2)
                for side in ("raw", "api")
                for value in results[0][name][side]
            }
            for name in [*names, "cached"]
        },
        "runs": len(results),
    }


def load_engine(region: IndexedRegion, queries: list[str], clients: int) -> dict[str, float]:
    """Send the queries to the engine."""
    body = {
        "attributesToSearchOn": STEM_FIELDS,
        "facets": FACET_NAMES,
        "attributesToRetrieve": RAW_FIELDS,
        "attributesToHighlight": ["title", "body"],
        "attributesToCrop": ["body"],
        "cropLength": 40,
        "limit": 10,
        "matchingStrategy": "frequency",
    }
    path = f"/indexes/{region.settings.index}/search"
    headers = {"Authorization": f"Bearer {region.engine.key}"}
    searches = [{"path": path, "body": {**body, "q": query}} for query in queries]
    return _load(region, region.engine.url, searches, clients, headers)


def load_api(region: IndexedRegion, queries: list[str], clients: int) -> dict[str, float]:
    """Send the queries to a newly started service, whose cache is empty."""
    with _service(region) as (url, pid):
        _load(region, url, _searches(f"warm {at}" for at in range(20)), 2, {})
        before = cpu_seconds(pid)
        results = _load(region, url, _searches(queries), clients, {})
        return results | {"service_cpu_ms": (cpu_seconds(pid) - before) * 1000 / len(queries)}


def _searches(queries: Iterable[str]) -> list[dict[str, Any]]:
    return [{"path": f"/api/search?{urlencode({'q': query})}"} for query in queries]


def _load(
    region: IndexedRegion, url: str, requests: list[dict[str, Any]], clients: int, headers: dict[str, str]
) -> dict[str, float]:
    job = json.dumps({"url": url, "requests": requests, "clients": clients, "headers": headers})
    command = [sys.executable, "-m", "benchmarks.peers.load_generator"]
    assert region.engine.pid, "the engine of the benchmark is managed"
    before = cpu_seconds(region.engine.pid)
    done = json.loads(subprocess.run(command, input=job, capture_output=True, text=True, check=True).stdout)
    engine_cpu = cpu_seconds(region.engine.pid) - before
    if done["failed"]:
        raise LoadFailedError(f"{done['failed']} of {len(requests)} requests to {url} failed")
    durations = sorted(done["durations"])
    return {
        "per_second": len(durations) / done["seconds"],
        "p50_ms": durations[len(durations) // 2],
        "p99_ms": durations[int(len(durations) * 0.99)],
        "engine_cpu_ms": engine_cpu * 1000 / len(durations),
    }


class LoadFailedError(Exception):
    """A request failed, so that the figures have no meaning."""


@contextlib.contextmanager
def _service(region: IndexedRegion) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options: list[str | Path] = ["--data", region.settings.data, "--sites", region.settings.sites, "--port", str(port)]
    command: list[str | Path] = [sys.executable, "-m", "regiozoek", "serve", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTUP_TIMEOUT
        while True:
            try:
                urllib.request.urlopen(f"{url}/readyz", timeout=5).read()  # noqa: S310 -- a loopback URL
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait()


def print_figures(figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    for name in ("api_ratio", "p99_ratio", "cached_ratio"):
        print(f"{name:14}{figures[name]:>8}")
    for clients, row in figures["by_clients"].items():
        print(f"\n{clients} " + ("clients" if clients != "cached" else "(one client)"))
        for name, value in row.items():
            print(f"    {name:22}{value:>10}")
    print("\nmilliseconds per search, by step")
    for name, value in figures["steps"].items():
        print(f"    {name:22}{value:>10}")


def main() -> int:
    """Run the benchmark and print its figures; return 2 when the corpus is missing, 3 when a request failed."""
    parser = argparse.ArgumentParser(description="Compare the search API with the raw engine.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side; the medians are printed (3)")
    parser.add_argument(
        "--documents",
        type=int,
        default=DOCUMENT_COUNT,
        help="documents in the index; use fewer to test the benchmark (50000)",
    )
    parser.add_argument(
        "--requests", type=int, default=700, help="requests for each side, run and number of clients (700)"
    )
    arguments = parser.parse_args()
    try:
        with indexed_large_region(arguments.documents) as region:
            figures = measure(region, max(1, arguments.runs), arguments.requests)
            figures["documents"] = arguments.documents
            figures["steps"] = asyncio.run(time_search_steps(region))
    except RegionMissingError as error:
        print(error, file=sys.stderr)
        return 2
    except LoadFailedError as error:
        print(error, file=sys.stderr)
        return 3
    if arguments.json:
        print(json.dumps(figures))
    else:
        print_figures(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
