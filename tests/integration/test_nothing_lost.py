"""What a search offers when it finds nothing, and what it says when a source gave nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.sources.harvest_store import HarvestStore, SourceState
from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.integration.api_fixtures import search_json

SINCE = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def test_another_town_that_has_it_is_named(client: ApiClient) -> None:
    """Of the mill there is only Kuurne's; who looks in Menen is told how much there is where."""
    result = search_json(client, q="molen", site="menen")
    assert (0, {"kuurne": 1}) == (result["total"], result["instead"]["sites"])


def test_titles_like_it_find_something(client: ApiClient) -> None:
    """Each offered query finds something without the filter that left nothing; what is like no title offers none."""
    offered = search_json(client, q="recyclagepaark", type="job")
    assert (0, True) == (offered["total"], bool(offered["instead"]["queries"]))
    assert all(search_json(client, q=query)["total"] for query in offered["instead"]["queries"])
    assert [] == search_json(client, q="qqzzvv", type="job")["instead"]["queries"]


def test_what_is_found_offers_nothing_instead(client: ApiClient) -> None:
    """The contract's fields are all there is, as long as there is a result."""
    assert "instead" not in search_json(client, q="zwembad")


def test_a_source_in_trouble_is_named_in_every_answer(api_config: ApiConfig, tmp_path: Path) -> None:
    """As long as it is; one that answered again is not, and a search without the page store answers all the same."""
    where = str(tmp_path / "pages.db")
    with HarvestStore.open(where) as store:
        store.save_state(
            SourceState(source="uit", tried_at=SINCE, failures=2, problem="it responded with 503", problem_since=SINCE)
        )
        store.save_state(SourceState(source="ipdc", tried_at=SINCE, succeeded_at=SINCE))
    with serve_app(create_app(replace(api_config, store=where))) as caller:
        assert ["The source uit has had a problem since 2026-11-20 03:00 UTC: it responded with 503."] == search_json(
            caller, q="zwembad"
        )["degraded"]
    (tmp_path / "damaged.db").write_bytes(b"no database" * 100)
    for store_name in ("damaged.db", "absent.db"):
        with serve_app(create_app(replace(api_config, store=str(tmp_path / store_name)))) as caller:
            result = search_json(caller, q="zwembad")
            assert (True, []) == (result["total"] > 0, result["degraded"])
