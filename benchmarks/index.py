"""Benchmark of indexing: `indexer.sync.sync` from the page store, against a raw push of finished documents.

The raw push sends finished documents in the same batches to a fresh index with the same settings, and waits until the
engine has indexed them. This is the fastest possible way to fill a Meilisearch index. Our sync also finds
near-duplicates, stems, splits compounds and builds the ranking model. `index_ratio` is the time of the raw push divided
by the time of a sync from a store that was indexed before; `first_ratio` uses a store that was never indexed, so that
nothing is cached for its pages (see `indexer.corpus.cache`). The benchmark uses the eight real sites, alternates the
order and prints medians.

    python -m benchmarks.index [--json] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import secrets
import shutil
import statistics
import sys
import time
from typing import Any

import orjson

from benchmarks.indexed_region import crawled_real_region
from benchmarks.real_region import RegionMissingError
from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.document_batcher import DocumentBatcher
from indexer.meilisearch.engine.state import Engine
from indexer.meilisearch.index_settings import index_settings
from indexer.meilisearch.side_indexes import lexicon_index_name, places_index_name, stored_lexicon
from indexer.sync import document_counts, sync
from regiozoek.commands.running_engine import running_engine


def push_documents(engine: Engine, source: str) -> float:
    """Push the documents of an index to a fresh index, and return the seconds that this took."""
    indexes = EngineIndexes(engine)
    documents = [orjson.dumps(document) for document in indexes.fetch(source, None)]
    lexicon = stored_lexicon(indexes, source)
    assert lexicon is not None
    name = f"raw_{secrets.token_hex(4)}"
    indexes.create(name)
    started = time.perf_counter()
    indexes.update_settings(name, index_settings(lexicon))
    batcher = DocumentBatcher(indexes, name)
    for document in documents:
        batcher.add(document)
    batcher.flush()
    indexes.wait()
    seconds = time.perf_counter() - started
    indexes.drop(name)
    indexes.wait()
    return seconds


def measure(runs: int) -> dict[str, Any]:
    """Run all variants `runs` times and return the medians."""
    rows = []
    with crawled_real_region() as (settings, sites, _), running_engine(settings) as engine:
        indexes = EngineIndexes(engine)
        crawled = shutil.copy(settings.store, settings.data / "crawled.db")

        def ours(store: PageStore, index: str) -> float:
            started = time.perf_counter()
            sync(store, sites, engine, index=index, ranking=settings.data / "ranking" / index)
            return time.perf_counter() - started

        def never_indexed() -> tuple[float]:
            shutil.copy(crawled, settings.data / "never.db")
            with PageStore.open(settings.data / "never.db") as store:
                return (ours(store, "first"),)

        def indexed_before() -> tuple[float, float]:
            with PageStore.open(settings.store) as store:
                return ours(store, "fresh"), ours(store, "fresh")

        with PageStore.open(settings.store) as store:
            ours(store, "known")  # warms our caches of words, and the files of the engine
        for run in range(runs):
            sides = (never_indexed, indexed_before, lambda: (push_documents(engine, "known"),))
            turn = run % len(sides)  # alternates the order of the variants
            times = {}
            for side in (*sides[turn:], *sides[:turn]):
                times[side] = side()
                for name in ("first", "fresh"):
                    for each in (name, lexicon_index_name(name), places_index_name(name)):
                        if indexes.exists(each):
                            indexes.drop(each)
                indexes.wait()
            rows.append(tuple(seconds for side in sides for seconds in times[side]))
        documents = sum(document_counts(engine, "known").values())
    first, known, unchanged, pushed = (statistics.median(column) for column in zip(*rows, strict=True))
    return {
        "index_ratio": round(statistics.median(row[3] / row[1] for row in rows), 3),
        "first_ratio": round(statistics.median(row[3] / row[0] for row in rows), 3),
        "ours_seconds": round(known, 2),
        "first_seconds": round(first, 2),
        "raw_seconds": round(pushed, 2),
        "unchanged_seconds": round(unchanged, 2),
        "documents": documents,
        "runs": len(rows),
    }


def main() -> int:
    """Run the benchmark and print its figures; return 2 when the corpus is missing."""
    parser = argparse.ArgumentParser(description="Compare indexing with a raw push of documents.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each variant; the medians are printed (3)")
    arguments = parser.parse_args()
    try:
        figures = measure(max(1, arguments.runs))
    except RegionMissingError as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20}{value:>10}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
