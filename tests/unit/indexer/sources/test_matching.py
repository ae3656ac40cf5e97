"""Matching of pages and records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.records.page import Link, Page, StructuredItem
from indexer.records.document import DocumentType
from indexer.sources.matching import RecordMatcher
from indexer.sources.record import Record
from indexer.sources.source import Source, SourceKind
from tests.unit.indexer.records import KUURNE, MENEN, page

IPDC = Source(id="ipdc", kind=SourceKind.IPDC, url="https://ipdc.vlaanderen.be/", type=DocumentType.PRODUCT)
CONCEPTS = replace(IPDC, id="concepts")
UIT = Source(id="uit", kind=SourceKind.UITDATABANK, url="https://search.uitdatabank.be/", type=DocumentType.EVENT)

CONCEPT = "https://ipdc.vlaanderen.be/id/concept/1"
RECORD = Record(
    key="https://ipdc.vlaanderen.be/id/instantie/1",
    url="https://ipdc.vlaanderen.be/id/instantie/1",
    title="Rijbewijs: aanvraag en verlenging",
    sites=("kuurne",),
    keywords=("autorijbewijs", "permis"),
    numbers=("https://ipdc.vlaanderen.be/id/instantie/1", "44679", CONCEPT),
)
KEYWORDS = ("Rijbewijs: aanvraag en verlenging", "autorijbewijs", "permis")
PRODUCT = "producten/rijbewijs"


def shown(record: Record, *pages: Page, source: Source = IPDC) -> tuple[RecordMatcher, list[tuple[str, ...]]]:
    """Return a matcher after it was given pages, and the keywords of each."""
    answered = {site.id: frozenset(each.url for each in pages if each.site == site.id) for site in (KUURNE, MENEN)}
    matcher = RecordMatcher.of([(source, [record])], [KUURNE, MENEN], answered)
    return matcher, [matcher.external_keywords(each, each.title) for each in pages]


@pytest.mark.parametrize(
    "link",
    [
        "https://www.kuurne.be/producten/rijbewijs",
        "http://kuurne.be/producten/rijbewijs/",
    ],
)
def test_a_product_that_names_its_page_is_that_page(link: str) -> None:
    """The spelling of the URL makes no difference; the page gets the product's name and search terms."""
    matcher, called = shown(replace(RECORD, links=(link,)), page(PRODUCT))
    assert ([KEYWORDS], {("ipdc", RECORD.key)}) == (called, set(matcher.matched))


@pytest.mark.parametrize(
    "facts",
    [
        {"links": (Link(raw="x", url=CONCEPT, anchor="IPDC"),)},
        {"structured": (StructuredItem("json-ld", ("GovernmentService",), {"identifier": {"value": "44679"}}),)},
        {"structured": (StructuredItem("json-ld", ("GovernmentService",), {"sameAs": [RECORD.key]}),)},
    ],
)
def test_a_page_that_names_the_product_is_about_it(facts: dict[str, object]) -> None:
    """The page has a link, or a number or URL in its structured data."""
    assert [KEYWORDS] == shown(RECORD, page(PRODUCT, **facts))[1]


def test_a_page_of_the_same_name_is_about_it() -> None:
    """Names match when neither refers to the other, without regard to case and accents."""
    record = replace(RECORD, title="RIJBEWIJS")
    matcher, called = shown(record, page(PRODUCT))
    assert ([("autorijbewijs", "permis")], 1) == (called, len(matcher.matched))


@pytest.mark.parametrize(
    "other",
    [
        page("nieuws/rijbewijs", titles=("Rijbewijs",)),
        page("producten/rijbewijs", MENEN, titles=("Rijbewijs",)),
        page("producten/reispas", titles=("Reispas",)),
        page(
            "producten/reispas",
            titles=("Reispas",),
            structured=(StructuredItem("json-ld", ("GovernmentService",), {"address": {"postalCode": "44679"}}),),
        ),
    ],
    ids=["news", "another town", "another name", "a postcode that looks like its number"],
)
def test_what_only_looks_like_it_is_not(other: Page) -> None:
    """News about it, another town's page and another product do not match."""
    matcher, called = shown(replace(RECORD, title="Rijbewijs"), other)
    assert ([()], {}) == (called, matcher.matched)


def test_a_product_that_names_another_page_is_not_the_page_of_its_name() -> None:
    """The product's own URL takes precedence over its name."""
    record = replace(RECORD, title="Rijbewijs", links=("https://www.kuurne.be/producten/rijbewijs-verlengen",))
    pages = (page(PRODUCT), page("producten/rijbewijs-verlengen", titles=("Verlengen",)))
    matcher, called = shown(record, *pages)
    assert (True, False) == (called[0] == (), called[1] == ())
    assert {"https://www.kuurne.be/producten/rijbewijs-verlengen"} == set(matcher.matched.values())


def test_a_desk_that_many_products_name_is_the_page_of_none() -> None:
    """The e-desk and the home page match no product."""
    records = [
        replace(
            RECORD,
            key=f"k{n}",
            title=f"P{n}",
            numbers=(),
            links=("https://www.kuurne.be/loket", "https://www.kuurne.be/"),
        )
        for n in range(3)
    ]
    desk, home = page("loket", titles=("Loket",)), page("", titles=("Welkom",))
    answered = {"kuurne": frozenset({desk.url, home.url})}
    matcher = RecordMatcher.of([(IPDC, records)], [KUURNE], answered)
    assert [(), (), {}] == [
        matcher.external_keywords(desk, "Loket"),
        matcher.external_keywords(home, "Welkom"),
        matcher.matched,
    ]


def test_a_concept_lends_its_words_and_is_no_answer() -> None:
    """It contributes keywords to every town's page of its name, and to the products derived from it."""
    concept = replace(
        RECORD,
        key=CONCEPT,
        title="Rijbewijs",
        sites=(),
        numbers=(CONCEPT, "10001"),
        keywords=("rijbewijs B",),
        words_only=True,
    )
    pages = (page(PRODUCT), page(PRODUCT, MENEN))
    matcher, called = shown(concept, *pages, source=CONCEPTS)
    assert ([("rijbewijs B",)] * 2, {}) == (called, matcher.matched)
    assert ("Rijbewijs", "rijbewijs B") == matcher.concept_words(RECORD)


@pytest.mark.parametrize(("day", "same"), [(7, True), (8, False)])
def test_events_of_one_name_are_one_on_the_same_day(day: int, same: bool) -> None:
    """A yearly fair of another year is another event."""
    start = int(datetime(2026, 6, 7, 18, tzinfo=UTC).timestamp())
    record = replace(RECORD, title="Rijbewijs", numbers=(), moments=((start, start + 3600),))
    item = StructuredItem("json-ld", ("Event",), {"startDate": f"2026-06-{day:02}T10:00:00+02:00"})
    matcher, _ = shown(record, page("agenda/rijbewijs", structured=(item,)), source=UIT)
    assert same == bool(matcher.matched)


AGENDA = "https://www.uitinvlaanderen.be/agenda/e/kermis/1"


@pytest.mark.parametrize(("others", "same"), [(0, True), (5, False)])
def test_an_event_page_that_links_to_the_agenda_is_that_event(others: int, same: bool) -> None:
    """A page that links to many events only lists them."""
    events = [
        replace(RECORD, key=f"e{n}", title=f"Kermis {n}", url=f"{AGENDA}{n}", numbers=(f"e{n}", f"{AGENDA}{n}"))
        for n in range(others + 1)
    ]
    links = tuple(Link(raw="x", url=each.url, anchor="UiT") for each in events)
    shown_page = page("agenda/kermis", titles=("Grote kermis",), links=links)
    matcher = RecordMatcher.of([(UIT, events)], [KUURNE], {"kuurne": frozenset({shown_page.url})})
    assert same == bool(matcher.external_keywords(shown_page, "Grote kermis"))
