"""The engine gone, silent, broken off and back again, as a citizen's search sees it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from search_api.app import create_app
from search_api.engine import engine_client
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.integration.api_fixtures import search_json
from tests.integration.engine_proxy import EngineProxy, ProxyMode, run_proxy

DEADLINE = 0.6
"""Seconds the service waits here for an engine that answers in some milliseconds."""

PAUSE = 0.2

PATHS = ["/api/search?q=hinder", "/api/suggest?q=zwem", "/zoeken?q=hinder", "/readyz"]

PROXY_FAILURES = [ProxyMode.HANG, ProxyMode.DISCONNECT]


@dataclass(frozen=True, slots=True)
class Shaky:
    """A service with something between it and its engine."""

    proxy: EngineProxy
    caller: ApiClient


@pytest.fixture
def shaky(api_config: ApiConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shaky]:
    """A service whose engine can be made to hang or to break off."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", PAUSE)
    with run_proxy(api_config.engine_url) as proxy:
        app = create_app(replace(api_config, engine_url=proxy.url, deadline=DEADLINE))
        with serve_app(app) as caller:
            yield Shaky(proxy, caller)


def recovered(caller: ApiClient, path: str) -> bool:
    """Whether a path is answered again, asked now and then as a citizen would."""
    for _ in range(50):
        if caller.get(path).status == 200:
            return True
        time.sleep(PAUSE / 2)
    return False


@pytest.mark.parametrize("mode", PROXY_FAILURES)
@pytest.mark.parametrize("path", PATHS)
def test_an_engine_in_trouble_is_a_503(shaky: Shaky, path: str, mode: ProxyMode) -> None:
    """With the moment to try again, from the first request on and on connections that were open before."""
    search_json(shaky.caller, q="recyclagepark")
    shaky.proxy.mode = mode
    answers = [shaky.caller.get(path) for _ in range(2)]
    assert [(503, "5")] * 2 == [(answer.status, answer.headers["retry-after"]) for answer in answers]
    assert shaky.caller.get("/healthz").status == 200


@pytest.mark.parametrize("mode", PROXY_FAILURES)
def test_the_last_answer_is_given_and_marked(shaky: Shaky, mode: ProxyMode, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found a while ago is better than nothing, and says what it is; another request has no answer."""
    before = search_json(shaky.caller, q="brug", home="kuurne")
    monkeypatch.setattr("search_api.search.response_cache.RESPONSE_TTL", 0.0)
    shaky.proxy.mode = mode
    after = search_json(shaky.caller, q="brug", home="kuurne")
    assert (before["hits"], before["total"], before["facets"], []) == (
        after["hits"],
        after["total"],
        after["facets"],
        before["degraded"],
    )
    assert ["does not respond" in sentence for sentence in after["degraded"]] == [True]
    assert shaky.caller.get("/api/search?q=brug&home=menen").status == 503


@pytest.mark.parametrize("mode", PROXY_FAILURES)
def test_the_service_recovers_by_itself(shaky: Shaky, mode: ProxyMode) -> None:
    """Once the engine is back, searches are answered as before, without a mark."""
    shaky.proxy.mode = mode
    statuses = {shaky.caller.get("/api/search?q=brug").status for _ in range(3)}
    shaky.proxy.mode = ProxyMode.FORWARD
    assert ({503}, True) == (statuses, recovered(shaky.caller, "/api/search?q=brug"))
    assert (True, []) == ((answer := search_json(shaky.caller, q="zwembad"))["total"] > 0, answer["degraded"])


def test_nobody_waits_for_an_engine_that_is_known_to_be_silent(shaky: Shaky, monkeypatch: pytest.MonkeyPatch) -> None:
    """One request finds it out; those behind it are told so without asking."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", 600.0)
    shaky.proxy.mode = ProxyMode.HANG
    shaky.caller.get("/api/search?q=brug")
    accepted = shaky.proxy.accepted
    answers = {shaky.caller.get(f"/api/search?q=brug{number}").status for number in range(20)}
    assert ({503}, accepted) == (answers, shaky.proxy.accepted)


def test_an_engine_that_was_restarted_costs_no_search(shaky: Shaky) -> None:
    """Connections kept from before are broken; a search opens a new one instead of failing."""
    search_json(shaky.caller, q="brug")
    shaky.proxy.mode = ProxyMode.DISCONNECT
    time.sleep(0.1)  # until the kept connections are closed
    shaky.proxy.mode = ProxyMode.FORWARD
    assert search_json(shaky.caller, q="zwembad")["total"] > 0


def test_a_service_that_starts_before_its_engine(api_config: ApiConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses searches until the engine is there, and needs no restart."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", PAUSE)
    with run_proxy(api_config.engine_url) as proxy:
        proxy.mode = ProxyMode.DISCONNECT
        app = create_app(replace(api_config, engine_url=proxy.url, deadline=DEADLINE))
        with serve_app(app) as caller:
            first = caller.get("/api/search?q=brug").status
            proxy.mode = ProxyMode.FORWARD
            assert (503, True) == (first, recovered(caller, "/api/search?q=brug"))
            assert search_json(caller, q="zwemmen", home="kuurne")["hits"][0]["title"] == "Zwembad Kuurne"
