"""Template lines of a site, and pages without them."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.extract.template_lines import MIN_TEMPLATE_PAGES, TemplateLines, line_digest, own_headings, strip_lines
from crawler.extract.text import text_hash
from crawler.records.page import BodyKind, Heading, Page


def page(number: int, *lines: str, **changes: object) -> Page:
    """Return a page of a site with these lines of main text."""
    text = "\n".join(lines)
    url = f"https://www.kuurne.be/p{number}"
    basis = Page(url=url, site="kuurne", fetched_at=datetime.now(UTC), status=200, kind=BodyKind.HTML, text=text)
    return replace(basis, **{"text_hash": text_hash(text), **changes})  # type: ignore[arg-type]


def repeated(pages: list[Page], sample: int = 1000) -> frozenset[int]:
    """Return the template lines of a site with these pages."""
    counted = TemplateLines(sample)
    for item in pages:
        counted.add(item)
    return counted.lines()


def site(size: int = 40) -> list[Page]:
    """Return pages that all end with one line; every second one has another."""
    return [page(n, f"Pagina {n}", f"Tekst {n}", *["Opmerking"] * (n % 2), "Deel dit bericht") for n in range(size)]


def test_lines_on_more_than_half_of_the_pages_are_template_lines() -> None:
    """A line on half of them, or often on one page, is not."""
    pages = [*site(), page(99, *["Vers"] * 100)]
    assert frozenset({line_digest("Deel dit bericht")}) == repeated(pages)


def test_headings_are_lines_too() -> None:
    """A heading that extraction removed from the text still counts."""
    pages = [page(n, f"Tekst {n}", headings=(Heading(2, "Contact"), Heading(2, f"Kop {n}"))) for n in range(30)]
    assert frozenset({line_digest("Contact")}) == repeated(pages)


def test_few_pages_have_no_template_lines() -> None:
    """Most of a few pages can share a real sentence."""
    assert [False, True] == [bool(repeated(site(size))) for size in (MIN_TEMPLATE_PAGES - 1, MIN_TEMPLATE_PAGES)]


@pytest.mark.parametrize("changes", [{"status": 404}, {"kind": BodyKind.PDF}, {"kind": BodyKind.NONE, "text": ""}])
def test_other_responses_do_not_count(changes: dict[str, object]) -> None:
    """Error pages have a template of their own, and documents have none."""
    others = [page(100 + n, "Niet gevonden", **changes) for n in range(200)]
    assert repeated(site()) == repeated([*site(), *others])


def test_the_order_of_the_pages_does_not_matter() -> None:
    """Also when only a sample is counted."""
    pages = [page(n, f"Tekst {n}", *(["Soms"] if n % 100 < 53 else []), "Altijd") for n in range(500)]
    shuffled = pages[1::2] + pages[-2::-2]
    for sample in (50, 1000):
        assert repeated(pages, sample) == repeated(shuffled, sample)
        assert line_digest("Altijd") in repeated(pages, sample)


def test_memory_is_limited_by_the_sample() -> None:
    """A site of any size takes the memory of the sample."""
    counted = TemplateLines(sample=30)
    for item in site(500):
        counted.add(item)
    assert 30 == len(counted._pages)
    assert frozenset({line_digest("Deel dit bericht")}) == counted.lines()


def test_digests_are_the_same_in_every_process() -> None:
    """One process stores them and another uses them; a database needs signed 64-bit integers."""
    lines = ["", "Deel dit bericht", "é" * 700, "\udc80"]
    code = f"from crawler.extract.template_lines import line_digest; print([line_digest(line) for line in {lines!a}])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert str([line_digest(line) for line in lines]) == other
    assert all(-(2**63) <= line_digest(f"regel {n}") < 2**63 for n in range(1000))


def test_template_lines_are_stripped_from_a_page() -> None:
    """Its hash follows its text; its headings and language do not change."""
    known = repeated(site())
    before = page(1, "Titel", "Deel dit bericht", "Tekst", headings=(Heading(2, "Deel dit bericht"),), lang="nl")
    after = strip_lines(before, known)
    assert ("Titel\nTekst", text_hash("Titel\nTekst")) == (after.text, after.text_hash)
    assert replace(before, text=after.text, text_hash=after.text_hash) == after


def test_pages_without_template_lines_are_unchanged() -> None:
    """So are pages with nothing else, and documents."""
    known = repeated(site())
    same = [
        page(1, "Tekst"),
        page(2, "Deel dit bericht", "Deel dit bericht"),
        page(3, "Deel dit bericht", "Tekst", kind=BodyKind.PDF),
    ]
    assert all(strip_lines(item, known) is item for item in same)
    assert strip_lines(site()[0], frozenset()).text == site()[0].text


def test_the_line_that_names_a_page_stays() -> None:
    """A shared h1 is removed where the page has a title of its own, and stays where it has none."""
    known = frozenset({line_digest("Gemeente Kuurne"), line_digest("Nieuws")})
    logo = Heading(1, "Gemeente Kuurne")
    own = page(1, "Gemeente Kuurne", "Rijbewijs", "Tekst", headings=(logo, Heading(1, "Rijbewijs")))
    in_title = page(
        2, "Gemeente Kuurne", "Afval", "Tekst", headings=(logo, Heading(2, "Afval")), titles=("Afval | Kuurne",)
    )
    only = page(3, "Gemeente Kuurne", "Tekst", headings=(logo,), titles=("Gemeente Kuurne",))
    bare = page(4, "Nieuws", "Tekst", titles=(" Nieuws ",))
    assert ["Rijbewijs\nTekst", "Afval\nTekst", only.text, bare.text] == [
        strip_lines(item, known).text for item in (own, in_title, only, bare)
    ]


def test_own_headings_are_not_in_the_template() -> None:
    """Without those of the template, but with the one that names the page."""
    known = frozenset({line_digest("Gemeente Kuurne"), line_digest("Contact")})
    named = page(1, "x", headings=(Heading(1, "Gemeente Kuurne"), Heading(1, "Afval"), Heading(2, "Contact")))
    unnamed = page(2, "x", headings=(Heading(1, "Gemeente Kuurne"), Heading(2, "Contact")))
    assert [(Heading(1, "Afval"),), (Heading(1, "Gemeente Kuurne"),)] == [
        own_headings(item, known) for item in (named, unnamed)
    ]
    assert named.headings == own_headings(named, frozenset())
