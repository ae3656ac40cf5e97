"""The API around the search: suggestions, sites, health, documentation, errors, headers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search_api.app import create_app
from search_api.records.config import ApiConfig
from search_api.search import suggest
from search_api.search.search import Searcher
from tests.integration.api_client import ApiClient, serve_app
from tests.integration.api_fixtures import search_json


def test_suggestions_are_titles_with_url_and_count(client: ApiClient) -> None:
    """Titles of the home site come first. Each is unique; a shared text counts once."""
    listed = client.get("/api/suggest", params={"q": "recycl", "home": "menen"}).json()["suggestions"]
    expected = {"text": "Recyclagepark", "url": "https://www.menen.be/producten/recyclagepark", "count": 1}
    assert [expected] == listed


@pytest.mark.parametrize("home", ["kuurne", "menen"])
def test_titles_of_the_home_town_are_always_suggested_first(
    client: ApiClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when more neighbours have such titles than are examined."""
    monkeypatch.setattr(suggest, "MAX_PAGES_EXAMINED", 2)
    listed = client.get("/api/suggest", params={"q": "wegenw", "home": home}).json()["suggestions"]
    assert [True, True] == [f"www.{home}.be" in each["url"] for each in listed][:2]


@pytest.mark.parametrize("q", ["", "x", "xqzwvkjx", "y" * 200])
def test_every_suggestion_has_results(client: ApiClient, q: str) -> None:
    assert {"suggestions": []} == client.get("/api/suggest", params={"q": q}).json()


def test_sites_are_listed_in_registry_order(client: ApiClient) -> None:
    assert ["kuurne", "menen"] == [site["id"] for site in client.get("/api/sites").json()["sites"]]


def test_health_readiness_and_metrics(client: ApiClient) -> None:
    """The process responds, the index can be searched, and requests are counted by route."""
    search_json(client, q="brug")
    assert ("ok", True) == (client.get("/healthz").json()["status"], client.get("/readyz").json()["documents"] > 50)
    assert 'regiozoek_http_requests_total{route="/api/search",status="200"}' in client.get("/metrics").text


def test_docs_list_every_endpoint_without_scripts(client: ApiClient) -> None:
    """The page is generated from the OpenAPI description and loads nothing from other hosts."""
    text = client.get("/docs").text
    paths = client.get("/openapi.json").json()["paths"]
    assert ([], False, False) == ([path for path in paths if path not in text], "<script" in text, "cdn" in text)


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/nergens", 404, "see /docs"),
        ("POST", "/api/search", 405, "does not support POST"),
        ("GET", "/api/search?page=0", 422, 'parameter "page"'),
        ("GET", "/api/search?size=51", 422, 'parameter "size"'),
        ("GET", "/api/search?from=gisteren", 422, 'parameter "from"'),
        ("GET", "/api/search?type=iets", 422, 'parameter "type"'),
        ("GET", "/api/search?site=gent", 422, 'unknown site "gent"'),
        ("GET", "/api/suggest?q=ab&home=gent", 422, 'unknown site "gent"'),
    ],
)
def test_errors_are_problem_json(client: ApiClient, method: str, path: str, status: int, sentence: str) -> None:
    """RFC 9457: the media type, the status, and a message with the next step."""
    response = client.request(method, path)
    problem = response.json()
    assert (status, status, "application/problem+json") == (
        response.status,
        problem["status"],
        response.headers["content-type"],
    )
    assert sentence.lower() in problem["detail"].lower()


@pytest.mark.parametrize("path", ["/api/search?q=brug", "/api/suggest?q=brug", "/readyz", "/zoeken?q=brug"])
def test_unreachable_engine_is_a_503(api_config: ApiConfig, path: str) -> None:
    """With Retry-After; the process itself still responds."""
    with serve_app(create_app(replace(api_config, engine_url="http://127.0.0.1:1"))) as lonely:
        response = lonely.get(path)
        assert (503, "5", 200) == (
            response.status,
            response.headers["retry-after"],
            lonely.get("/healthz").status,
        )


def test_unexpected_error_is_problem_json(api_config: ApiConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a traceback, and with the usual headers."""

    async def broken(*_: object) -> None:
        raise RuntimeError("een fout")

    monkeypatch.setattr(Searcher, "search", broken)
    with serve_app(create_app(api_config)) as client:
        response = client.get("/api/search?q=brug")
    assert (500, 500, "nosniff", False) == (
        response.status,
        response.json()["status"],
        response.headers["x-content-type-options"],
        "een fout" in response.text,
    )


def test_missing_index_names_the_next_step(api_config: ApiConfig) -> None:
    with serve_app(create_app(replace(api_config, index="leeg"))) as empty:
        assert "regiozoek index" in empty.get("/api/search?q=brug").json()["detail"]


def test_cors_allows_the_regions_sites_only(client: ApiClient) -> None:
    allowed = [
        client.get("/api/search?q=brug", headers={"Origin": origin}).headers.get("access-control-allow-origin")
        for origin in ("https://www.kuurne.be", "https://elders.example")
    ]
    assert ["https://www.kuurne.be", None] == allowed


@pytest.mark.parametrize("path", ["/zoeken", "/api/sites", "/docs", "/nergens", "/static/zoeken.css"])
def test_every_response_has_security_headers(client: ApiClient, path: str) -> None:
    """No inline code, nothing from other hosts, no content sniffing, no frames."""
    headers = client.get(path).headers
    assert ("nosniff", True, False) == (
        headers["x-content-type-options"],
        "frame-ancestors 'none'" in headers["content-security-policy"],
        "unsafe" in headers["content-security-policy"],
    )
