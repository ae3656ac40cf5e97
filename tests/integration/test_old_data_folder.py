"""A data folder of version 0.1.0 opens: pages, history, documents, audits and external data.

`tests/data/data-folder-0.1.0.tar.xz` was written by version 0.1.0: two crawls of a site of three pages, an index, and an
audit with server logs.
"""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.registry.site import Site
from crawler.registry.site_parser import load_sites
from crawler.store.page_store import PageStore
from indexer.meilisearch.engine.state import Engine
from indexer.sync import sync
from seo_audit.audit import audit_sites
from seo_audit.inputs.external_data_store import ExternalDataStore
from seo_audit.scoring.history import AuditHistory

ARCHIVE = Path(__file__).resolve().parents[1] / "data" / "data-folder-0.1.0.tar.xz"
NEXT_DAY = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The unpacked data folder, with its registry."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Site:
    """The site of the data folder."""
    (site,) = load_sites(folder / "sites.toml")
    return site


def test_pages_and_their_history_are_read(folder: Path, site: Site) -> None:
    with PageStore.open(folder / "pages.db") as store:
        titles = {page.url.removeprefix(site.url): page.title for page in store.pages(site.id) if page.status == 200}
        history = [event.what for event in store.page_history(f"{site.url}weg")]
        statuses = {file.kind: file.status for file in store.site_files(site.id)}
    assert {"": "Gemeente Proef", "bibliotheek": "Bibliotheek | Gemeente Proef", "nieuws": "Nieuws"} == titles
    assert ["absent"] == [str(what) for what in history]
    assert 200 == statuses["robots"]


def test_its_pages_become_documents(folder: Path, site: Site, engine: Engine, index: str) -> None:
    with PageStore.open(folder / "pages.db") as store:
        (indexed,) = sync(store, [site], engine, index=index).sites
    assert (3, 3, 1) == (indexed.documents, indexed.added, sum(indexed.skipped.values()))


def test_an_audit_is_compared_with_the_stored_one(folder: Path, site: Site) -> None:
    stored, outdated = ExternalDataStore(folder / "beside").load(site.id, NEXT_DAY)
    with PageStore.open(folder / "pages.db") as store:
        audit = audit_sites(store, [site], now=NEXT_DAY, external_data={site.id: stored})
    changes = AuditHistory(folder / "audits").compare(audit).changes[site.id]
    assert ((), 5) == (outdated, stored.logs.googlebot_requests if stored.logs else 0)
    assert ([], [], []) == (list(changes.new), list(changes.fixed), list(changes.worse))
    assert changes.before == audit.sites[0].score
