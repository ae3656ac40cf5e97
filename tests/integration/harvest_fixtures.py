"""Stubs of UiTdatabank and IPDC, a harvest store, and a function that harvests one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.registry.site import Site
from indexer.sources.harvest import HarvestContext, SourceSummary, harvest_sources
from indexer.sources.harvest_store import HarvestStore
from indexer.sources.record import Record
from indexer.sources.source import Source, SourceKind
from tests.servers import ipdc, uitdatabank
from tests.servers.ipdc import IpdcServer, product
from tests.servers.uitdatabank import UitdatabankServer, make_events

KUURNE = Site(
    id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",), nis="34023", postcodes=("8520",)
)
MENEN = Site(
    id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",), nis="34027", postcodes=("8930",)
)
SITES = (KUURNE, MENEN)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENVIRONMENT = {"UIT": uitdatabank.CLIENT_ID, "IPDC": ipdc.API_KEY}


@pytest.fixture
def harvests(tmp_path: Path) -> Iterator[HarvestStore]:
    """An empty harvest store."""
    with HarvestStore.open(tmp_path / "pages.db") as opened:
        yield opened


@pytest.fixture
def uit() -> Iterator[UitdatabankServer]:
    """A UiTdatabank with ten events in Kuurne."""
    with UitdatabankServer() as server:
        server.events = make_events(10)
        yield server


@pytest.fixture
def catalogue() -> Iterator[IpdcServer]:
    """An IPDC with sixty products of Kuurne."""
    with IpdcServer() as server:
        server.products = [product(number) for number in range(60)]
        yield server


def uit_source(server: UitdatabankServer, **fields: Any) -> Source:
    """Return the registry entry of the UiTdatabank stub."""
    usual = Source(
        id="uit",
        kind=SourceKind.UITDATABANK,
        url=server.url,
        key_env="UIT",
        key_header="x-client-id",
        allow_private=True,
    )
    return replace(usual, **fields)


def ipdc_source(server: IpdcServer, kind: SourceKind = SourceKind.IPDC, **fields: Any) -> Source:
    """Return the registry entry of the IPDC stub."""
    url = server.url if kind is SourceKind.IPDC else server.url + "doc/conceptsnapshot"
    usual = Source(id="ipdc", kind=kind, url=url, key_env="IPDC", key_header="x-api-key", allow_private=True)
    return replace(usual, **fields)


def harvest_once(store: HarvestStore, source: Source, at: datetime = NOON, **facts: Any) -> SourceSummary:
    """Harvest one source at a given time."""
    usual: dict[str, Any] = {"environment": ENVIRONMENT, "user_agent": "proef", "now": at, "retry_delays": (0.0,)}
    return harvest_sources(store, [source], SITES, HarvestContext(**(usual | facts))).sources[0]


def stored_records(store: HarvestStore, source: str = "uit") -> dict[str, Record]:
    """Return the stored records of a source, by title."""
    return {record.title: record for record in store.records(source)}
