"""Feeds of back offices as entries that `indexer.sources.mapping` understands: JSON, CSV, RSS and Atom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawler.discovery.feeds import entry_date, entry_title, entry_url
from crawler.discovery.xml_records import XmlField
from crawler.extract.charset import decode_html
from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher
from indexer.sources.mapping import values_at_path
from indexer.sources.record import RecordProgress
from indexer.sources.source import Source

SourceEntry = dict[str, Any]

MAX_JSON_PAGES = 1_000
"""Pages of one JSON feed."""

MAX_CSV_FIELD_LENGTH = 1_000_000
"""Characters of one field of a CSV file."""

TEXT_FIELDS = ("encoded", "content", "description", "summary")
"""Where a feed's entry has its text, the longest form first."""

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


async def json_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the entries of a JSON feed, page after page.

    Raises:
        SourceError: it cannot be had, is no JSON, or has no list where the registry says.
    """
    entries: list[SourceEntry] = []
    visited: set[str] = set()
    url: str | None = source.url
    while url:
        if url in visited or len(visited) >= MAX_JSON_PAGES:
            raise SourceError("it gives the same page again and again")
        visited.add(url)
        answer = await fetcher.json(url)
        found = list(values_at_path(answer, source.fields["items"])) if "items" in source.fields else answer
        if not isinstance(found, list) or not (found or _empty(answer, source)):
            raise SourceError(f'it has no list of entries at "{source.fields.get("items", "the top")}"')
        entries += [entry for entry in found if isinstance(entry, dict)]
        report(len(entries), len(entries))
        onward = next(values_at_path(answer, source.fields["next"]), None) if "next" in source.fields else None
        url = fetcher.same_host_url(onward) if isinstance(onward, str) and onward else None
    return entries


def _empty(answer: Any, source: Source) -> bool:
    """Whether an answer has the list it should have, with nothing in it."""
    place: object = answer
    for step in source.fields.get("items", "").split("."):
        place = place.get(step) if isinstance(place, dict) and step else place
    return place == []


async def csv_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the rows of a CSV file by its columns, whatever it is separated by.

    Raises:
        SourceError: it cannot be had, or has none of the columns that the registry names.
    """
    answer = await fetcher.get(source.url, accept="text/csv")
    text, _ = decode_html(answer.body, answer.content_type)
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max(";,\t|", key=head.count)
    csv.field_size_limit(MAX_CSV_FIELD_LENGTH)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    columns = set(reader.fieldnames or ())
    if source.fields.get("title") not in columns and "{" not in source.fields.get("title", ""):
        raise SourceError(f'it has no column "{source.fields.get("title")}"')
    try:
        rows: list[SourceEntry] = [{str(key): value for key, value in row.items()} for row in reader]
    except csv.Error as error:
        raise SourceError(f"it is no CSV file ({error})") from error
    report(len(rows), len(rows))
    return rows


async def feed_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the entries of an RSS or Atom feed, with the names of our own fields.

    Raises:
        SourceError: it cannot be had, or is no feed.
    """
    answer = await fetcher.get(source.url, accept="application/rss+xml, application/atom+xml, text/xml")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(answer.body, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError("it is no feed, nor any XML") from error
    name = "" if root is None else etree.QName(root).localname
    if name not in {"rss", "feed", "RDF"}:
        raise SourceError(f"it is no feed but <{name}>" if name else "it is no feed, nor any XML")
    entries = [_entry(node, name) for node in root.iter("{*}entry" if name == "feed" else "{*}item")]
    report(len(entries), len(entries))
    return entries


def _entry(node: Any, root: str) -> SourceEntry:
    fields = tuple(_fields(node))
    texts = {field.name: field.text for field in reversed(fields) if field.name in TEXT_FIELDS and field.text}
    moment = entry_date(fields)
    known = {field.name: field.text for field in reversed(fields) if field.text}
    return known | {
        "title": entry_title(fields),
        "url": entry_url(fields, root),
        "id": known.get("guid") or known.get("id", ""),
        "text": next((texts[name] for name in TEXT_FIELDS if name in texts), ""),
        "date": moment and moment.timestamp(),
        "keywords": [field.attributes.get("term") or field.text for field in fields if field.name == "category"],
    }


def _fields(node: Any) -> Iterator[XmlField]:
    for child in node.iterchildren(tag=etree.Element):
        name = etree.QName(child)
        base = next((each.get(_XML_BASE) for each in (child, *child.iterancestors()) if each.get(_XML_BASE)), "")
        markup = len(child) and child.get("type") == "xhtml"
        text = etree.tostring(child, encoding="unicode") if markup else "".join(child.itertext())
        yield XmlField(name.localname, name.namespace or "", dict(child.attrib), text.strip(), base)
