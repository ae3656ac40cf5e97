"""The place collector with a page store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.extract.template_lines import line_digest
from crawler.records.page import BodyKind, Heading, Page
from crawler.records.stored_records import Discovery
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.places.place_collector import PlaceCollector, places_of_indexed_page

KUURNE = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=())
URL = "https://www.kuurne.be/contact"
BODY = (
    b"<html><head><title>Contact</title></head><body><main><h1>Contact</h1><p>Kom langs of bel ons gerust even op.</p>"
    b"<h2>Gemeentehuis Kuurne</h2><p>Telefoon 056 00 25 00.</p></main></body></html>"
)
PAGE = Page(
    url=URL,
    site="kuurne",
    fetched_at=datetime(2026, 1, 1, 12, tzinfo=UTC),
    status=200,
    kind=BodyKind.HTML,
    charset="utf-8",
    titles=("Contact",),
    headings=(Heading(1, "Contact"), Heading(2, "Gemeentehuis Kuurne")),
    text="Contact\nKom langs of bel ons gerust even op.\nGemeentehuis Kuurne\nTelefoon 056 00 25 00.",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with one contact page; the town hall's address is on every page of the site."""
    with PageStore.open(tmp_path / "pages.sqlite") as opened:
        opened.add_urls("kuurne", [Discovery(URL, "seed", "", 0)])
        opened.save_page(opened.begin_run(["kuurne"]), PAGE, BODY)
        opened.save_template_lines(
            "kuurne", [line_digest("Gemeentehuis Kuurne"), line_digest("Telefoon 056 00 25 00.")]
        )
        yield opened


def seen(store: PageStore) -> list[tuple[str, str, date]]:
    """Return name, telephone number and date of the places on every stored page."""
    collector = PlaceCollector(store)
    for page in store.current_pages("kuurne"):
        collector.add("kuurne", places_of_indexed_page(page, KUURNE, "Contact", store))
    return [(place.name, place.telephone, place.seen) for place in collector.by_site(["kuurne"])["kuurne"]]


def test_what_a_site_repeats_is_still_its_address(store: PageStore) -> None:
    """The town hall's telephone number is on every page; on the contact page it counts."""
    assert "056" not in next(store.current_pages("kuurne")).text
    assert [("Gemeentehuis Kuurne", "056 00 25 00", date(2026, 1, 1))] == seen(store)


def test_a_page_that_is_unchanged_is_confirmed(store: PageStore) -> None:
    """A "not modified" in March confirms in March what the page said in January."""
    store.save_batch(store.begin_run(["kuurne"]), [], {URL: datetime(2026, 3, 1, 23, 30, tzinfo=UTC)})
    assert [date(2026, 3, 2)] == [day for _, _, day in seen(store)]


def test_a_page_that_fails_is_not_confirmed(store: PageStore) -> None:
    """Its last successful response counts, with the date of that response."""
    failed = Page(url=URL, site="kuurne", fetched_at=datetime(2026, 3, 1, tzinfo=UTC), status=503)
    store.save_page(store.begin_run(["kuurne"]), failed, b"")
    assert [date(2026, 1, 1)] == [day for _, _, day in seen(store)]


def test_a_site_that_was_not_asked_for_is_left_out(store: PageStore) -> None:
    """The stored places of a site whose crawl failed are not overwritten."""
    assert {} == PlaceCollector(store).by_site([])
