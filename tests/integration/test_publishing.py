"""Swapping in a rebuilt index while clients search."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.store.page_store import PageStore
from indexer.meilisearch.engine.state import Engine
from indexer.sync import sync
from search_api.app import create_app
from search_api.records.config import ApiConfig
from search_api.search import index_artifacts, response_cache
from tests.integration.api_client import ApiClient, serve_app
from tests.unit.indexer.records import KUURNE, MENEN, page

SITES = (KUURNE, MENEN)
SWAP_COUNT, CLIENT_COUNT = 10, 32
QUERIES = ("paspoort", "rijbewijs aanvragen", "loket", "alles over huwelijk", "kuurne verhuizen", "paspoort&sort=date")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A page store with two towns of a hundred pages each."""
    names = ("paspoort", "rijbewijs", "huwelijk", "verhuizen", "loket")
    with PageStore.open(tmp_path / "pages.db") as opened:
        run = opened.begin_run([site.id for site in SITES])
        for site in SITES:
            for number in range(100):
                name = names[number % len(names)]
                text = f"Alles over {name} in {site.name}, bladzijde {number}, lees je aan het loket."
                opened.save_page(
                    run, page(f"{name}/{number}", site, titles=(f"{name.title()} {number}",), text=text), b""
                )
            opened.finish_site(site.id, run)
        opened.finish_run(run)
        yield opened


def search_until(caller: ApiClient, number: int, done: threading.Event) -> Counter[str]:
    """Search until `done` is set; count the responses: ok, empty, degraded, or the status of an error."""
    found: Counter[str] = Counter()
    while not done.is_set():
        response = caller.request("GET", f"/api/search?q={QUERIES[number % len(QUERIES)].replace(' ', '+')}")
        if response.status != 200:
            found[f"{response.status} {response.text[:200]}"] += 1
            continue
        result = response.json()
        found["degraded" if result["degraded"] else "good" if result["hits"] else "empty"] += 1
        number += 1
    return found


def test_searches_do_not_notice_index_swaps(
    store: PageStore,
    engine: Engine,
    index: str,
    api_config: ApiConfig,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No search fails, is empty or falls back on the cache while every part of the index is rebuilt."""
    monkeypatch.setattr(response_cache, "RESPONSE_TTL", 0.0)  # every search reaches the engine
    monkeypatch.setattr(index_artifacts, "MODEL_CHECK_INTERVAL", 0.0)
    monkeypatch.setattr(index_artifacts, "LEXICON_TTL", 0.0)
    ranking = tmp_path / "ranking"
    sync(store, SITES, engine, index=index, ranking=ranking)
    patient = replace(api_config, index=index, ranking=ranking, deadline=15.0)  # slow machines have two shared cores
    done = threading.Event()
    with serve_app(create_app(patient)) as caller, ThreadPoolExecutor(CLIENT_COUNT) as clients:
        futures = [clients.submit(search_until, caller, number, done) for number in range(CLIENT_COUNT)]
        try:
            for _ in range(SWAP_COUNT):
                summary = sync(store, SITES, engine, index=index, ranking=ranking, rebuild=True)
                assert summary.documents == 200
        finally:
            done.set()
        total = sum((future.result() for future in futures), Counter())
    assert {"good"} == set(total), total
    assert total["good"] >= SWAP_COUNT * CLIENT_COUNT
