"""Indexing the page store into a real engine: incremental sync, rebuild, and removal of documents."""

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
LONG_TEXT = (
    "In {0} breng je grofvuil naar het recyclagepark na een afspraak. Sorteer je afval thuis al in zakken, breng je "
    "identiteitskaart mee en betaal aan de ingang met de kaart. Asbest en gasflessen neem je apart mee in folie."
)


def store_pages(store: PageStore, *pages: Page, complete: bool = True) -> None:
    """Store pages in two identical crawls of both sites, so that missing pages are confirmed as removed."""
    for _ in range(2):
        run = store.begin_run([site.id for site in SITES])
        for each in pages:
            store.save_page(run, each, b"")
        for site in SITES:
            store.expire_pages(site.id, run, 1.0)
            store.finish_site(site.id, run, None if complete else "the time was over")
        store.finish_run(run)


def four_pages(**facts: object) -> list[Page]:
    """Return four pages of Kuurne with different titles and texts."""
    return [page(name, titles=(name.title(),), text=f"Alles over {name} lees je hier.", **facts) for name in NAMES]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with four pages of Kuurne, one of Menen, and one that was removed."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        store_pages(opened, *four_pages(), page("loket", MENEN, text="Het loket van Menen."), page("weg", status=404))
        yield opened


def changes_by_site(summary: IndexSummary) -> dict[str, tuple[int, int, int, int]]:
    """Return (documents, added, changed, removed) by site."""
    return {each.site: (each.documents, each.added, each.changed, each.removed) for each in summary.sites}


def test_indexable_pages_become_documents(store: PageStore, engine: Engine, index: str) -> None:
    """The other pages are counted by reason."""
    summary = sync(store, SITES, engine, index=index)
    assert {"kuurne": (4, 4, 0, 0), "menen": (1, 1, 0, 0)} == changes_by_site(summary)
    assert ({"gone": 1}, {"kuurne": 4, "menen": 1}) == (summary.sites[0].skipped, document_counts(engine, index))


def test_unchanged_sync_sends_nothing(store: PageStore, engine: Engine, index: str) -> None:
    """It queues no task."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    before = indexes.last_task()
    assert {"kuurne": (4, 0, 0, 0), "menen": (1, 0, 0, 0)} == changes_by_site(sync(store, SITES, engine, index=index))
    assert before == indexes.last_task()


def test_only_changes_are_sent(store: PageStore, engine: Engine, index: str) -> None:
    """A new text replaces the old one; a removed page is deleted."""
    sync(store, SITES, engine, index=index)
    store_pages(store, page("paspoort", text="Een nieuwe prijs."), page("huwelijk", status=410))
    assert changes_by_site(sync(store, SITES, engine, index=index))["kuurne"] == (3, 0, 1, 1)
    bodies = {record["url"]: record["body"] for record in EngineIndexes(engine).fetch(index, ["url", "body"])}
    assert (4, "Een nieuwe prijs.") == (len(bodies), bodies["https://www.kuurne.be/paspoort"])


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_empty_site_keeps_its_documents(store: PageStore, engine: Engine, index: str, *, rebuild: bool) -> None:
    """Probably the site is broken; the summary warns."""
    sync(store, SITES, engine, index=index)
    store_pages(store, *(replace(each, status=404) for each in four_pages()))
    kuurne = sync(store, SITES, engine, index=index, rebuild=rebuild).sites[0]
    assert (4, 0, True) == (kuurne.documents, kuurne.removed, "the crawl found no pages" in (kuurne.problem or ""))
    assert document_counts(engine, index)["kuurne"] == 4


@pytest.mark.parametrize(("complete", "left"), [(False, 4), (True, 1)])
@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_shrunken_site_loses_documents_only_after_a_complete_crawl(
    store: PageStore, engine: Engine, index: str, *, complete: bool, left: int, rebuild: bool
) -> None:
    """After an interrupted crawl most of a site's documents stay."""
    sync(store, SITES, engine, index=index)
    store_pages(store, *(replace(each, status=404) for each in four_pages()[1:]), complete=complete)
    sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert document_counts(engine, index)["kuurne"] == left


def many_pages(bad: int = 0) -> list[Page]:
    """Return twenty pages, the first `bad` of which all send one text with status 200."""
    good = [page(f"dienst/{n}", titles=(f"Dienst {n}",), text=f"Balie {n} helpt je met zaak {n}.") for n in range(20)]
    return [replace(each, titles=("Storing",), text="Kom later terug.", text_hash="1") for each in good[:bad]] + good[
        bad:
    ]


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_too_great_a_loss_is_held_until_the_next_crawl(
    store: PageStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    """Pages that turn into one and the same text lose no document, nor their texts, until a crawl confirms it."""
    store_pages(store, *many_pages())
    sync(store, SITES, engine, index=index)
    store_pages(store, *many_pages(bad=12), page("nieuw", titles=("Nieuw",), text="Een nieuwe balie."))
    for _ in range(2):
        kuurne = sync(store, SITES, engine, index=index, rebuild=rebuild).sites[0]
        assert (0, 0, True) == (kuurne.changed, kuurne.removed, "11 of its " in (kuurne.problem or ""))
        assert kuurne.documents == document_counts(engine, index)["kuurne"] == 25
        assert "Storing" not in {hit["title"] for hit in EngineIndexes(engine).fetch(index, ["title"], "source = web")}
    store_pages(store, *many_pages(bad=12))
    confirmed = sync(store, SITES, engine, index=index, rebuild=rebuild).sites[0]
    assert (1, 11, None) == (confirmed.changed, confirmed.removed, confirmed.problem)


def test_a_smaller_loss_and_a_move_are_no_reason_to_hold(store: PageStore, engine: Engine, index: str) -> None:
    """A fifth of the documents may go at once; those of pages that moved to others may all go."""
    store_pages(store, *many_pages())
    sync(store, SITES, engine, index=index)
    store_pages(store, *many_pages(bad=5))
    assert (4, None) == ((few := sync(store, SITES, engine, index=index).sites[0]).removed, few.problem)
    new = [replace(each, url=each.url.replace("dienst", "balie")) for each in many_pages()[5:]]
    old = [
        replace(each, status=301, redirect=each.url.replace("dienst", "balie"), text="") for each in many_pages()[5:]
    ]
    store_pages(store, *old, *new)
    moved = sync(store, SITES, engine, index=index).sites[0]
    assert (15, 15, None) == (moved.added, moved.removed, moved.problem)


@pytest.mark.parametrize("rebuild", [False, True])
def test_temporarily_failing_page_keeps_its_document(
    store: PageStore, engine: Engine, index: str, *, rebuild: bool
) -> None:
    """Timeouts and server errors are temporary; a page that is gone is deleted."""
    sync(store, SITES, engine, index=index)
    broken = [page("paspoort", status=503), page("rijbewijs", status=0, error="the connection was refused")]
    store_pages(store, *broken, page("huwelijk", status=410))
    summary = sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert {"kuurne": (3, 0, 0, 1), "menen": (1, 0, 0, 0)} == changes_by_site(summary)
    assert {"kuurne": 3, "menen": 1} == document_counts(engine, index)


def test_documents_of_a_removed_site_are_deleted(store: PageStore, engine: Engine, index: str) -> None:
    """The summary counts them."""
    sync(store, SITES, engine, index=index)
    summary = sync(store, (KUURNE,), engine, index=index)
    assert ({"menen": 1}, {"kuurne": 4}) == (summary.removed_sites, document_counts(engine, index))


@pytest.mark.parametrize("rebuild", [False, True], ids=["incremental", "rebuild"])
def test_documents_of_other_sources_are_kept(store: PageStore, engine: Engine, index: str, *, rebuild: bool) -> None:
    """Also when their site is not in the registry and the index is rebuilt."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    document = {"id": "u1", "source": "uitdatabank", "site": "elders", "hash": "h", "title": "Fuif"}
    indexes.add(index, [orjson.dumps(document)])
    indexes.wait()
    sync(store, SITES, engine, index=index, rebuild=rebuild)
    assert [{"id": "u1", "title": "Fuif"}] == list(indexes.fetch(index, ["id", "title"], "source = uitdatabank"))


def test_rebuild_leaves_one_index(store: PageStore, engine: Engine, index: str) -> None:
    """The new index is swapped in, and leftovers of a killed rebuild are deleted."""
    sync(store, SITES, engine, index=index)
    indexes = EngineIndexes(engine)
    indexes.create(f"{index}_new_1")
    sync(store, SITES, engine, index=index, rebuild=True)
    named = sorted(name for name in indexes.names() if name.startswith(index))
    assert ([index, f"{index}_lexicon", f"{index}_places"], 5) == (named, sum(document_counts(engine, index).values()))


def test_failed_rebuild_keeps_the_old_index(
    store: PageStore, engine: Engine, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine rejects a document: its message is passed on, and the old index stays in use."""
    sync(store, SITES, engine, index=index)
    monkeypatch.setattr("indexer.sync.encode_document", lambda _: b'{"title": "a document without an id"}')
    with pytest.raises(IndexingError, match="the engine could not index"):
        sync(store, SITES, engine, index=index, rebuild=True)
    assert {"kuurne": 4, "menen": 1} == document_counts(engine, index)


def test_same_text_on_two_sites_is_one_cluster(store: PageStore, engine: Engine, index: str) -> None:
    """The texts differ only in the site's name. Each document lists the other."""
    store_pages(store, *(page("afval", site, text=LONG_TEXT.format(site.name)) for site in SITES))
    sync(store, SITES, engine, index=index)
    found = EngineIndexes(engine).fetch(
        index, ["site", "sites", "copies", "cluster"], 'sites = "menen" AND sites = "kuurne"'
    )
    documents = sorted(found, key=lambda record: record["site"])
    assert documents[0]["cluster"] == documents[1]["cluster"]
    assert [{"site": "menen", "url": "https://www.menen.be/afval"}] == documents[0]["copies"]


def test_last_progress_report_equals_the_total(store: PageStore, engine: Engine, index: str) -> None:
    """Each page counts twice."""
    steps: dict[str, tuple[int, int]] = {}
    sync(store, SITES, engine, index=index, on_progress=lambda site, done, total: steps.update({site: (done, total)}))
    assert {"kuurne": (10, 10), "menen": (2, 2)} == steps


def test_unreachable_engine_gives_a_one_sentence_error(store: PageStore, engine: Engine, index: str) -> None:
    gone = replace(engine, url="http://127.0.0.1:1")
    with pytest.raises(EngineUnreachableError, match="stopped responding"):
        sync(store, SITES, gone, index=index)


def test_missing_index_has_no_documents(engine: Engine) -> None:
    """Before the first sync this is not an error."""
    assert {} == document_counts(engine, "never_made")


def test_sync_fills_an_index_left_empty_by_a_killed_sync(store: PageStore, engine: Engine, index: str) -> None:
    """With or without a rebuild."""
    EngineIndexes(engine).create(index)
    before = document_counts(engine, index)
    sync(store, SITES, engine, index=index, rebuild=True)
    assert ({}, {"kuurne": 4, "menen": 1}) == (before, document_counts(engine, index))
