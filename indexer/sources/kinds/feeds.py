"""Feeds of other systems: JSON, CSV, RSS and Atom as entries for `indexer.sources.mapping`."""

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
"""Elements with the text of an RSS or Atom entry, the longest form first."""

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


async def json_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the entries of a paged JSON feed.

    Raises:
        SourceError: it cannot be fetched, is not JSON, or has no list at the path in the registry.
    """
    entries: list[SourceEntry] = []
    visited: set[str] = set()
    url: str | None = source.url
    while url:
        if url in visited or len(visited) >= MAX_JSON_PAGES:
            raise SourceError("it returns the same page repeatedly")
        visited.add(url)
        response = await fetcher.json(url)
        found = list(values_at_path(response, source.fields["items"])) if "items" in source.fields else response
        if not isinstance(found, list) or not (found or _has_empty_list(response, source)):
            raise SourceError(f'it has no list of entries at "{source.fields.get("items", "the top")}"')
        entries += [entry for entry in found if isinstance(entry, dict)]
        report(len(entries), len(entries))
        next_link = next(values_at_path(response, source.fields["next"]), None) if "next" in source.fields else None
        url = fetcher.same_host_url(next_link) if isinstance(next_link, str) and next_link else None
    return entries


def _has_empty_list(response: Any, source: Source) -> bool:
    """Return whether a response has the expected list, and the list is empty."""
    value: object = response
    for step in source.fields.get("items", "").split("."):
        value = value.get(step) if isinstance(value, dict) and step else value
    return value == []


async def csv_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the rows of a CSV file by column; the separator is detected.

    Raises:
        SourceError: it cannot be fetched, or lacks the columns that the registry names.
    """
    response = await fetcher.get(source.url, accept="text/csv")
    text, _ = decode_html(response.body, response.content_type)
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
        raise SourceError(f"it is not a CSV file ({error})") from error
    report(len(rows), len(rows))
    return rows


async def feed_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the entries of an RSS or Atom feed, with our field names.

    Raises:
        SourceError: it cannot be fetched, or is not a feed.
    """
    response = await fetcher.get(source.url, accept="application/rss+xml, application/atom+xml, text/xml")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(response.body, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError("it is not a feed or any other XML") from error
    name = "" if root is None else etree.QName(root).localname
    if name not in {"rss", "feed", "RDF"}:
        raise SourceError(f"it is not a feed but <{name}>" if name else "it is not a feed or any other XML")
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
