"""The API while its engine hangs, disconnects or is down, and after it recovers."""

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

ENGINE_TIMEOUT = 0.6
"""Timeout of requests to the engine in these tests, in seconds. Normally the engine responds in milliseconds."""

RETRY_PAUSE = 0.2

PATHS = ["/api/search?q=hinder", "/api/suggest?q=zwem", "/zoeken?q=hinder", "/readyz"]

PROXY_FAILURES = [ProxyMode.HANG, ProxyMode.DISCONNECT]


@dataclass(frozen=True, slots=True)
class ServiceBehindProxy:
    """An API with a proxy between it and its engine."""

    proxy: EngineProxy
    client: ApiClient


@pytest.fixture
def service(api_config: ApiConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceBehindProxy]:
    """An API whose engine can be made to hang or disconnect."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", RETRY_PAUSE)
    with run_proxy(api_config.engine_url) as proxy:
        app = create_app(replace(api_config, engine_url=proxy.url, deadline=ENGINE_TIMEOUT))
        with serve_app(app) as client:
            yield ServiceBehindProxy(proxy, client)


def responds_again(client: ApiClient, path: str) -> bool:
    """Poll a path until it responds with 200; return whether it did."""
    for _ in range(50):
        if client.get(path).status == 200:
            return True
        time.sleep(RETRY_PAUSE / 2)
    return False


@pytest.mark.parametrize("mode", PROXY_FAILURES)
@pytest.mark.parametrize("path", PATHS)
def test_unresponsive_engine_is_a_503_with_retry_after(service: ServiceBehindProxy, path: str, mode: ProxyMode) -> None:
    """From the first request on, and on open connections too."""
    search_json(service.client, q="recyclagepark")
    service.proxy.mode = mode
    responses = [service.client.get(path) for _ in range(2)]
    assert [(503, "5")] * 2 == [(response.status, response.headers["retry-after"]) for response in responses]
    assert service.client.get("/healthz").status == 200


@pytest.mark.parametrize("mode", PROXY_FAILURES)
def test_cached_response_is_served_and_marked_as_degraded(
    service: ServiceBehindProxy, mode: ProxyMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that is not in the cache gets no results."""
    before = search_json(service.client, q="brug", home="kuurne")
    monkeypatch.setattr("search_api.search.response_cache.RESPONSE_TTL", 0.0)
    service.proxy.mode = mode
    after = search_json(service.client, q="brug", home="kuurne")
    assert (before["hits"], before["total"], before["facets"], []) == (
        after["hits"],
        after["total"],
        after["facets"],
        before["degraded"],
    )
    assert ["does not respond" in sentence for sentence in after["degraded"]] == [True]
    assert service.client.get("/api/search?q=brug&home=menen").status == 503


@pytest.mark.parametrize("mode", PROXY_FAILURES)
def test_service_recovers_with_its_engine(service: ServiceBehindProxy, mode: ProxyMode) -> None:
    """The next responses are not marked as degraded."""
    service.proxy.mode = mode
    statuses = {service.client.get("/api/search?q=brug").status for _ in range(3)}
    service.proxy.mode = ProxyMode.FORWARD
    assert ({503}, True) == (statuses, responds_again(service.client, "/api/search?q=brug"))
    assert (True, []) == ((response := search_json(service.client, q="zwembad"))["total"] > 0, response["degraded"])


def test_requests_fail_fast_after_an_engine_timeout(
    service: ServiceBehindProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request times out; the following ones fail without contacting the engine."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", 600.0)
    service.proxy.mode = ProxyMode.HANG
    service.client.get("/api/search?q=brug")
    accepted = service.proxy.accepted
    responses = {service.client.get(f"/api/search?q=brug{number}").status for number in range(20)}
    assert ({503}, accepted) == (responses, service.proxy.accepted)


def test_search_reconnects_after_an_engine_restart(service: ServiceBehindProxy) -> None:
    """Connections in the pool are broken; a search opens a new one instead of failing."""
    search_json(service.client, q="brug")
    service.proxy.mode = ProxyMode.DISCONNECT
    time.sleep(0.1)  # until the pooled connections are closed
    service.proxy.mode = ProxyMode.FORWARD
    assert search_json(service.client, q="zwembad")["total"] > 0


def test_service_may_start_before_its_engine(api_config: ApiConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses searches until the engine is running, and needs no restart."""
    monkeypatch.setattr(engine_client, "RETRY_PAUSE", RETRY_PAUSE)
    with run_proxy(api_config.engine_url) as proxy:
        proxy.mode = ProxyMode.DISCONNECT
        app = create_app(replace(api_config, engine_url=proxy.url, deadline=ENGINE_TIMEOUT))
        with serve_app(app) as client:
            first = client.get("/api/search?q=brug").status
            proxy.mode = ProxyMode.FORWARD
            assert (503, True) == (first, responds_again(client, "/api/search?q=brug"))
            assert search_json(client, q="zwemmen", home="kuurne")["hits"][0]["title"] == "Zwembad Kuurne"
