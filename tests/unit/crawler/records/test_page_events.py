"""Events of a page from one fetch to the next."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.records.page import Page
from crawler.records.page_events import PageEvent, PageEventKind, detect_change
from crawler.store.page_store import PageStore

NOW = datetime(2026, 5, 6, tzinfo=UTC)


def page(status: int = 200, **fields: object) -> Page:
    """Return a page with this status."""
    values = {
        "url": "https://a.be/",
        "site": "a",
        "fetched_at": NOW,
        "status": status,
        "titles": ("A",),
        "text_hash": "1",
    }
    return Page(**(values | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "what", "detail"),
    [
        (None, page(), PageEventKind.FETCHED, ""),
        (None, page(404), PageEventKind.ABSENT, "HTTP 404"),
        (page(), page(titles=("B",)), PageEventKind.CHANGED, 'its title was "A"'),
        (page(text="een"), page(text="een twee", text_hash="2"), PageEventKind.CHANGED, "1 words became 2"),
        (page(), page(302, redirect="https://a.be/b"), PageEventKind.MOVED, "to https://a.be/b (302)"),
        (page(), page(410), PageEventKind.MISSING, "HTTP 410"),
        (page(503), page(410), PageEventKind.MISSING, "HTTP 410"),
        (page(), page(503), PageEventKind.FAILED, "HTTP 503"),
        (page(503), page(0, error="the connection was lost"), PageEventKind.FAILED, "the connection was lost"),
        (page(404), page(), PageEventKind.BACK, ""),
    ],
)
def test_each_change_is_an_event(before: Page | None, after: Page, what: PageEventKind, detail: str) -> None:
    """First fetches, changed texts, moves, removals, failures and recoveries."""
    assert PageEvent(NOW, what, detail) == detect_change(before, after)


def test_a_permanent_redirect_has_a_target() -> None:
    """Only a permanent redirect has a target."""
    moved = detect_change(page(), page(301, redirect="https://a.be/b"))
    lent = detect_change(page(), page(302, redirect="https://a.be/b"))
    assert ("https://a.be/b", None) == (moved and moved.target, lent and lent.target)


@pytest.mark.parametrize("same", [page(), page(404), page(503), page(302, redirect="https://a.be/b")])
def test_an_unchanged_page_has_no_event(same: Page) -> None:
    """An unchanged page has no event."""
    assert detect_change(same, page(**{name: getattr(same, name) for name in ("status", "redirect")})) is None


def test_the_store_remembers_each_event_and_counts_them(tmp_path: Path) -> None:
    """By page, and by run."""
    with PageStore.open(tmp_path / "pages.db") as store:
        run = store.begin_run(["a"])
        for each in (page(), page(), page(titles=("B",)), page(404)):
            store.save_page(run, each, b"")
        assert ["fetched", "changed", "missing"] == [event.what for event in store.page_history("https://a.be/")]
        assert {"fetched": 1, "changed": 1, "missing": 1} == store.event_counts("a", run)


def test_a_page_that_moved_takes_its_history_along(tmp_path: Path) -> None:
    """Events of the old URL are part of the new one's history; a cycle of moves ends."""
    old, new = "https://a.be/oud", "https://a.be/nieuw"
    with PageStore.open(tmp_path / "pages.db") as store:
        run = store.begin_run(["a"])
        for minute, each in enumerate(
            (
                page(url=old),
                page(301, url=old, redirect=new),
                page(url=new),
                page(301, url=new, redirect=old),
            )
        ):
            store.save_page(run, dataclasses.replace(each, fetched_at=NOW + timedelta(minutes=minute)), b"")
        told = [(event.what, event.url) for event in store.page_history(new)]
    assert [("fetched", old), ("moved", old), ("fetched", None), ("moved", None)] == told
