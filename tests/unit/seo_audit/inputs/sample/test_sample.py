"""Tests of the choice of sampled pages, and of the conversion of browser snapshots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.records.browser_snapshot import PageSnapshot, ScreenSnapshot, ShownImage
from crawler.records.page import Canonical, Page, PageRegion, RobotsRule
from seo_audit.inputs.external_data import BrowserSample, SampledImage
from seo_audit.inputs.sample.page_choice import choose_pages
from seo_audit.inputs.sample.snapshot_reader import read_sample
from seo_audit.records.url_patterns import url_pattern

ROOT = "https://www.kuurne.be"
PATHS = ("/", "/contact", *(f"/nieuws/{n}" for n in range(40)), *(f"/producten/{n}" for n in range(8)), "/agenda/markt")


@pytest.fixture
def page(make: dict[str, Callable[..., Any]]) -> Callable[..., Page]:
    """A maker of sound pages, changed where a test wants."""

    def made(path: str, **changes: Any) -> Page:
        return replace(make["page"](path), **changes)

    return made


def test_each_template_is_met_before_any_is_met_twice(page: Callable[..., Page]) -> None:
    """The home page comes first; a pattern of forty pages takes no more places than one of eight, while both last."""
    urls = choose_pages([page(path) for path in PATHS], 10)
    assert f"{ROOT}/" == urls[0]
    assert {"/", "/*", "/nieuws/*", "/producten/*", "/agenda/*"} == {url_pattern(url) for url in urls[:5]}
    counts = Counter(url_pattern(url) for url in urls)
    assert (10, 3, 4) == (len(set(urls)), *sorted((counts["/producten/*"], counts["/nieuws/*"])))


def test_the_same_pages_are_chosen_whatever_order_they_come_in(page: Callable[..., Page]) -> None:
    """Also when the site moves, and without the others moving up when one goes."""
    pages = [page(path) for path in PATHS]
    urls = choose_pages(pages, 10)
    assert urls == choose_pages(reversed(pages), 10)
    moved = [page(path, url=f"http://127.0.0.1:8000{path}", canonicals=()) for path in PATHS]
    assert [url.removeprefix(ROOT) for url in urls] == [
        url.removeprefix("http://127.0.0.1:8000") for url in choose_pages(moved, 10)
    ]
    left = [item for item in pages if item.url != urls[-1]]
    assert urls[:-1] == choose_pages(left, 10)[:-1]


def test_only_pages_that_google_may_show_are_chosen(page: Callable[..., Page]) -> None:
    """No errors, nothing noindexed, no copies of other pages."""
    copy = (Canonical(f"{ROOT}/", f"{ROOT}/", PageRegion.HEAD),)
    pages = [
        page("/"),
        page("/weg", status=404),
        page("/stil", robots=(RobotsRule("robots", "noindex"),)),
        page("/kopie", canonicals=copy),
    ]
    assert (f"{ROOT}/",) == choose_pages(pages, 10)


def seen(
    served: Page, shown: Page, images: tuple[ShownImage, ...] = (), obstacles: tuple[str, ...] = ()
) -> ScreenSnapshot:
    """A page on a screen."""
    return ScreenSnapshot(served=served, shown=shown, images=images, obstacles=obstacles)


def test_what_both_screens_show_is_one_sample(page: Callable[..., Page]) -> None:
    """Words as a phone and a desk get them; obstacles of either; an image as large as it is shown anywhere."""
    served = page("/afval", text="een twee")
    phone, desk = (page("/afval", text=text) for text in ("een twee drie", "een twee drie vier"))
    small, large = (
        ShownImage(url="/a.png", width=900, height=600, shown_width=width, shown_height=height)
        for width, height in ((299.6, 200), (450, 150))
    )
    looked = PageSnapshot(
        site="kuurne",
        url=served.url,
        phone=seen(served, phone, (small,), ("label",)),
        desk=seen(served, desk, (large,), ("color-contrast", "label")),
    )
    expected = BrowserSample(
        served=2,
        phone=3,
        desk=4,
        violations=("color-contrast", "label"),
        images=(SampledImage(url="/a.png", width=900, height=600, shown_width=450, shown_height=200),),
    )
    assert expected == read_sample(looked)


def test_what_scripts_change_and_what_a_phone_gets_otherwise_is_named(page: Callable[..., Page]) -> None:
    """A title by script, a noindex for phones alone, mark-up for desks alone."""
    served = page("/agenda/kerstmarkt", titles=("Even geduld",))
    phone = page("/agenda/kerstmarkt", robots=(RobotsRule("robots", "noindex"),), structured=())
    looked = PageSnapshot(
        site="kuurne", url=served.url, phone=seen(served, phone), desk=seen(served, page("/agenda/kerstmarkt"))
    )
    sample = read_sample(looked)
    assert sample is not None
    assert (("title", "robots"), ("robots", "structured data")) == (sample.scripted, sample.differing)


def test_figures_within_mark_up_may_differ_with_the_moment(page: Callable[..., Page], make: dict[str, Any]) -> None:
    """Two requests a second apart give two numbers, which says nothing of phones."""
    one, other = (page("/agenda/kerstmarkt", structured=(make["event"](name=f"Nog {n} plaatsen"),)) for n in (7, 8))
    sample = read_sample(PageSnapshot(site="kuurne", url=one.url, phone=seen(one, one), desk=seen(other, other)))
    assert () == (sample and sample.differing)


def test_a_page_that_was_not_seen_is_no_sample(page: Callable[..., Page]) -> None:
    """Nor is one that was seen on one screen only."""
    one = page("/afval")
    assert read_sample(PageSnapshot(site="kuurne", url=one.url, problem="it answered 404")) is None
    assert read_sample(PageSnapshot(site="kuurne", url=one.url, phone=seen(one, one))) is None
