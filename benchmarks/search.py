"""How many searches a second the API answers beside the raw engine: the same queries, index and machine, the same run.

Raw is Meilisearch's own search with facets, highlights and a cropped text, ten results: what a site would show that
asked the engine directly. Ours is `regiozoek serve` with all that it adds: the ranking model, synonyms, corrections,
the home town, near-identical texts as one, its own excerpts. 50,000 documents; 1, 8 and 32 clients that never pause;
no query is asked twice, so that no cache answers. Then one query again and again, which the cache answers. The CPU of
engine and service a search is told too: what others on the machine do moves it less than the ratios.

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
"""Seconds for a service to answer first."""

RAW_FIELDS = ("id", "url", "title", "body", "site", "type", "date", "lang")


def measure(region: IndexedRegion, runs: int, requests: int) -> dict[str, Any]:
    """Return medians over the runs: ratios within each run, since the machine drifts."""
    queries = [query.text for query in read_queries(LIBREOFFICE_FOLDER / "queries.tsv")]
    found: list[dict[str, dict[str, float]]] = []
    for run in range(runs):
        rows = {}
        for number, clients in enumerate(CLIENT_COUNTS):
            start = (run * len(CLIENT_COUNTS) + number) * requests
            asked = [queries[(start + at) % len(queries)] for at in range(requests)]
            sides = [
                ("raw", lambda a=asked, c=clients: load_engine(region, a, c)),
                ("api", lambda a=asked, c=clients: load_api(region, a, c)),
            ]
            row: dict[str, Any] = {}
            for name, side in sides if (run + number) % 2 == 0 else reversed(sides):
                row[name] = side()
            rows[str(clients)] = row
        rows["cached"] = {
            "raw": load_engine(region, queries[:1] * requests, 1),
            "api": load_api(region, queries[:1] * requests, 1),
        }
        found.append(rows)
    return _record(found)


def _record(found: list[dict[str, Any]]) -> dict[str, Any]:
    def middle(clients: str, value: str, *, turned: bool = False) -> float:
        ratios = [row[clients]["api"][value] / row[clients]["raw"][value] for row in found]
        return round(statistics.median(1 / ratio if turned else ratio for ratio in ratios), 3)

    names = [str(clients) for clients in CLIENT_COUNTS]
    return {
        "api_ratio": min(middle(name, "per_second") for name in names),
        "p99_ratio": max(middle(name, "p99_ms") for name in names),
        "cached_ratio": middle("cached", "per_second"),
        "by_clients": {
            name: {"api_ratio": middle(name, "per_second"), "p99_ratio": middle(name, "p99_ms")}
            | {
                f"{side}_{value}": round(statistics.median(row[name][side][value] for row in found), 2)
                for side in ("raw", "api")
                for value in found[0][name][side]
            }
            for name in [*names, "cached"]
        },
        "runs": len(found),
    }


def load_engine(region: IndexedRegion, queries: list[str], clients: int) -> dict[str, float]:
    """Ask the engine itself."""
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
    asked = [{"path": path, "body": {**body, "q": query}} for query in queries]
    return _load(region, region.engine.url, asked, clients, headers)


def load_api(region: IndexedRegion, queries: list[str], clients: int) -> dict[str, float]:
    """Ask a service that was just started, so that it remembers no answer."""
    with _service(region) as (url, pid):
        _load(region, url, _searches(f"warm {at}" for at in range(20)), 2, {})
        before = cpu_seconds(pid)
        found = _load(region, url, _searches(queries), clients, {})
        return found | {"service_cpu_ms": (cpu_seconds(pid) - before) * 1000 / len(queries)}


def _searches(queries: Iterable[str]) -> list[dict[str, Any]]:
    return [{"path": f"/api/search?{urlencode({'q': query})}"} for query in queries]


def _load(
    region: IndexedRegion, url: str, requests: list[dict[str, Any]], clients: int, headers: dict[str, str]
) -> dict[str, float]:
    job = json.dumps({"url": url, "requests": requests, "clients": clients, "headers": headers})
    command = [sys.executable, "-m", "benchmarks.peers.load_generator"]
    assert region.engine.pid, "the benchmark's engine is a managed one"
    before = cpu_seconds(region.engine.pid)
    done = json.loads(subprocess.run(command, input=job, capture_output=True, text=True, check=True).stdout)
    engine_cpu = cpu_seconds(region.engine.pid) - before
    if done["failed"]:
        raise LoadFailedError(f"{done['failed']} of {len(requests)} requests to {url} failed")
    took = sorted(done["took"])
    return {
        "per_second": len(took) / done["seconds"],
        "p50_ms": took[len(took) // 2],
        "p99_ms": took[int(len(took) * 0.99)],
        "engine_cpu_ms": engine_cpu * 1000 / len(took),
    }


class LoadFailedError(Exception):
    """A request was not answered, so that no figure means anything."""


@contextlib.contextmanager
def _service(region: IndexedRegion) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--data", region.settings.data, "--sites", region.settings.sites, "--port", str(port)]
    command = [sys.executable, "-m", "regiozoek", "serve", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTUP_TIMEOUT
        while True:
            try:
                urllib.request.urlopen(f"{url}/readyz", timeout=5).read()  # noqa: S310 -- our own address
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
    """Print a record for people."""
    for name in ("api_ratio", "p99_ratio", "cached_ratio"):
        print(f"{name:14}{figures[name]:>8}")
    for clients, row in figures["by_clients"].items():
        print(f"\n{clients} " + ("clients" if clients != "cached" else "(one client)"))
        for name, value in row.items():
            print(f"    {name:22}{value:>10}")
    print("\nmilliseconds a search, by step")
    for name, value in figures["steps"].items():
        print(f"    {name:22}{value:>10}")


def main() -> int:
    """Measure and print; 2 when the corpus is missing, 3 when a request failed."""
    parser = argparse.ArgumentParser(description="Measure the API beside the raw engine.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side, of which the medians count (3)")
    parser.add_argument(
        "--documents", type=int, default=DOCUMENT_COUNT, help="documents of the index; fewer is a trial"
    )
    parser.add_argument("--requests", type=int, default=700, help="requests of each side, run and number of clients")
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
