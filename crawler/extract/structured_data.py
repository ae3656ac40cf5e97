"""Extract structured data: JSON-LD, and with extruct microdata and RDFa if their markers occur in the page.

extruct's RDFa takes 35 ms a page, changes the tree and needs a parser of its own, so it runs last, on its own tree, and
only on pages with `typeof`. JSON-LD is parsed script by script, so that one broken block does not hide the others.
extruct reads fewer of the forms in which sites write it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from extruct.rdfa import RDFaExtractor
from extruct.utils import parse_xmldom_html
from extruct.w3cmicrodata import MicrodataExtractor

from crawler.extract.text import collapse_whitespace
from crawler.records.page import StructuredItem

_MAX_DEPTH = 3
"""Levels of @graph and mainEntity that are unfolded: real pages use one or two."""

_STRING_OR_COMMENT = re.compile(
    r"""("[^"\\]*(?:\\.[^"\\]*)*")"""  # a string, in which the rest of the pattern has no meaning
    r"|(?://|/\*)?[ \t]*(?:<!\[CDATA\[|\]\]>)(?:[ \t]*\*/)?"
    r"|<!--[^{\[]{0,500}?-->|(?://[ \t]*)?(?:<!--|-->)"
    r"|//[^\n]*|/\*.*?(?:\*/|\Z)",
    re.DOTALL,
)
"""The comments around JSON-LD and in it: those of HTML, XHTML (CDATA) and JavaScript."""

_CHARACTER_REFERENCE = re.compile(r"(?:&|(?<!\\)\\u0026)(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")
"""A character reference in JSON, of which the ampersand may be escaped (PHP: JSON_HEX_AMP)."""

_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F][\da-fA-F]{2}"
)
"""Half of a character, of a text that was cut off: it cannot be stored as UTF-8."""


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
    _json_ld(tree, items, errors)
    if "itemscope" in text:
        found = MicrodataExtractor(strict=False).extract_items(tree, base_url=base)
        items += [StructuredItem("microdata", _types(item.get("type")), _properties(item)) for item in found]
    if "typeof=" in text:
        items.extend(_rdfa(text, base))
    return tuple(items), tuple(errors)


def _json_ld(tree: lxml.html.HtmlElement, items: list[StructuredItem], errors: list[str]) -> None:
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() != "application/ld+json":
            continue
        markup = script.text or ""
        try:
            found = _parse_json_ld(markup)
        except (ValueError, RecursionError) as error:  # Google ignores such a block
            errors.append(f"{error}: {collapse_whitespace(markup)[:120]}")
            continue
        for item in found if isinstance(found, list) else [found]:
            nodes = _unfold(item, _MAX_DEPTH)
            items += [StructuredItem("json-ld", _types(node.get("@type")), node) for node in nodes if node]


def _parse_json_ld(markup: str) -> Any:
    """Parse the content of a script element, also with comments, line breaks in strings and character references.

    Character references have no meaning in a script, but templates write them there; Google decodes them once, too
    (https://github.com/w3c/json-ld-syntax/issues/498).

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply.
    """
    text = _CHARACTER_REFERENCE.sub(_decode_in_string, _LONE_SURROGATE.sub(r"\\ufffd", markup))
    try:
        return json.loads(text)
    except ValueError as error:
        text = _STRING_OR_COMMENT.sub(lambda match: match[1] or " ", text.lstrip("\ufeff"))
        for candidate in (text, html.unescape(markup)):  # the second is of a template that escapes the quotes as well
            try:
                return json.loads(candidate, strict=False)
            except ValueError:
                continue
        raise error from None


def _decode_in_string(reference: re.Match[str]) -> str:
    """Return the character of a reference, escaped as in a JSON string."""
    return json.dumps(html.unescape(reference[0].replace("\\u0026", "&")), ensure_ascii=False)[1:-1]


def _unfold(item: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the items inside an item (https://www.w3.org/TR/json-ld11/#named-graphs) and the item itself."""
    if not isinstance(item, dict):
        return
    graph = item.get("@graph")
    if depth:
        for member in _listed(graph):
            yield from _unfold(member, depth - 1)
        for entity in _listed(item.get("mainEntity")):
            if isinstance(entity, dict) and "@type" in entity:  # not a reference to another item
                yield from _unfold(entity, depth - 1)
    if "@type" in item or not graph:
        yield item


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _rdfa(text: str, base: str) -> list[StructuredItem]:
    try:
        found = RDFaExtractor().extract_items(parse_xmldom_html(text.encode(), encoding="utf-8"), base_url=base)
    except Exception:  # noqa: BLE001 -- pyRdfa and rdflib raise all kinds of errors on real pages; RDFa is optional
        return []
    nodes = [node for node in found if node.get("@type")]
    return [StructuredItem("rdfa", _types(node.get("@type")), node) for node in nodes]


def _types(value: Any) -> tuple[str, ...]:
    """Return type names without their namespace: "https://schema.org/Event" and "schema:Event" become "Event"."""
    return tuple(
        name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]
        for name in _listed(value)
        if isinstance(name, str)
    )


def _properties(found: dict[str, Any]) -> dict[str, Any]:
    properties = found.get("properties")
    return properties if isinstance(properties, dict) else {}
