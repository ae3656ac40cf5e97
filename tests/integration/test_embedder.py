"""Semantic search with an external embedder, and search while the embedder is down."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.sync import sync
from search_api.query.search_request import SearchRequest
from search_api.records.config import ApiConfig
from search_api.search.search import Searcher
from tests.servers.embedder import embedder_settings, stub_embedder
from tests.unit.indexer.records import KUURNE, page

PAGES = {"wijkagent": "Politie in de buurt", "zwemmen": "Zwemmen in het weekend", "feest": "Straatfeest in juni"}


@pytest.fixture
def region(engine: Engine, tmp_path: Path) -> Iterator[tuple[PageStore, ApiConfig]]:
    """Three stored pages of a town, and the configuration of a search over an index of their own."""
    name = f"meaning_{secrets.token_hex(4)}"
    with PageStore.open(tmp_path / "pages.db") as store:
        run = store.begin_run([KUURNE.id])
        for path, title in PAGES.items():
            store.save_page(run, page(path, KUURNE, titles=(title,), text=f"{title}. Alles daarover staat hier."), b"")
        store.finish_site(KUURNE.id, run)
        store.finish_run(run)
        config = ApiConfig(
            engine_url=engine.url,
            engine_key=engine.key,
            sites=(KUURNE,),
            index=name,
            ranking=tmp_path / "ranking",
            embedder=True,
        )
        yield store, config
    indexes = EngineIndexes(engine)
    for each in indexes.names():
        if each.startswith(name):
            indexes.drop(each)
    indexes.wait()


def titles(config: ApiConfig, q: str) -> list[str]:
    """Return the titles of the results of a query."""

    async def run_search() -> list[str]:
        async with Searcher.open(config) as searcher:
            return [hit.title for hit in (await searcher.search(SearchRequest(q=q))).hits]

    return asyncio.run(run_search())


def test_semantic_match_without_shared_words_is_first(region: tuple[PageStore, ApiConfig], engine: Engine) -> None:
    """Unchanged embedder settings are not sent again."""
    store, config = region
    with stub_embedder() as url:
        for _ in range(2):
            sync(store, (KUURNE,), engine, index=config.index, ranking=config.ranking, embedder=embedder_settings(url))
        assert titles(config, "veldwachter")[0] == PAGES["wijkagent"]


def test_search_works_without_the_embedder(region: tuple[PageStore, ApiConfig], engine: Engine) -> None:
    """Keyword search alone."""
    store, config = region
    with stub_embedder() as url:
        sync(store, (KUURNE,), engine, index=config.index, ranking=config.ranking, embedder=embedder_settings(url))
    assert [PAGES["feest"]] == titles(config, "straatfeest")
