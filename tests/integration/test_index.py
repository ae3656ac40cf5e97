"""From the page store into a real engine: incremental, by rebuild, and careful with what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from crawler.records.page import Page
from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.records.errors import EngineUnreachableError, IndexingError
from indexer.sync import IndexSummary, document_counts, sync
from tests.unit.indexer.records import KUURNE, MENEN, page

SITES = (KUURNE, MENEN)
NAMES = ("paspoort", "rijbewijs", "huwelijk", "verhuizen")
LONG = (
    "In {0} breng je grofvuil naar het recyclagepark na een afspraak. Sorteer je afval thuis al in zakken, breng je "
    "identiteitskaart mee en betaal aan de ingang met de kaart. Asbest en gasflessen neem je apart mee in folie."
)


def filled(store: PageStore, *pages: Page, complete: bool = True) -> None:
    """Store pages as two crawls of both sites that found the same, so that what is gone is believed to be."""
    for _ in range(2):
        run = store.begin_run([site.id for site in SITES])
        for each in pages:
            store.save_page(run, each, b"")
        for site in SITES:
            store.expire_pages(site.id, run, 1.0)
            store.finish_site(site.id, run, None if complete else "the time was over")
        store.finish_run(run)


def four(**facts: object) -> list[Page]:
    """Return four pages of Kuurne with titles and texts of their own."""
    return [page(name, titles=(name.title(),), text=f"Alles over {name} lees je hier.", **facts) for name in NAMES]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with four pages of Kuurne, one of Menen, and one that is gone."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        filled(opened, *four(), page("loket", MENEN, text="Het loket van Menen."), page("weg", status=404))
        yield opened


def told(summary: IndexSummary) -> dict[str, tuple[int, int, int, int]]:
    """Return (documents, added, changed, removed) by site."""
    return {each.site: (each.documents, each.added, each.changed, each.removed) for each in summary.sites}


def test_pages_become_documents(store: PageStore, engine: Engine, index: str) -> None:
    """Every page with an answer is found in the engine; the others are counted by reason."""
    summary = sync(store, SITES, engine, index=index)
    assert {"kuurne": (4, 4, 0, 0), "menen": (1, 1, 0, 0)} == told(summary)
    assert ({"gone": 1}, {"kuurne": 4, "menen": 1}) == (summary.sites[0].skipped, document_counts(engine, index))


def test_nothing_is_sent_when_nothing_changed(store: PageStore, engine: Engine, index: str) -> None:
    """A second sync queues no task at all."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    before = indexes.last_task()
    assert {"kuurne": (4, 0, 0, 0), "menen": (1, 0, 0, 0)} == told(sync(store, SITES, engine, index=index))
    assert before == indexes.last_task()


def test_only_what_changed_is_sent(store: PageStore, engine: Engine, index: str) -> None:
    """A new text replaces the old one; a page that is gone goes."""
    sync(store, SITES, engine, index=index)
    filled(store, page("paspoort", text="Een nieuwe prijs."), page("huwelijk", status=410))
    assert told(sync(store, SITES, engine, index=index))["kuurne"] == (3, 0, 1, 1)
    bodies = {record["url"]: record["body"] for record in EngineIndexes(engine).fetch(index, ["url", "body"])}
    assert (4, "Een nieuwe prijs.") == (len(bodies), bodies["https://www.kuurne.be/paspoort"])


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_a_site_that_came_back_empty_keeps_its_documents(
    store: PageStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    """A broken site is no reason to make citizens find nothing; the summary says so."""
    sync(store, SITES, engine, index=index)
    filled(store, *(replace(each, status=404) for each in four()))
    kuurne = sync(store, SITES, engine, index=index, rebuild=rebuild).sites[0]
    assert (4, 0, True) == (kuurne.documents, kuurne.removed, "the crawl found no pages" in (kuurne.problem or ""))
    assert document_counts(engine, index)["kuurne"] == 4


@pytest.mark.parametrize(("complete", "left"), [(False, 4), (True, 1)])
@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_a_site_that_shrank(
    store: PageStore, engine: Engine, index: str, *, complete: bool, left: int, rebuild: bool
) -> None:
    """After a complete crawl absence means absence; after one that was cut short most of a site stays."""
    sync(store, SITES, engine, index=index)
    filled(store, *(replace(each, status=404) for each in four()[1:]), complete=complete)
    sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert document_counts(engine, index)["kuurne"] == left


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_page_that_fails_for_now_stays(store: PageStore, engine: Engine, index: str, *, rebuild: bool) -> None:
    """Silence and server errors pass: what is indexed of such a page stays, while a page that is gone goes."""
    sync(store, SITES, engine, index=index)
    broken = [page("paspoort", status=503), page("rijbewijs", status=0, error="the connection was refused")]
    filled(store, *broken, page("huwelijk", status=410))
    summary = sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert {"kuurne": (3, 0, 0, 1), "menen": (1, 0, 0, 0)} == told(summary)
    assert {"kuurne": 3, "menen": 1} == document_counts(engine, index)


def test_a_site_that_left_the_registry_goes(store: PageStore, engine: Engine, index: str) -> None:
    """Its documents are removed, and the summary counts them."""
    sync(store, SITES, engine, index=index)
    summary = sync(store, (KUURNE,), engine, index=index)
    assert ({"menen": 1}, {"kuurne": 4}) == (summary.removed_sites, document_counts(engine, index))


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_other_sources_are_left_alone(store: PageStore, engine: Engine, index: str, *, rebuild: bool) -> None:
    """What a connector put there stays, also when its site is in no registry and the index is built anew."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    told = {"id": "u1", "source": "uitdatabank", "site": "elders", "hash": "h", "title": "Fuif"}
    indexes.add(index, [orjson.dumps(told)])
    indexes.wait()
    sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert [{"id": "u1", "title": "Fuif"}] == list(indexes.fetch(index, ["id", "title"], "source = uitdatabank"))


def test_a_rebuild_leaves_one_index(store: PageStore, engine: Engine, index: str) -> None:
    """The new index takes the old one's name, and what an earlier killed rebuild left is gone."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    indexes.create(f"{index}_new_1")
    sync(store, SITES, engine, index=index, rebuild=True)
    named = sorted(name for name in indexes.names() if name.startswith(index))
    assert ([index, f"{index}_lexicon", f"{index}_places"], 5) == (named, sum(document_counts(engine, index).values()))


def test_a_rebuild_that_fails_leaves_the_old_index(
    store: PageStore, engine: Engine, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine refuses a document: its message is passed on, and citizens search as before."""
    sync(store, SITES, engine, index=index)
    monkeypatch.setattr("indexer.sync.encode_document", lambda _: b'{"title": "a document without an id"}')
    with pytest.raises(IndexingError, match="the engine could not index"):
        sync(store, SITES, engine, index=index, rebuild=True)
    assert {"kuurne": 4, "menen": 1} == document_counts(engine, index)


def test_shared_texts_are_one_cluster(store: PageStore, engine: Engine, index: str) -> None:
    """The same text on two sites, their names apart, has one cluster, and each document names the other."""
    filled(store, *(page("afval", site, text=LONG.format(site.name)) for site in SITES))
    sync(store, SITES, engine, index=index)
    found = EngineIndexes(engine).fetch(
        index, ["site", "sites", "copies", "cluster"], 'sites = "menen" AND sites = "kuurne"'
    )
    documents = sorted(found, key=lambda record: record["site"])
    assert documents[0]["cluster"] == documents[1]["cluster"]
    assert [{"site": "menen", "url": "https://www.menen.be/afval"}] == documents[0]["copies"]


def test_progress_ends_where_it_said(store: PageStore, engine: Engine, index: str) -> None:
    """Each page is looked at twice; the last step is the total."""
    steps: dict[str, tuple[int, int]] = {}
    sync(store, SITES, engine, index=index, on_progress=lambda site, done, total: steps.update({site: (done, total)}))
    assert {"kuurne": (10, 10), "menen": (2, 2)} == steps


def test_an_engine_that_is_gone_is_one_sentence(store: PageStore, engine: Engine, index: str) -> None:
    """Nothing listens there any more."""
    gone = replace(engine, url="http://127.0.0.1:1")
    with pytest.raises(EngineUnreachableError, match="stopped responding"):
        sync(store, SITES, gone, index=index)


def test_an_index_that_is_not_there_counts_nothing(engine: Engine) -> None:
    """Before the first sync there is nothing, which is no error."""
    assert {} == document_counts(engine, "never_made")


def test_a_sync_that_was_killed_at_its_beginning_is_made_up_for(store: PageStore, engine: Engine, index: str) -> None:
    """An index that was made and never filled counts nothing, and is filled by the next sync, rebuild or not."""
    EngineIndexes(engine).create(index)
    before = document_counts(engine, index)
    sync(store, SITES, engine, index=index, rebuild=True)
    assert ({}, {"kuurne": 4, "menen": 1}) == (before, document_counts(engine, index))
