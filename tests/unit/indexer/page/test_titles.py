"""Titles without the parts that a site repeats."""

import pytest

from crawler.records.page import Heading
from indexer.page.titles import TitlePatterns, TitlePatternsBuilder, display_title
from tests.unit.indexer.records import KUURNE, page


def patterns_of(*titles: str) -> TitlePatterns:
    """Return the repeated parts of these titles."""
    counter = TitlePatternsBuilder(KUURNE)
    for number, title in enumerate(titles):
        counter.add(page(str(number), titles=(title,)))
    return counter.build()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Rijbewijs | Kuurne", "Rijbewijs"),
        ("Rijbewijs - Gemeente Kuurne", "Rijbewijs"),
        ("Kuurne | Rijbewijs", "Rijbewijs"),
        ("Rijbewijs | Dienst | Kuurne", "Rijbewijs | Dienst"),
        ("Welkom in Kuurne", "Welkom in Kuurne"),
        ("Kuurne", "Kuurne"),
        ("Sint-Pieter - Spijker", "Sint-Pieter - Spijker"),
    ],
)
def test_the_name_of_the_site_goes(title: str, expected: str) -> None:
    """The site name before or after a title is removed; within a title it stays."""
    assert expected == display_title(page(titles=(title,)), patterns_of())


def test_what_a_site_repeats_goes_whatever_it_is() -> None:
    """A suffix of a fifth of the titles is the template's."""
    patterns = patterns_of("A :: Leef mee!", "B :: Leef mee!", "C :: Leef mee!", "D", "E")
    assert display_title(page(titles=("Rijbewijs :: Leef mee!",)), patterns) == "Rijbewijs"


def test_each_language_has_its_own_template() -> None:
    """A few French pages among many Dutch ones repeat the site's French name."""
    counter = TitlePatternsBuilder(KUURNE)
    for number in range(40):
        counter.add(page(str(number), titles=(f"Pagina {number} | Kuurne",)))
    for number in range(3):
        counter.add(page(f"fr{number}", titles=(f"Page {number} | Courne",), lang="fr"))
    assert display_title(page(titles=("Parc | Courne",), lang="fr"), counter.build()) == "Parc"


def test_a_title_that_all_pages_share_names_none() -> None:
    """The first heading replaces a generic title."""
    patterns = patterns_of(*["Gemeentelijke website"] * 6)
    found = page(titles=("Gemeentelijke website",), headings=(Heading(1, "Rijbewijs"),))
    assert display_title(found, patterns) == "Rijbewijs"


def test_a_page_without_any_title_is_named_by_its_address() -> None:
    """Every result has a readable title."""
    assert display_title(page("verslag-van-maart_2026.pdf", titles=()), patterns_of()) == "Verslag van maart 2026"
