"""Matching: find the page of a site and the record of a source that are about the same thing, to show one result.

A product of the catalogue and the municipality's page about it match by the URL that the product has, by the number or
URL that the page has, or by their names. The page is the result; it gets the names and search terms of the product as
keywords. Concepts of the catalogue belong to no municipality, and contribute keywords in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import ada_url

from crawler.records.date_parsing import BRUSSELS
from crawler.records.page import Page
from crawler.registry.site import Site
from indexer.language.analysis import normalise_text
from indexer.page import document_type
from indexer.page.time_and_place import event_span
from indexer.records.document import DocumentType
from indexer.sources.record import Record
from indexer.sources.source import Source

MAX_RECORDS_OF_PAGE = 2
"""Records of a site that may have the same URL as their page. A URL that more of them have (a desk, a form) is about
none of them. Likewise, a page that mentions more records than that is about none of them."""

PAGE_TYPES_BY_RECORD_TYPE = {
    DocumentType.PRODUCT: frozenset({DocumentType.PRODUCT, DocumentType.PAGE, DocumentType.CONTACT}),
    DocumentType.EVENT: frozenset({DocumentType.EVENT}),
    DocumentType.NEWS: frozenset({DocumentType.NEWS}),
    DocumentType.JOB: frozenset({DocumentType.JOB}),
}
"""Types of pages that match a record of a type by name; names of other types are no evidence."""

IDENTIFIED_TYPES = frozenset({DocumentType.PRODUCT, DocumentType.EVENT})
"""Types whose number or URL pages state: products of the catalogue, events of UiTdatabank."""

MAX_IDENTIFIER_DEPTH = 6
"""Levels of structured data that are searched for the number of a product."""

MAX_PAGE_KEYWORDS = 60
"""Keywords per page."""


@dataclass(frozen=True, slots=True)
class _RecordOfSource:
    record: Record
    source: Source

    @property
    def type(self) -> DocumentType:
        return self.source.type


@dataclass(slots=True)
class RecordMatcher:
    """Matches pages with records, and remembers which records were matched.

    Create it with `RecordMatcher.of`; `external_keywords` is an argument of
    `indexer.corpus.document_builder.build_document`.
    """

    _by_url: dict[tuple[str, str], list[_RecordOfSource]] = field(default_factory=dict)
    _by_number: dict[tuple[str, str], list[_RecordOfSource]] = field(default_factory=dict)
    _by_name: dict[tuple[str, str, str], list[_RecordOfSource]] = field(default_factory=dict)
    _concepts: dict[str, Record] = field(default_factory=dict)
    _numbers: frozenset[str] = frozenset()
    matched: dict[tuple[str, str], str] = field(default_factory=dict)
    """(source, key) of each record that is shown as a page → URL of the page."""

    @classmethod
    def of(
        cls,
        records: Iterable[tuple[Source, Iterable[Record]]],
        sites: Sequence[Site],
        available_urls: Mapping[str, frozenset[str]],
    ) -> RecordMatcher:
        """Return a matcher for `records`; `available_urls` are the URLs of each site that have a page."""
        matcher = cls()
        known = [_RecordOfSource(record, source) for source, each in records for record in each]
        pages = {site: {comparable_url(url) for url in urls} for site, urls in available_urls.items()}
        shared = Counter(
            (site, link)
            for each in known
            for site in each.record.sites
            for link in set(map(comparable_url, each.record.links))
        )
        for each in known:
            if each.record.words_only:
                matcher._add_concept(each, sites)
                continue
            for site in each.record.sites:
                links = {
                    link for link in map(comparable_url, each.record.links) if shared[site, link] <= MAX_RECORDS_OF_PAGE
                }
                matcher._add(each, site, links & pages.get(site, set()))
        matcher._numbers = frozenset(number for _, number in matcher._by_number)
        return matcher

    @property
    def has_records(self) -> bool:
        """Whether there are any records that pages could match."""
        return bool(self._by_url or self._by_number or self._by_name)

    def external_keywords(self, page: Page, title: str) -> tuple[str, ...]:
        """Return the keywords of the records that a page is about, and remember the match."""
        site, kind = page.site, document_type.classify_page(page)
        found = [*self._by_url.get((site, comparable_url(page.url)), ())]
        found += self._numbered(page, kind)
        named = (
            self._by_name.get((site, normalise_text(title), _day_of(page)), ()) if kind is DocumentType.EVENT else ()
        )
        named = named or self._by_name.get((site, normalise_text(title), ""), ())
        found += [each for each in named if kind in PAGE_TYPES_BY_RECORD_TYPE.get(each.type, ())]
        words: list[str] = []
        for each in found:
            if not each.record.words_only:
                self.matched.setdefault((each.source.id, each.record.key), page.url)
            words += (each.record.title, *each.record.keywords, *self.concept_words(each.record))
        return tuple(dict.fromkeys(word for word in words if normalise_text(word) != normalise_text(title)))[
            :MAX_PAGE_KEYWORDS
        ]

    def concept_words(self, record: Record) -> tuple[str, ...]:
        """Return the words of the concept that a product is derived from."""
        concepts = (self._concepts[number] for number in record.numbers if number in self._concepts)
        return tuple(dict.fromkeys(word for each in concepts for word in (each.title, *each.keywords)))

    def _numbered(self, page: Page, kind: DocumentType) -> list[_RecordOfSource]:
        """Return the records whose number or URL a page states; none when there are many, since the page lists them."""
        stated = set(_identifiers(page)) & self._numbers
        found = [each for number in sorted(stated) for each in self._by_number.get((page.site, number), ())]
        own = {each.record.key: each for each in found if kind in PAGE_TYPES_BY_RECORD_TYPE.get(each.type, ())}
        many = sum(not each.record.words_only for each in own.values()) > MAX_RECORDS_OF_PAGE
        return [] if many else list(own.values())

    def _add(self, known: _RecordOfSource, site: str, links: set[str]) -> None:
        record = known.record
        for link in links:
            self._by_url.setdefault((site, link), []).append(known)
        if known.type in IDENTIFIED_TYPES:
            for number in record.numbers:
                self._by_number.setdefault((site, number), []).append(known)
        if not links:  # a record that has its page is not about another page of the same name
            day = _day(record.moments[0][0]) if known.type is DocumentType.EVENT and record.moments else ""
            self._by_name.setdefault((site, normalise_text(record.title), day), []).append(known)

    def _add_concept(self, known: _RecordOfSource, sites: Sequence[Site]) -> None:
        for number in known.record.numbers:
            self._concepts[number] = known.record
        for site in sites:
            self._by_name.setdefault((site.id, normalise_text(known.record.title), ""), []).append(known)
            for number in known.record.numbers:
                self._by_number.setdefault((site.id, number), []).append(known)


def comparable_url(url: str) -> str:
    """Return a URL without differences that do not matter: scheme, www, a final slash.

    The result is "" for a home page, since it is about no single record.
    """
    parsed = ada_url.URL(url)
    path = parsed.pathname.rstrip("/")
    return f"{parsed.host.removeprefix('www.')}{path}{parsed.search}" if path or parsed.search else ""


def _identifiers(page: Page) -> Iterator[str]:
    """Yield the URLs that a page links to, and the values in its structured data.

    A bare number is a product's only in a property that is an identifier: others are postcodes and prices.
    """
    for link in page.links:
        if link.url:
            yield link.url
    for item in page.structured:
        yield from _values(item.properties, MAX_IDENTIFIER_DEPTH)


def _values(value: Any, depth: int, *, identifies: bool = False) -> Iterator[str]:
    if isinstance(value, str) and (identifies or not value.isdecimal()):
        yield value
    elif depth and isinstance(value, list):
        for each in value:
            yield from _values(each, depth - 1, identifies=identifies)
    elif depth and isinstance(value, dict):
        for name, each in value.items():
            named = name.lower().endswith(("identifier", "productnummer"))
            yield from _values(each, depth - 1, identifies=identifies or named)


def _day_of(page: Page) -> str:
    event = document_type.single_event(page)
    start = event_span(event)[0] if event else None
    return _day(start) if start is not None else "unknown"


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, BRUSSELS).date().isoformat()
