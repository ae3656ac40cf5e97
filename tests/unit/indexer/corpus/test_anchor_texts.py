"""Anchor texts of pages."""

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
    """Return a page with links, given as (anchor, URL)."""
    return page(path, links=tuple(Link(url, url, anchor) for anchor, url in links))


def counted(*pages: Page, site: str = KUURNE.id) -> dict[str, tuple[str, ...]]:
    """Return the anchor texts of each URL, for pages of one site."""
    counter = AnchorTextCollector()
    for each in pages:
        counter.add(outgoing_anchors(each), site)
    return counter.anchors()


def test_the_most_usual_anchor_is_first() -> None:
    """Anchors are ordered by the number of pages that use them, then by spelling."""
    pages = [linking(f"a{number}", ("Het stort", TARGET)) for number in range(2)]
    pages += [linking("b", ("Containers", TARGET)), linking("c", ("Afval wegbrengen", TARGET))]
    assert {TARGET: ("Het stort", "Afval wegbrengen", "Containers")} == counted(*pages)


def test_a_page_counts_once_for_each_anchor() -> None:
    """A link that one page repeats ten times counts once."""
    pages = [linking("a", *[("Stort", TARGET)] * 10), linking("b", ("Afval", TARGET)), linking("c", ("Afval", TARGET))]
    assert ("Afval", "Stort") == counted(*pages)[TARGET]


def test_spellings_of_one_anchor_are_one_in_the_usual_form() -> None:
    """White space, case and diacritics make no difference."""
    pages = [
        linking("a", ("Déchetterie", TARGET)),
        linking("b", ("Déchetterie", TARGET)),
        linking("c", (" DECHETTERIE\n", TARGET)),
    ]
    assert ("Déchetterie",) == counted(*pages)[TARGET]


def test_words_that_lead_everywhere_name_nothing() -> None:
    """An anchor such as "lees meer" to more than ten pages names none of them; to ten pages it is still a name."""
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
    """A small site uses "lees meer" too, but not often enough to show that it is generic."""
    counter = AnchorTextCollector()
    for number in range(MAX_TARGETS_OF_ANCHOR + 1):
        counter.add(outgoing_anchors(linking(f"a{number}", ("Lees meer", f"https://www.kuurne.be/{number}"))), "kuurne")
    counter.add(outgoing_anchors(linking("m", ("lees  meer", TARGET))), "menen")
    assert {} == counter.anchors()


def test_a_name_that_each_site_uses_for_its_own_page_is_a_name() -> None:
    """Twenty towns have a recycling park each: the anchor leads to one page of every site."""
    counter = AnchorTextCollector()
    targets = [f"https://www.stad{number}.be/park" for number in range(2 * MAX_TARGETS_OF_ANCHOR)]
    for number, target in enumerate(targets):
        counter.add(outgoing_anchors(linking("a", ("Recyclagepark", target))), f"stad{number}")
    assert dict.fromkeys(targets, ("Recyclagepark",)) == counter.anchors()


def test_links_of_a_page_to_itself_do_not_count() -> None:
    """A link such as "naar boven" is not a name that others chose."""
    assert {} == counted(linking("recyclagepark", ("Naar boven", TARGET)))


def test_links_without_words_or_address_and_teasers_do_not_count() -> None:
    """An empty anchor, a mail address and a whole paragraph name no page."""
    assert {} == counted(linking("a", ("  ", TARGET), ("Mail ons", None), ("x" * (MAX_ANCHOR_LENGTH + 1), TARGET)))


def test_only_so_many_anchors_are_kept() -> None:
    """The twenty most frequent anchors of a page are stored."""
    pages = [linking(f"a{number}", (f"Naam {number:02}", TARGET)) for number in range(MAX_ANCHORS_OF_PAGE + 5)]
    assert tuple(f"Naam {number:02}" for number in range(MAX_ANCHORS_OF_PAGE)) == counted(*pages)[TARGET]
