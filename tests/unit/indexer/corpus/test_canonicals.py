"""Canonical links: which ones the index follows."""

from typing import Any

import pytest

from crawler.records.page import Canonical, Heading, Page, PageRegion, RobotsRule
from indexer.corpus.canonicals import followed_canonicals
from tests.unit.indexer.records import KUURNE, page

TEXT = "Een verloren fiets haal je op in het depot achter het station, elke dinsdag en donderdag van negen tot elf."


def canonical(path: str, place: PageRegion = PageRegion.HEAD) -> Canonical:
    """Return a canonical link to a path of the site."""
    return Canonical("/" + path, KUURNE.url + path, place)


def named(path: str, title: str, target: str | None = None, text: str = TEXT, **facts: Any) -> Page:
    """Return a page whose title is its main heading, with a canonical link to `target`."""
    links = (canonical(target),) if target is not None else ()
    usual: dict[str, Any] = {"titles": (title,), "headings": (Heading(1, title),), "text": f"{title}\n{text}"}
    return page(path, canonicals=links, **(usual | facts))


def followed(*pages: Page) -> dict[str, str]:
    """Return the links to follow on a site with these pages, as path → path."""
    by_url = {each.url: each for each in pages}
    declared = {
        url: each.effective_canonical
        for url, each in by_url.items()
        if each.effective_canonical and each.effective_canonical != url
    }
    links = followed_canonicals(declared, by_url.get, KUURNE.url)
    return {url.removeprefix(KUURNE.url): target.removeprefix(KUURNE.url) for url, target in links.items()}


@pytest.mark.parametrize(
    ("page_", "target"),
    [
        (named("a", "Fietsdepot", "b"), named("b", "Fietsdepot")),
        (named("a", "Fietsdepot (printversie)", "b", TEXT + " Afdrukken"), named("b", "Fietsdepot")),
        (named("b?sorteer=naam", "Fietsen", "b", "rood blauw groen"), named("b", "Fietsen", None, "groen rood geel")),
        (named("b?week=3", "Rooster van week 3", "b"), named("b", "Rooster van deze week")),
        (named("a", "Fietsdepot", "b"), named("b", "Fietsdepot", "b")),
    ],
    ids=["copy", "print version", "filtered list", "other week", "target names itself"],
)
def test_a_link_to_the_same_document_is_followed(page_: Page, target: Page) -> None:
    """The target is shown instead of the page."""
    assert {page_.url.removeprefix(KUURNE.url): "b"} == followed(page_, target)


@pytest.mark.parametrize(
    "target",
    [
        named("b", "Fietsdepot", robots=(RobotsRule("robots", "noindex"),)),
        named("b", "Fietsdepot", status=404),
        named("b", "Fietsdepot", status=301, redirect=KUURNE.url),
        named("b", "Fietsdepot", meta_refresh=KUURNE.url + "c"),
        named("b", "Pagina niet gevonden"),
        named("b", "Bromfietsdepot"),
        named("b", "Fietsdepot", None, "Het stadhuis sluit vrijdag. Bel gerust voor een afspraak."),
        named("c", "Fietsdepot"),
    ],
    ids=["noindex", "gone", "redirected", "refresh", "soft error", "other name", "other text", "absent"],
)
def test_a_link_to_a_page_that_cannot_stand_for_it_is_ignored(target: Page) -> None:
    """The page itself stays in the index."""
    assert {} == followed(named("a", "Fietsdepot", "b"), target)


def test_other_documents_behind_one_path_stay() -> None:
    """Where the query names the document, a canonical without it is a mistake in the template."""
    start = named("index.php", "Welkom", None, "Depot Museum Markt")
    assert {} == followed(start, named("index.php?id=5", "Depot", "index.php"))


def test_a_loop_names_no_page() -> None:
    """Pages that name each other stay; one outside the loop may follow."""
    pages = (named("a", "Depot", "b"), named("b", "Depot", "c"), named("c", "Depot", "a"), named("d", "Depot", "a"))
    assert {"d": "a"} == followed(*pages)


def test_a_chain_ends_at_a_page_that_is_shown() -> None:
    """Each link is followed, and the last page is shown."""
    assert {"a": "b", "b": "c"} == followed(named("a", "Depot", "b"), named("b", "Depot", "c"), named("c", "Depot"))


def test_every_page_that_names_the_home_page_stays() -> None:
    """A mistake in a template hides nothing."""
    home = named("", "Welkom", None, "Depot Museum Markt")
    assert {} == followed(home, *(named(path, path, "", f"Alles over {path}.") for path in ("depot", "museum")))


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ((canonical("a"), canonical("b")), None),
        ((canonical("a"), canonical("a")), "a"),
        ((canonical("a"), canonical("b", PageRegion.BODY)), "a"),
        ((canonical("b", PageRegion.BODY),), None),
        ((canonical("a"), canonical("b", PageRegion.HEADER)), None),
        ((Canonical("#", None, PageRegion.HEAD), canonical("a", PageRegion.HEADER)), "a"),
    ],
)
def test_the_canonical_of_a_page(links: tuple[Canonical, ...], expected: str | None) -> None:
    """Links in the body do not count, and several that differ are none."""
    assert (KUURNE.url + expected if expected else None) == page(canonicals=links).effective_canonical
