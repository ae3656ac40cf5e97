"""What links call a page."""

from __future__ import annotations

from crawler.records.page import Link, Page
from indexer.corpus.anchor_texts import (
    MAX_ANCHOR_LENGTH,
    MAX_ANCHORS_OF_PAGE,
    MAX_TARGETS_OF_ANCHOR,
    AnchorTextCollector,
    outgoing_anchors,
)
from tests.unit.indexer.records import KUURNE, page

TARGET = "https://www.kuurne.be/recyclagepark"


def linking(path: str, *links: tuple[str, str | None]) -> Page:
    """Return a page with links, given as (anchor, address)."""
    return page(path, links=tuple(Link(url, url, anchor) for anchor, url in links))


def counted(*pages: Page, site: str = KUURNE.id) -> dict[str, tuple[str, ...]]:
    """Return what pages of one site call each address."""
    counter = AnchorTextCollector()
    for each in pages:
        counter.add(outgoing_anchors(each), site)
    return counter.anchors()


def test_the_most_usual_anchor_is_first() -> None:
    """By the number of pages that use it, and by spelling where that is the same."""
    pages = [linking(f"a{number}", ("Het stort", TARGET)) for number in range(2)]
    pages += [linking("b", ("Containers", TARGET)), linking("c", ("Afval wegbrengen", TARGET))]
    assert {TARGET: ("Het stort", "Afval wegbrengen", "Containers")} == counted(*pages)


def test_a_page_counts_once_for_each_anchor() -> None:
    """A link that one page repeats ten times says no more than one."""
    pages = [linking("a", *[("Stort", TARGET)] * 10), linking("b", ("Afval", TARGET)), linking("c", ("Afval", TARGET))]
    assert ("Afval", "Stort") == counted(*pages)[TARGET]


def test_spellings_of_one_anchor_are_one_in_the_usual_form() -> None:
    """White space, capitals and diacritics make no other name."""
    pages = [
        linking("a", ("Déchetterie", TARGET)),
        linking("b", ("Déchetterie", TARGET)),
        linking("c", (" DECHETTERIE\n", TARGET)),
    ]
    assert ("Déchetterie",) == counted(*pages)[TARGET]


def test_words_that_lead_everywhere_name_nothing() -> None:
    """A "lees meer" to more than ten pages tells nothing of any of them; to ten it is still a name."""
    address = "https://www.kuurne.be/{}".format
    wide = [
        linking(f"a{n}", ("Lees meer", address(n)), (f"Straat {n}", address(n)))
        for n in range(MAX_TARGETS_OF_ANCHOR + 1)
    ]
    assert {address(n): (f"Straat {n}",) for n in range(MAX_TARGETS_OF_ANCHOR + 1)} == counted(*wide)
    assert MAX_TARGETS_OF_ANCHOR == len(
        counted(*(linking(f"a{n}", ("Lees meer", address(n))) for n in range(MAX_TARGETS_OF_ANCHOR)))
    )


def test_what_is_empty_on_one_site_is_empty_on_all() -> None:
    """A small site says "lees meer" too, though not often enough to show it."""
    counter = AnchorTextCollector()
    for number in range(MAX_TARGETS_OF_ANCHOR + 1):
        counter.add(outgoing_anchors(linking(f"a{number}", ("Lees meer", f"https://www.kuurne.be/{number}"))), "kuurne")
    counter.add(outgoing_anchors(linking("m", ("lees  meer", TARGET))), "menen")
    assert {} == counter.anchors()


def test_a_name_that_each_site_uses_for_its_own_page_is_a_name() -> None:
    """Twenty towns with a recycling park each: the word leads to one page of every site."""
    counter = AnchorTextCollector()
    targets = [f"https://www.stad{number}.be/park" for number in range(2 * MAX_TARGETS_OF_ANCHOR)]
    for number, target in enumerate(targets):
        counter.add(outgoing_anchors(linking("a", ("Recyclagepark", target))), f"stad{number}")
    assert dict.fromkeys(targets, ("Recyclagepark",)) == counter.anchors()


def test_links_of_a_page_to_itself_do_not_count() -> None:
    """A link "naar boven" is no name that others give."""
    assert {} == counted(linking("recyclagepark", ("Naar boven", TARGET)))


def test_links_without_words_or_address_and_teasers_do_not_count() -> None:
    """An empty anchor, a mail address and a whole paragraph name no page."""
    assert {} == counted(linking("a", ("  ", TARGET), ("Mail ons", None), ("x" * (MAX_ANCHOR_LENGTH + 1), TARGET)))


def test_only_so_many_anchors_are_kept() -> None:
    """The most usual twenty of a page."""
    pages = [linking(f"a{number}", (f"Naam {number:02}", TARGET)) for number in range(MAX_ANCHORS_OF_PAGE + 5)]
    assert tuple(f"Naam {number:02}" for number in range(MAX_ANCHORS_OF_PAGE)) == counted(*pages)[TARGET]
