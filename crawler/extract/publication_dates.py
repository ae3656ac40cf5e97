"""Extract when a page was published and last changed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import lxml.html

from crawler.records.date_parsing import parse_page_date
from crawler.records.page import StructuredItem

_PUBLISHED = re.compile(r"publicatie|gepubliceerd|geplaatst|publi[sc]|publié|posted", re.IGNORECASE)
"""Class names, and words before a date, that mark it as the page's own date."""

_LISTING_TAGS = frozenset({"li", "nav", "aside", "footer"})
"""Elements whose dates belong to other pages."""


def read_page_dates(
    tree: lxml.html.HtmlElement, items: Iterable[StructuredItem], open_graph: dict[str, str]
) -> tuple[datetime | None, datetime | None]:
    """Return (published, modified) from structured data, OpenGraph, <meta> and <time>, the most reliable first."""
    metas = {(node.get("name") or "").lower(): node.get("content") or "" for node in tree.iter("meta")}
    published = [_value(item.properties, "datePublished") for item in items]
    published += [_value(item.properties, "datePosted") for item in items]
    published += [open_graph.get("article:published_time"), metas.get("dcterms.created"), metas.get("dcterms.date")]
    published += [
        node.get("datetime") for node in tree.iter("time") if node.get("pubdate") is not None or _is_own_date(node)
    ]
    modified = [_value(item.properties, "dateModified") for item in items]
    modified += [
        open_graph.get("article:modified_time"),
        open_graph.get("og:updated_time"),
        metas.get("dcterms.modified"),
    ]
    return _first(published), _first(modified)


def _first(candidates: Iterable[str | None]) -> datetime | None:
    return next((moment for moment in map(parse_page_date, candidates) if moment), None)


def _value(properties: dict[str, Any], name: str) -> str | None:
    value = properties.get(name)
    return value if isinstance(value, str) else None


def _is_own_date(node: lxml.html.HtmlElement) -> bool:
    """Return whether a date is the page's own, not that of an event or article that it lists."""
    parent = node.getparent()
    if parent is None or any(above.tag in _LISTING_TAGS for above in node.iterancestors()):
        return False
    names = f"{node.get('class') or ''} {node.get('itemprop') or ''} {parent.get('class') or ''}"
    return bool(_PUBLISHED.search(f"{names} {parent.text or ''}"))
