"""The page store: transactions, and a derived list of pending URLs."""

import dataclasses
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.records.errors import StoreError
from crawler.records.page import (
    Alternate,
    BodyKind,
    Canonical,
    Heading,
    Image,
    Link,
    Page,
    PageRegion,
    RobotsRule,
    StructuredItem,
)
from crawler.records.stored_records import Discovery, FetchedPage, SiteFile, Validators
from crawler.store.page_store import PageStore

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOME = "https://a.be/"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A new store in a folder whose name has a space."""
    with PageStore.open(tmp_path / "met spatie" / "pages.db") as opened:
        yield opened


def page(url: str = HOME, **fields: object) -> Page:
    """Return a page with status 200."""
    return Page(**{"url": url, "site": "a", "fetched_at": NOW, "status": 200, **fields})  # type: ignore[arg-type]


def test_a_page_comes_back_as_it_went_in(store: PageStore) -> None:
    """Every field of a Page, nested records included, survives the store."""
    whole = page(
        error="x",
        redirect=HOME,
        headers={"etag": '"1"'},
        kind=BodyKind.HTML,
        titles=("A",),
        headings=(Heading(1, "A"),),
        text="één\ntwee",
        robots=(RobotsRule("robots", "noindex", PageRegion.HEADER),),
        canonicals=(Canonical("/", HOME, PageRegion.HEAD),),
        alternates=(Alternate("fr", "/fr", HOME + "fr"),),
        links=(Link("/b", HOME + "b", "b", ("nofollow",), PageRegion.NAVIGATION, image=True),),
        images=(Image("/i.png", HOME + "i.png", None, linked=True),),
        structured=(StructuredItem("json-ld", ("Event",), {"name": "Markt", "offers": [{"price": 1.5}]}),),
        open_graph={"og:title": "A"},
        published=NOW,
    )
    store.save_page(store.begin_run(["a"]), whole, b"<html>\xff")
    assert (whole, [whole], b"<html>\xff") == (store.page(HOME), list(store.pages("a")), store.body(HOME))


def test_pending_urls_are_those_not_requested_in_the_run(store: PageStore) -> None:
    """A saved page is no longer pending and its links are; in a later run both are."""
    run = store.begin_run(["a"])
    store.add_urls("a", [Discovery(HOME, "seed", "x", 0)])
    store.save_page(
        run, page(), b"", [Discovery(HOME + "b", "link", HOME, 1), Discovery(HOME + "c", "link", HOME, 1, "no")]
    )
    assert [HOME + "b"] == [entry.url for entry in store.pending_urls("a", run)]
    store.save_page(run, page(HOME + "b"), b"")
    store.finish_site("a", run)
    store.finish_run(run)
    following = store.begin_run(["a"])
    assert [HOME, HOME + "b"] == [entry.url for entry in store.pending_urls("a", following)]


def test_an_unfinished_run_resumes(store: PageStore) -> None:
    """The same sites resume the interrupted run; other sites begin one of their own."""
    first = store.begin_run(["a", "b"])
    assert (first, first) == (store.begin_run(["b", "a"]), store.begin_run(["a", "b"]))
    assert store.begin_run(["a"]) != first


def test_a_crawl_is_complete_when_it_is_finished_without_a_problem(store: PageStore) -> None:
    """Unfinished crawls and those with a problem are not complete."""
    run = store.begin_run(["a", "b", "c"])
    store.finish_site("a", run)
    store.finish_site("b", run, "robots.txt answered 503")
    crawls = [store.last_crawl(site) for site in ("a", "b", "c")]
    assert [True, False, False] == [crawl is not None and crawl.complete for crawl in crawls]
    assert store.last_crawl("d") is None


def test_a_skipped_url_keeps_its_history_and_can_be_lifted(store: PageStore) -> None:
    """A URL that is now disallowed keeps its history; a better link removes the reason."""
    run = store.begin_run(["a"])
    store.add_urls("a", [Discovery(HOME, "seed", "x", 0)])
    store.set_skip_reasons({HOME: "robots.txt disallows it"})
    entry = store.known_url(HOME)
    assert entry is not None
    assert ("robots.txt disallows it", {"robots.txt disallows it": 1}) == (entry.skip, store.skip_counts("a"))
    assert [] == store.pending_urls("a", run)
    store.add_urls("a", [Discovery(HOME, "link", "y", 3)])
    lifted = store.known_url(HOME)
    assert lifted is not None
    assert (None, "seed") == (lifted.skip, lifted.how)


def test_validators_are_those_of_good_responses(store: PageStore) -> None:
    """Only pages with status 200 that were read get conditional requests."""
    run = store.begin_run(["a"])
    store.save_page(run, page(headers={"etag": '"1"', "last-modified": "x"}), b"")
    store.save_page(run, page(HOME + "b", status=404, headers={"etag": '"2"'}), b"")
    store.save_page(run, page(HOME + "c"), b"")
    store.save_batch(run, [FetchedPage(page(HOME + "d"), fingerprint=b"1234")])
    assert {HOME: Validators('"1"', "x"), HOME + "d": Validators(fingerprint=b"1234")} == store.validators("a")


def test_a_304_keeps_the_page(store: PageStore) -> None:
    """Only the time of the fetch changes."""
    run = store.begin_run(["a"])
    store.add_urls("a", [Discovery(HOME, "seed", "x", 0)])
    store.save_page(run, page(text="tekst"), b"body")
    store.save_batch(run, (), {HOME: datetime(2027, 1, 1, tzinfo=UTC)})
    kept = store.page(HOME)
    assert kept is not None
    assert (dataclasses.replace(kept, fetched_at=NOW), b"body") == (page(text="tekst"), store.body(HOME))


def test_site_files_are_replaced_as_a_whole(store: PageStore) -> None:
    """A sitemap that no longer exists is removed from the store."""
    run = store.begin_run(["a"])
    old = SiteFile(site="a", kind="sitemap", url=HOME + "s.xml", status=200, fetched_at=NOW, body=b"<x/>")
    new = SiteFile(site="a", kind="robots", url=HOME + "robots.txt", status=0, fetched_at=NOW, error="silence")
    store.save_site_files("a", run, [old])
    store.save_site_files("a", run, [new])
    assert (new,) == store.site_files("a")


def test_statuses_are_counted(store: PageStore) -> None:
    """Per site, by HTTP status."""
    run = store.begin_run(["a"])
    store.save_page(run, page(), b"")
    store.save_page(run, page(HOME + "b", status=404), b"")
    assert ({200: 1, 404: 1}, {}) == (store.status_counts("a"), store.status_counts("b"))


def test_a_file_that_is_no_store_is_one_sentence(tmp_path: Path) -> None:
    """The message names the damaged file and what to do."""
    path = tmp_path / "pages.db"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="move it away and crawl again"):
        PageStore.open(path)


def test_a_password_is_never_shown() -> None:
    """The URL of a database appears in messages without its password."""
    with pytest.raises(StoreError) as caught:
        PageStore.open("postgresql+nosuchdriver://regio:geheim@db/regio")
    assert "geheim" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """The message mentions --data."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--data"):
        PageStore.open(tmp_path / "file" / "pages.db")


def test_a_store_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """New columns are added, and the stored data remains."""
    path = tmp_path / "pages.db"
    with PageStore.open(path) as opened:
        opened.save_page(opened.begin_run(["a"]), page(), b"body")
    with sqlite3.connect(path) as connection:
        for table, column in (("page", "misses"), ("page", "fingerprint"), ("url", "lastmod")):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("DROP TABLE sound")
    with PageStore.open(path) as opened:
        assert [page()] == list(opened.current_pages("a"))
        opened.save_page(opened.begin_run(["a"]), page(status=404), b"")
        assert [page()] == list(opened.current_pages("a"))


def test_requests_are_counted_by_site_and_day(store: PageStore) -> None:
    """Counts of the same day add up; another day begins at zero."""
    run = store.begin_run(["a"])
    for number in (2, 3):
        store.save_batch(run, (), requests={("a", "2026-01-02"): number})
    assert (5, 0, 0) == tuple(
        store.count_requests(*key) for key in (("a", "2026-01-02"), ("a", "2026-01-03"), ("b", "2026-01-02"))
    )


def test_extracting_again_is_no_event(store: PageStore, tmp_path: Path) -> None:
    """A new extractor version replaces the record; the history and the fetch time do not change."""
    run = store.begin_run(["a"])
    store.save_page(run, page(text="oud"), b"body")
    with sqlite3.connect(tmp_path / "met spatie" / "pages.db") as connection:
        connection.execute("UPDATE page SET extractor = 0")
    assert [HOME] == store.outdated_urls("a")
    store.replace_extraction(page(text="nieuw"), [Discovery(HOME + "b", "link", HOME, 1)])
    known = store.known_url(HOME + "b")
    assert ([], [page(text="nieuw")], ["fetched"]) == (
        store.outdated_urls("a"),
        list(store.pages("a")),
        [event.what for event in store.page_history(HOME)],
    )
    assert known is not None


def test_an_uncommitted_page_leaves_no_trace(store: PageStore, tmp_path: Path) -> None:
    """A page whose links cannot be stored is not stored either."""
    run = store.begin_run(["a"])
    with sqlite3.connect(tmp_path / "met spatie" / "pages.db") as connection:
        connection.execute("CREATE TRIGGER refuse BEFORE INSERT ON url BEGIN SELECT RAISE(ABORT, 'refused'); END")
    with pytest.raises(StoreError, match="refused"):
        store.save_page(run, page(), b"body", [Discovery(HOME + "b", "link", HOME, 1)])
    assert (None, None) == (store.page(HOME), store.body(HOME))
