"""Extract structured data with extruct, each syntax only if its markers occur in the page.

extruct's RDFa takes 35 ms a page, changes the tree and needs a parser of its own, so it runs last, on its own tree, and
only on pages with `typeof`. JSON-LD is parsed script by script, so that one broken block does not hide the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import lxml.etree
import lxml.html
from extruct.jsonld import JsonLdExtractor
from extruct.rdfa import RDFaExtractor
from extruct.utils import parse_xmldom_html
from extruct.w3cmicrodata import MicrodataExtractor

from crawler.extract.text import collapse_whitespace
from crawler.records.page import StructuredItem

_JSON_LD_SCRIPTS = lxml.etree.XPath("//script[@type='application/ld+json']")

_MAX_GRAPH_DEPTH = 3
"""Levels of @graph that are unfolded: real pages use one."""


def read_structured(
    tree: lxml.html.HtmlElement, text: str, base: str
) -> tuple[tuple[StructuredItem, ...], tuple[str, ...]]:
    """Return the items of structured data of a page, and a message for each JSON-LD block that is broken.

    Args:
        tree: the page's tree, not changed.
        text: the page's markup, searched for the markers of each syntax.
        base: the URL against which relative URLs are resolved.
    """
    items: list[StructuredItem] = []
    errors: list[str] = []
    if "ld+json" in text:
        _json_ld(tree, items, errors)
    if "itemscope" in text:
        found = MicrodataExtractor(strict=False).extract_items(tree, base_url=base)
        items += [StructuredItem("microdata", _types(item.get("type")), _properties(item)) for item in found]
    if "typeof=" in text:
        items.extend(_rdfa(text, base))
    return tuple(items), tuple(errors)


def _json_ld(tree: lxml.html.HtmlElement, items: list[StructuredItem], errors: list[str]) -> None:
    for script in _JSON_LD_SCRIPTS(tree):
        try:
            json.loads(script.text or "")
        except ValueError as error:  # Google ignores such a block
            errors.append(f"{error}: {collapse_whitespace(script.text or '')[:120]}")
            continue
        for item in JsonLdExtractor().extract_items(script):
            nodes = _unfold(item, _MAX_GRAPH_DEPTH)
            items += [StructuredItem("json-ld", _types(node.get("@type")), node) for node in nodes]


def _unfold(item: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(item, dict):
        graph = item.get("@graph")
        if isinstance(graph, list) and depth:
            for member in graph:
                yield from _unfold(member, depth - 1)
        if "@type" in item or not graph:
            yield item


def _rdfa(text: str, base: str) -> list[StructuredItem]:
    try:
        found = RDFaExtractor().extract_items(parse_xmldom_html(text.encode(), encoding="utf-8"), base_url=base)
    except Exception:  # noqa: BLE001 -- pyRdfa and rdflib raise all kinds of errors on real pages; RDFa is optional
        return []
    nodes = [node for node in found if node.get("@type")]
    return [StructuredItem("rdfa", _types(node.get("@type")), node) for node in nodes]


def _types(value: Any) -> tuple[str, ...]:
    """Return type names without their namespace: "https://schema.org/Event" and "schema:Event" become "Event"."""
    values = value if isinstance(value, list) else [value]
    return tuple(
        name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
        for name in values
        if isinstance(name, str)
    )


def _properties(found: dict[str, Any]) -> dict[str, Any]:
    properties = found.get("properties")
    return properties if isinstance(properties, dict) else {}
