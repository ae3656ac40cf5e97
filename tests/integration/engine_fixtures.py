"""A real Meilisearch for the tests: downloaded once into the checkout's cache, started once per session."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine import service
from indexer.meilisearch.engine.state import Engine
from indexer.meilisearch.side_indexes import lexicon_index_name

pytest_plugins = ["tests.integration.api_fixtures"]

CACHE = Path(__file__).resolve().parents[2] / ".cache"


@pytest.fixture(scope="session")
def engine_cache() -> Path:
    """The folder with Meilisearch's binary, which is downloaded if it is missing."""
    service.install_engine(CACHE)
    return CACHE


@pytest.fixture(scope="session")
def engine(engine_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A running engine, stopped at the end of the session."""
    data = tmp_path_factory.mktemp("engine data")
    yield service.start_engine(data, engine_cache)
    service.stop_engine(data)


@pytest.fixture
def index(engine: Engine) -> Iterator[str]:
    """The name of an index for this test alone, deleted afterwards with its side indexes."""
    name = f"test_{secrets.token_hex(6)}"
    yield name
    indexes = EngineIndexes(engine)
    for found in indexes.names():
        if found.startswith(name) or found == lexicon_index_name(name):
            indexes.drop(found)
    indexes.wait()
