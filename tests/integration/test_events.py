"""POST /api/events and GET /widget.js, over a real connection and without an engine."""

import gzip
import hashlib
import http.client
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from search_api.app import create_app
from search_api.http.event_log import EVENT_BURST, EventLog, UsageEvent
from search_api.records.config import ApiConfig
from search_api.widget.bundle import widget_bundle
from tests.integration.api_client import ApiClient, serve_app
from tests.unit.indexer.records import KUURNE, MENEN

CLICK = {
    "kind": "click",
    "search_id": "a1",
    "url": f"{KUURNE.url}producten/reispas",
    "position": 2,
    "q": "paspoort van jan@example.be",
    "home": "kuurne",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the event files, which does not exist yet."""
    return tmp_path / "events"


@pytest.fixture
def client(folder: Path) -> Iterator[ApiClient]:
    """An HTTP client of an API without an engine."""
    config = ApiConfig(engine_url="http://127.0.0.1:9", engine_key="", sites=(KUURNE, MENEN), events=folder)
    with serve_app(create_app(config)) as caller:
        yield caller


def post(client: ApiClient, body: bytes | dict[str, Any], kind: str = "text/plain;charset=UTF-8") -> tuple[int, str]:
    """Send an event; return status and body of the response."""
    connection = http.client.HTTPConnection("127.0.0.1", client._port, timeout=20)
    with closing(connection):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", "/api/events", data, {"Content-Type": kind})
        response = connection.getresponse()
        return response.status, response.read().decode()


def logged_events(folder: Path) -> list[dict[str, Any]]:
    """Return the events of all days."""
    return [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]


def test_click_is_logged_without_personal_data(client: ApiClient, folder: Path) -> None:
    """204; one line with the redacted query and the hour, readable by its owner only, without the search id."""
    assert (204, "") == post(client, CLICK)
    lines = logged_events(folder)
    assert [{"kind", "url", "position", "q", "home", "hour"}] == [set(line) for line in lines]
    assert ("paspoort van [e-mail]", 2) == (lines[0]["q"], lines[0]["position"])
    assert 0o600 == next(folder.iterdir()).stat().st_mode & 0o777
    assert 'regiozoek_usage_events_total{home="kuurne",kind="click"} 1.0' in client.get("/metrics").text


def test_duplicate_click_counts_once(client: ApiClient, folder: Path) -> None:
    """The same search id and URL are the same click."""
    for search in ("a1", "a1", "a2"):
        assert 204 == post(client, CLICK | {"search_id": search})[0]
    assert 2 == len(logged_events(folder))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "stare"}, "kind"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://elders.example/"}, "not part of the region"),
        ({"home": "gent"}, "site"),
        ({"position": 0}, "position"),
        ({"search_id": "a b"}, "search_id"),
        ({"visitor": "jan"}, "visitor"),
        ({"q": "a" * 301}, "q"),
    ],
)
def test_invalid_event_is_rejected_with_the_field_name(
    client: ApiClient, folder: Path, change: dict[str, Any], word: str
) -> None:
    """422 as problem JSON; nothing is logged."""
    status, body = post(client, CLICK | change)
    assert (422, True, []) == (status, word in json.loads(body)["detail"], logged_events(folder))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
def test_malformed_body_is_rejected(client: ApiClient, body: bytes) -> None:
    """With problem JSON and not with a server error."""
    assert 422 == post(client, body)[0]


def test_large_body_is_rejected(client: ApiClient) -> None:
    assert 413 == post(client, b" " * 10_000)[0]


def test_rate_limit_responds_with_429(client: ApiClient) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client._port, timeout=20)
    statuses = set()
    with closing(connection):
        for _ in range(int(EVENT_BURST) * 3):
            connection.request("POST", "/api/events", b"{}")
            response = connection.getresponse()
            response.read()
            statuses.add(response.status)
    assert {422, 429} == statuses


def test_event_files_are_deleted_after_a_quarter(tmp_path: Path) -> None:
    """The first event of a new day deletes them, and nothing else."""
    for name in ("2026-01-01.jsonl", "2026-05-01.jsonl", "lees-mij.txt"):
        (tmp_path / name).touch()
    day = datetime(2026, 6, 1, 23, 59, tzinfo=UTC)
    log = EventLog(tmp_path, CollectorRegistry(), now=lambda: day)
    log.add(UsageEvent.model_validate(CLICK))
    assert ["2026-05-01.jsonl", "2026-06-01.jsonl", "lees-mij.txt"] == sorted(file.name for file in tmp_path.iterdir())


def test_rate_limit_recovers_after_a_second() -> None:
    now = 0.0
    log = EventLog(None, CollectorRegistry(), clock=lambda: now)
    assert [True] * int(EVENT_BURST) + [False] == [log.admits() for _ in range(int(EVENT_BURST) + 1)]
    now = timedelta(seconds=1).total_seconds()
    assert log.admits()


def test_widget_is_served_to_any_origin(client: ApiClient) -> None:
    """With a script type and CORS (for integrity checks); cached for an hour, or forever at its versioned URL."""
    plain, exact = client.get("/widget.js"), client.get(widget_bundle().address)
    digest = b64encode(hashlib.sha384(plain.text.encode()).digest()).decode()
    assert (200, "*", f"sha384-{digest}", True) == (
        plain.status,
        plain.headers["access-control-allow-origin"],
        widget_bundle().integrity,
        plain.headers["content-type"].startswith("text/javascript"),
    )
    assert (True, False, True) == (
        "max-age=3600" in plain.headers["cache-control"],
        "immutable" in client.get("/widget.js?v=0123").headers["cache-control"],
        "immutable" in exact.headers["cache-control"],
    )
    assert 304 == client.get("/widget.js", headers={"If-None-Match": plain.headers["etag"]}).status


def test_widget_is_compressed(client: ApiClient) -> None:
    """Clients that accept gzip get it, with its own ETag."""
    connection = http.client.HTTPConnection("127.0.0.1", client._port, timeout=20)
    with closing(connection):
        connection.request("GET", "/widget.js", headers={"Accept-Encoding": "gzip, br"})
        response = connection.getresponse()
        body = response.read()
    assert ("gzip", widget_bundle().plain) == (response.headers["content-encoding"], gzip.decompress(body))
