"""Suggestions when a search has no results, and warnings about sources in trouble."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.sources.harvest_store import HarvestStore, SourceState
from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.integration.api_fixtures import search_json

FAILING_SINCE = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def test_zero_results_name_towns_that_have_results(client: ApiClient) -> None:
    """Only Kuurne has a mill; a search in Menen shows the number of results elsewhere."""
    result = search_json(client, q="molen", site="menen")
    assert (0, {"kuurne": 1}) == (result["total"], result["instead"]["sites"])


def test_zero_results_suggest_similar_titles(client: ApiClient) -> None:
    """Each suggested query has results without the filter. A query without similar titles has no suggestions."""
    offered = search_json(client, q="recyclagepaark", type="job")
    assert (0, True) == (offered["total"], bool(offered["instead"]["queries"]))
    assert all(search_json(client, q=query)["total"] for query in offered["instead"]["queries"])
    assert [] == search_json(client, q="qqzzvv", type="job")["instead"]["queries"]


def test_results_have_no_zero_result_suggestions(client: ApiClient) -> None:
    assert "instead" not in search_json(client, q="zwembad")


def test_every_response_names_sources_in_trouble(api_config: ApiConfig, tmp_path: Path) -> None:
    """Until the source recovers. A search without the page store works without these warnings."""
    where = str(tmp_path / "pages.db")
    with HarvestStore.open(where) as store:
        store.save_state(
            SourceState(
                source="uit",
                tried_at=FAILING_SINCE,
                failures=2,
                problem="it responded with 503",
                problem_since=FAILING_SINCE,
            )
        )
        store.save_state(SourceState(source="ipdc", tried_at=FAILING_SINCE, succeeded_at=FAILING_SINCE))
    with serve_app(create_app(replace(api_config, store=where))) as caller:
        assert ["The source uit has had a problem since 2026-11-20 03:00 UTC: it responded with 503."] == search_json(
            caller, q="zwembad"
        )["degraded"]
    (tmp_path / "damaged.db").write_bytes(b"no database" * 100)
    for store_name in ("damaged.db", "absent.db"):
        with serve_app(create_app(replace(api_config, store=str(tmp_path / store_name)))) as caller:
            result = search_json(caller, q="zwembad")
            assert (True, []) == (result["total"] > 0, result["degraded"])
