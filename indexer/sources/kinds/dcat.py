"""DCAT catalogues of open data: the data sets of a catalogue as entries, from Turtle, RDF/XML or JSON-LD.

rdflib parses them. It would fetch the contexts that JSON-LD refers to, and entities that XML declares can expand
without end, so external contexts are removed and entity declarations are rejected.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, Node, URIRef
from rdflib.namespace import FOAF

from indexer.records.errors import SourceError
from indexer.sources.fetch import SourceFetcher, SourceResponse
from indexer.sources.kinds.feeds import SourceEntry
from indexer.sources.record import RecordProgress
from indexer.sources.source import Source

_HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")

MAX_CATALOGUE_PAGES = 1_000
"""Pages of one catalogue."""

RDF_MEDIA_TYPES = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8"
"""The Accept header."""


async def catalogue_entries(source: Source, fetcher: SourceFetcher, report: RecordProgress) -> list[SourceEntry]:
    """Return the data sets of a paged catalogue, with our field names.

    Raises:
        SourceError: it cannot be fetched, or is not a catalogue.
    """
    entries: dict[str, SourceEntry] = {}
    visited: set[str] = set()
    url: str | None = source.url
    while url:
        if url in visited or len(visited) >= MAX_CATALOGUE_PAGES:
            raise SourceError("it returns the same page repeatedly")
        visited.add(url)
        graph = _graph(await fetcher.get(url, accept=RDF_MEDIA_TYPES))
        for node in graph.subjects(RDF.type, DCAT.Dataset):
            entries[str(node)] = _entry(graph, node)
        if not visited - {url} and not entries and (None, RDF.type, DCAT.Catalog) not in graph:
            raise SourceError("it is not a catalogue")
        report(len(entries), len(entries))
        next_link = next((each for name in (_HYDRA.next, _HYDRA.nextPage) for each in graph.objects(None, name)), None)
        url = fetcher.same_host_url(str(next_link)) if next_link is not None else None
    return list(entries.values())


def _graph(response: SourceResponse) -> Graph:
    graph = Graph()
    body = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<!ENTITY" in body or b"<html" in body[:2048].lower():
        raise SourceError("it is not a catalogue")
    try:
        if body.startswith(b"{") or re.match(rb"\[\s*\{", body):  # Turtle can start with a bracket too
            graph.parse(
                data=json.dumps(_without_external_contexts(json.loads(body))), format="json-ld", publicID=response.url
            )
        elif re.match(rb"<\?xml|<rdf:RDF|<!", body):
            graph.parse(data=body, format="xml", publicID=response.url)
        else:
            graph.parse(data=body, format="turtle", publicID=response.url)
    except Exception as error:  # rdflib's parsers raise exceptions of all kinds
        raise SourceError("its catalogue cannot be parsed") from error
    return graph


def _without_external_contexts(value: Any) -> Any:
    """Return JSON-LD without the contexts that would have to be fetched."""
    if isinstance(value, list):
        return [_without_external_contexts(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _inline_contexts(each) if key == "@context" else _without_external_contexts(each)
        for key, each in value.items()
    }


def _inline_contexts(context: Any) -> Any:
    contexts = context if isinstance(context, list) else [context]
    return [
        {key: value for key, value in each.items() if key != "@import"} for each in contexts if isinstance(each, dict)
    ]


def _entry(graph: Graph, node: Node) -> SourceEntry:
    page = next((each for name in (DCAT.landingPage, FOAF.page) for each in graph.objects(node, name)), None)
    return {
        "title": _texts(graph, node, DCTERMS.title),
        "text": _texts(graph, node, DCTERMS.description),
        "url": str(page) if page is not None else str(node) if isinstance(node, URIRef) else "",
        "id": str(node) if isinstance(node, URIRef) else "",
        "date": _first(graph, node, DCTERMS.modified) or _first(graph, node, DCTERMS.issued),
        "keywords": [str(word) for word in graph.objects(node, DCAT.keyword)],
        "publisher": next(
            (str(name) for who in graph.objects(node, DCTERMS.publisher) for name in graph.objects(who, FOAF.name)), ""
        ),
    }


def _texts(graph: Graph, node: Node, name: URIRef) -> dict[str, str] | str:
    """Return the texts by language, or one text without a language."""
    found = {each.language or "": str(each) for each in graph.objects(node, name) if isinstance(each, Literal)}
    return found if set(found) - {""} else found.get("", "")


def _first(graph: Graph, node: Node, name: URIRef) -> str:
    return next((str(each) for each in graph.objects(node, name)), "")
