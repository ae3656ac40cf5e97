"""Indexing harvested records into a real engine: next to pages, merged with them, and removed when over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.records.document import DocumentType
from indexer.sources.harvest_store import HarvestStore, SourceState
from indexer.sources.record import Record
from indexer.sources.source import Source, SourceKind
from indexer.sources.sync import HarvestedSources
from indexer.sync import IndexSummary, sync
from tests.unit.indexer.records import KUURNE, MENEN, page

SITES = (KUURNE, MENEN)
UIT = Source(id="uit", kind=SourceKind.UITDATABANK, url="https://search.uitdatabank.be/", type=DocumentType.EVENT)
IPDC = Source(id="ipdc", kind=SourceKind.IPDC, url="https://ipdc.vlaanderen.be/", type=DocumentType.PRODUCT)
SOURCES = (UIT, IPDC)

JUNE = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
DAY = 24 * 3600


def event(name: str, *days: int) -> Record:
    """Return a two-hour event in Kuurne, on `days` after the first of June."""
    moments = tuple((JUNE + day * DAY, JUNE + day * DAY + 7200) for day in days)
    return Record(
        key=f"https://io.uitdatabank.be/event/{name}",
        url=f"https://www.uitinvlaanderen.be/agenda/e/x/{name}",
        title=name.title(),
        sites=("kuurne",),
        text=f"Kom naar {name} in de zaal.",
        lang="nl",
        moments=moments,
        until=max((end for _, end in moments), default=None),
        geo=(50.85, 3.28),
    )


PRODUCT = Record(
    key="https://ipdc.vlaanderen.be/id/instantie/1",
    url="https://ipdc.vlaanderen.be/id/instantie/1",
    title="Rijbewijs",
    sites=("kuurne",),
    text="Je vraagt het aan.",
    keywords=("autorijbewijs",),
    numbers=("https://ipdc.vlaanderen.be/id/instantie/1",),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A page store with one product page of Kuurne."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        run = opened.begin_run([site.id for site in SITES])
        opened.save_page(run, page("producten/rijbewijs"), b"")
        for site in SITES:
            opened.finish_site(site.id, run)
        opened.finish_run(run)
        yield opened


def store_harvest(harvests: HarvestStore, source: Source, *records: Record) -> None:
    """Store records as the complete harvest of a source."""
    at = datetime.fromtimestamp(JUNE, UTC)
    gone = {record.key for record in harvests.records(source.id)} - {record.key for record in records}
    harvests.save(records, gone, SourceState(source=source.id, tried_at=at, succeeded_at=at), at)


def sync_on_day(
    store: PageStore,
    harvests: HarvestStore,
    engine: Engine,
    index: str,
    day: float = 0,
    sources: Sequence[Source] = SOURCES,
    *,
    rebuild: bool = False,
) -> IndexSummary:
    """Sync the index as of a day after the first of June."""
    harvested = HarvestedSources(harvests, tuple(sources), JUNE + int(day * DAY))
    return sync(store, SITES, engine, index=index, harvested=harvested, rebuild=rebuild)


def indexed_documents(engine: Engine, index: str) -> dict[str, tuple[str, str]]:
    """Return source and type of each document, by title."""
    records = EngineIndexes(engine).fetch(index, ["title", "source", "type"])
    return {record["title"]: (record["source"], record["type"]) for record in records}


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_events_are_indexed_next_to_pages(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    """With date, place and search terms. A rebuild gives the same documents."""
    store_harvest(harvests, UIT, event("kermis", 3))
    summary = sync_on_day(store, harvests, engine, index, rebuild=rebuild)
    if rebuild:
        summary = sync_on_day(store, harvests, engine, index, rebuild=True)
    assert {"Rijbewijs": ("web", "product"), "Kermis": ("uit", "event")} == indexed_documents(engine, index)
    (record,) = EngineIndexes(engine).fetch(index, None, "source = uit")
    assert ("kuurne", ["kuurne"], {"lat": 50.85, "lng": 3.28}) == (record["site"], record["sites"], record["_geo"])
    assert (JUNE + 3 * DAY, JUNE + 3 * DAY + 7200) == (record["starts"], record["ends"])
    assert "kermis" in record["title_stems"]
    assert 1 == summary.sources[0].documents


def test_unchanged_sync_sends_nothing(store: PageStore, harvests: HarvestStore, engine: Engine, index: str) -> None:
    """It queues no task."""
    store_harvest(harvests, UIT, event("kermis", 3))
    sync_on_day(store, harvests, engine, index)
    before = EngineIndexes(engine).last_task()
    sync_on_day(store, harvests, engine, index)
    assert before == EngineIndexes(engine).last_task()


def test_past_events_are_removed_without_a_harvest(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str
) -> None:
    """A recurring event moves to its next date."""
    store_harvest(harvests, UIT, event("kermis", 3), event("markt", 3, 10, 17))
    sync_on_day(store, harvests, engine, index)
    summary = sync_on_day(store, harvests, engine, index, day=5)
    assert (1, 1, 1) == (summary.sources[0].documents, summary.sources[0].changed, summary.sources[0].removed)
    (market,) = EngineIndexes(engine).fetch(index, ["title", "starts", "ends"], "source = uit")
    assert ("Markt", JUNE + 10 * DAY, JUNE + 17 * DAY + 7200) == (market["title"], market["starts"], market["ends"])


def test_product_and_its_page_are_one_document(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str
) -> None:
    """The page, with the product's search terms. A product without a page has its own document."""
    store_harvest(
        harvests, IPDC, PRODUCT, replace(PRODUCT, key="k2", title="Volkstuin", numbers=("k2",), keywords=("moestuin",))
    )
    summary = sync_on_day(store, harvests, engine, index)
    assert {"Rijbewijs": ("web", "product"), "Volkstuin": ("ipdc", "product")} == indexed_documents(engine, index)
    assert (1, 1) == (summary.sources[0].documents, summary.sources[0].joined)
    keywords = {record["title"]: record["keywords"] for record in EngineIndexes(engine).fetch(index, None)}
    assert {"Rijbewijs": ["autorijbewijs"], "Volkstuin": ["moestuin"]} == keywords


def test_product_is_merged_when_its_page_is_crawled_later(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str
) -> None:
    store_harvest(harvests, IPDC, replace(PRODUCT, title="Reispas"))
    sync_on_day(store, harvests, engine, index)
    assert "ipdc" == indexed_documents(engine, index)["Reispas"][0]
    run = store.begin_run([site.id for site in SITES])
    store.save_page(run, page("producten/reispas", titles=("Reispas",), text="Een pas voor de reis."), b"")
    sync_on_day(store, harvests, engine, index)
    assert "web" == indexed_documents(engine, index)["Reispas"][0]


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_archived_product_is_removed_from_the_index(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    store_harvest(harvests, UIT, event("kermis", 3), event("markt", 3))
    sync_on_day(store, harvests, engine, index)
    store_harvest(harvests, UIT, event("kermis", 3))
    sync_on_day(store, harvests, engine, index, rebuild=rebuild)
    assert {"Rijbewijs", "Kermis"} == set(indexed_documents(engine, index))


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_failing_source_keeps_its_documents(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    store_harvest(harvests, UIT, event("kermis", 3))
    sync_on_day(store, harvests, engine, index)
    state = harvests.states()["uit"]
    harvests.save_state(replace(state, failures=9, problem="it responded with 503", problem_since=state.tried_at))
    sync_on_day(store, harvests, engine, index, rebuild=rebuild)
    assert "Kermis" in indexed_documents(engine, index)


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_lost_harvest_store_keeps_the_documents(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    """A source that was never harvested loses no documents."""
    store_harvest(harvests, UIT, event("kermis", 3))
    sync_on_day(store, harvests, engine, index)
    harvests.remove_other_sources([])
    sync_on_day(store, harvests, engine, index, rebuild=rebuild)
    assert "Kermis" in indexed_documents(engine, index)


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_documents_of_a_removed_source_are_deleted(
    store: PageStore, harvests: HarvestStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    store_harvest(harvests, UIT, event("kermis", 3))
    sync_on_day(store, harvests, engine, index)
    sync_on_day(store, harvests, engine, index, sources=(IPDC,), rebuild=rebuild)
    assert {"Rijbewijs"} == set(indexed_documents(engine, index))
