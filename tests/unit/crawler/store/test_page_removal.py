"""Which pages are removed when a site's crawl ends."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.records.page import BodyKind, Page
from crawler.records.stored_records import Discovery
from crawler.store.page_store import PageStore

NOW = datetime(2026, 5, 6, tzinfo=UTC)
HOME = "https://a.be/"
NUMBER = 20
MOST = 0.3


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with twenty pages of one site."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        crawled(opened, {})
        yield opened


def page(number: int, status: int = 200, redirect: str | None = None) -> Page:
    """Return one of the site's pages with this status."""
    kind = BodyKind.HTML if status == 200 else BodyKind.NONE
    return Page(
        url=f"{HOME}{number}",
        site="a",
        fetched_at=NOW,
        status=status,
        kind=kind,
        redirect=redirect,
        text=f"tekst {number}" if status == 200 else "",
    )


def crawled(store: PageStore, answers: dict[int, Page], extra: Sequence[Page] = ()) -> tuple[int, int]:
    """Crawl the site, some of whose pages respond differently; return how many were removed and doubted."""
    run = store.begin_run(["a"])
    for number in range(NUMBER):
        store.add_urls("a", [Discovery(f"{HOME}{number}", "link", HOME, 1)])
        store.save_page(run, answers.get(number, page(number)), b"body" if number not in answers else b"")
    for each in extra:
        store.save_page(run, each, b"body")
    settled = store.expire_pages("a", run, MOST)
    store.finish_site("a", run)
    store.finish_run(run)
    return settled.removed, settled.doubted


def believed(store: PageStore) -> int:
    """Return how many pages citizens should find."""
    return sum(each.status == 200 for each in store.current_pages("a"))


@pytest.mark.parametrize("status", [404, 410, 302])
def test_a_page_is_removed_when_two_crawls_in_a_row_find_it_gone(store: PageStore, status: int) -> None:
    """After one miss, its last good version and its body are kept."""
    answer = {3: page(3, status, HOME if status == 302 else None)}
    assert ((0, 0), NUMBER, b"body") == (crawled(store, answer), believed(store), store.body(f"{HOME}3"))
    assert ((1, 0), NUMBER - 1, None) == (crawled(store, answer), believed(store), store.body(f"{HOME}3"))


def test_a_page_that_recovers_in_between_is_kept(store: PageStore) -> None:
    """Only two misses in a row count."""
    for answers in ({3: page(3, 404)}, {}, {3: page(3, 404)}):
        crawled(store, answers)
    assert believed(store) == NUMBER


@pytest.mark.parametrize("status", [0, 403, 500, 503])
def test_no_failure_removes_a_page(store: PageStore, status: int) -> None:
    """However often a server fails, the last good version is kept; the audit sees the failure."""
    for _ in range(4):
        assert crawled(store, {3: page(3, status)}) == (0, 0)
    failing = store.page(f"{HOME}3")
    assert (NUMBER, status) == (believed(store), failing and failing.status)


def test_a_failure_in_between_does_not_restart_the_count(store: PageStore) -> None:
    """404, no response, 404: two crawls with a response found it gone."""
    for status in (404, 0, 404):
        crawled(store, {3: page(3, status)})
    assert believed(store) == NUMBER - 1


def test_a_permanent_redirect_takes_effect_at_once(store: PageStore) -> None:
    """The page is at the new URL; the old one is removed."""
    new = f"{HOME}nieuw"
    moved = Page(url=new, site="a", fetched_at=NOW, status=200, kind=BodyKind.HTML, text="tekst 3")
    assert ((1, 0), NUMBER) == (crawled(store, {3: page(3, 301, new)}, [moved]), believed(store))


def test_disallowed_pages_are_removed(store: PageStore) -> None:
    """A disallowed page is removed with its body, and its history has the reason."""
    url = f"{HOME}3"
    run = store.begin_run(["a"])
    store.set_skip_reasons({url: "robots.txt disallows it"})
    assert store.expire_pages("a", run, MOST).removed == 1
    last = store.page_history(url)[-1]
    assert (None, None, "dropped", "robots.txt disallows it") == (
        store.page(url),
        store.body(url),
        last.what,
        last.detail,
    )


def test_a_site_that_shrinks_too_much_is_doubted_once(store: PageStore) -> None:
    """Ten of twenty pages at once are only removed when the next crawl confirms it."""
    half = {number: page(number, 404) for number in range(10)}
    assert ((0, 10), NUMBER) == (crawled(store, half), believed(store))
    doubted = store.last_crawl("a")
    assert doubted is not None
    assert doubted.doubted == 10
    assert ((10, 0), NUMBER - 10) == (crawled(store, half), believed(store))


def test_the_index_may_doubt_a_loss_too(store: PageStore) -> None:
    """It is held after this crawl, however often the index asks, and confirmed by a later one, unless it is settled."""

    def run_after(crawls: int) -> int:
        for _ in range(crawls):
            crawled(store, {})
        last = store.last_crawl("a")
        assert last
        return last.run

    first = run_after(1)
    assert [True, True] == [store.doubt_loss("a", first, 9) for _ in range(2)]
    later = run_after(2)
    assert [False, False] == [store.doubt_loss("a", later, 9) for _ in range(2)]
    store.settle_doubts("a", later)
    assert store.doubt_loss("a", run_after(1), 9)


def test_pages_that_moved(store: PageStore) -> None:
    """Permanent redirects are moves, temporary ones are not."""
    crawled(store, {1: page(1, 301, f"{HOME}2"), 3: page(3, 302, f"{HOME}4")})
    assert {f"{HOME}1": f"{HOME}2"} == store.moved_pages("a")


def test_a_site_whose_pages_all_lead_home_is_doubted(store: PageStore) -> None:
    """Many pages redirected to one page are a shrinking site; redirected to as many pages, they are not."""
    home = {number: page(number, 301, f"{HOME}19") for number in range(10)}
    assert crawled(store, home) == (0, 9)


def test_a_site_may_move_as_a_whole(store: PageStore) -> None:
    """New URLs for all pages are no loss."""
    answers = {number: page(number, 301, f"{HOME}{100 + number}") for number in range(10)}
    assert ((10, 0), NUMBER) == (crawled(store, answers, [page(100 + n) for n in range(10)]), believed(store))


def test_a_robots_file_that_forbids_all_is_doubted(store: PageStore) -> None:
    """A "Disallow: /" by mistake is respected, and has no effect when it is gone the next day."""
    urls = [f"{HOME}{number}" for number in range(NUMBER)]
    run = store.begin_run(["a"])
    store.set_skip_reasons(dict.fromkeys(urls, "robots.txt disallows it"))
    assert store.expire_pages("a", run, MOST).doubted == NUMBER
    store.set_skip_reasons(dict.fromkeys(urls))
    assert believed(store) == NUMBER


def test_expiring_again_changes_nothing(store: PageStore) -> None:
    """A crawl that was killed at the very end expires pages again when it resumes."""
    half = {number: page(number, 404) for number in range(10)}
    crawled(store, half)
    run = store.begin_run(["a"])
    for number in range(10):
        store.save_page(run, half[number], b"")
    first, second = store.expire_pages("a", run, MOST), store.expire_pages("a", run, MOST)
    assert (10, 0, NUMBER - 10) == (first.removed, second.removed, believed(store))
