"""How fast documents get from the page store into the index, beside pushing ready-made documents.

Raw sends the documents as they are into a fresh index with the same settings, in the same batches, and waits until the
engine is done: nothing that fills a Meilisearch can be faster. Ours is `indexer.sync.sync` from the page store into a
fresh index: it reads every page twice, finds near-identical texts, stems, splits compounds, builds the ranking model.
The eight real sites; both sides in turn, medians of the runs.

    python -m benchmarks.index [--json] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import secrets
import statistics
import sys
import time
from typing import Any

from benchmarks.indexed import crawled_real_region
from benchmarks.real_region import RegionMissingError
from crawler.store import PageStore
from indexer.adapter import EngineIndexes
from indexer.engine.state import Engine
from indexer.lexicon_index import lexicon_name, stored_lexicon
from indexer.outbox import Outbox
from indexer.places_index import places_name
from indexer.settings import index_settings
from indexer.sync import sync
from regiozoek.engine import running_engine


def raw(engine: Engine, source: str) -> float:
    """Return the seconds that pushing the documents of an index into a fresh one takes."""
    indexes = EngineIndexes(engine)
    documents = list(indexes.fetch(source, None))
    lexicon = stored_lexicon(indexes, source)
    assert lexicon is not None
    name = f"raw_{secrets.token_hex(4)}"
    indexes.create(name)
    started = time.perf_counter()
    indexes.apply(name, index_settings(lexicon))
    outbox = Outbox(indexes, name)
    for document in documents:
        outbox.put(document)
    outbox.flush()
    indexes.wait()
    seconds = time.perf_counter() - started
    indexes.drop(name)
    indexes.wait()
    return seconds


def measure(runs: int) -> dict[str, Any]:
    """Return the medians of the runs."""
    found: list[tuple[float, float, float]] = []
    with crawled_real_region() as (settings, sites, _), running_engine(settings) as engine:
        indexes = EngineIndexes(engine)
        with PageStore.open(settings.store) as store:
            for run in range(runs + 1):
                name = f"ours_{run}"
                started = time.perf_counter()
                documents = sync(store, sites, engine, index=name, ranking=settings.data / "ranking" / name).documents
                seconds = time.perf_counter() - started
                if run:  # the first run warms the caches of words on our side, and the files of the engine on both
                    again = time.perf_counter()
                    sync(store, sites, engine, index=name, ranking=settings.data / "ranking" / name)
                    found.append((seconds, raw(engine, name), time.perf_counter() - again))
                for each in (name, lexicon_name(name), places_name(name)):
                    if indexes.exists(each):
                        indexes.drop(each)
                indexes.wait()
    return {
        "index_ratio": round(statistics.median(pushed / ours for ours, pushed, _ in found), 3),
        "ours_seconds": round(statistics.median(row[0] for row in found), 2),
        "raw_seconds": round(statistics.median(row[1] for row in found), 2),
        "unchanged_seconds": round(statistics.median(row[2] - row[1] for row in found), 2),
        "documents": documents,
        "runs": len(found),
    }


def main() -> int:
    """Measure and print; 2 when the corpus is missing."""
    parser = argparse.ArgumentParser(description="Measure indexing beside a raw push.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each side, of which the medians count (3)")
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
