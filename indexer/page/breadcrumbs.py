"""Breadcrumbs: the names of the steps from the home page to a page.

They come from the page's structured data or, without it, from the breadcrumb that the page shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawler.records.page import Crumb, Page
from crawler.records.url import normalise_url
from indexer.language.analysis import normalise_text

_BREADCRUMB_LIST = "BreadcrumbList"

MAX_TRAIL_STEP_LENGTH = 60
"""Characters of one step. A longer one is a title, and leaves no room for the others."""

MAX_TRAIL_STEPS = 4
"""Steps, starting at the home page: they tell which part of the site the page is in."""

HOME_NAMES = frozenset({"home", "homepage", "start", "startpagina", "voorpagina", "onthaal", "accueil"})
"""Normalised names of the first step when it is the home page."""


def breadcrumb_trail(page: Page) -> tuple[str, ...]:
    """Return the names of the steps between the home page and the page, without both; empty without a breadcrumb."""
    for crumbs in (*_structured_breadcrumbs(page), page.breadcrumb):
        if names := _step_names(crumbs, page):
            return names[:MAX_TRAIL_STEPS]
    return ()


def _step_names(crumbs: Sequence[Crumb], page: Page) -> tuple[str, ...]:
    last = len(crumbs) - 1
    page_titles = {
        normalise_text(page.title),
        *(normalise_text(heading.text) for heading in page.headings if heading.level == 1),
    }
    names = [
        crumb.name
        for index, crumb in enumerate(crumbs)
        if not (index == 0 and (_is_root(crumb.url) or normalise_text(crumb.name) in HOME_NAMES))
        and not (index == last and (crumb.url in {None, page.url} or normalise_text(crumb.name) in page_titles))
    ]
    return tuple(name for name in names if len(name) <= MAX_TRAIL_STEP_LENGTH)


def _is_root(url: str | None) -> bool:
    """Return whether a URL is a site's home page, or the home page of one of its languages."""
    return url is not None and len(url.split("/", 3)[-1].strip("/")) <= len("fr")


def _structured_breadcrumbs(page: Page) -> Iterator[tuple[Crumb, ...]]:
    """Yield the breadcrumbs in a page's structured data, including those inside other items."""
    for item in page.structured:
        if _BREADCRUMB_LIST in item.types:
            yield _crumbs(item.properties, page.url)
        for inner in _listed(item.properties.get("breadcrumb")):
            if isinstance(inner, dict) and _BREADCRUMB_LIST in str(inner.get("@type") or inner.get("type")):
                yield _crumbs(inner, page.url)


def _crumbs(item: dict[str, Any], base: str) -> tuple[Crumb, ...]:
    """Return the steps of a BreadcrumbList in the order of their positions."""
    elements = [_properties(each) for each in _listed(_properties(item).get("itemListElement"))]
    found = []
    for number, element in enumerate(elements):
        target = element.get("item")
        inner = _properties(target)
        name = element.get("name") or inner.get("name")
        url = target if isinstance(target, str) else inner.get("@id") or inner.get("url") or inner.get("id")
        if isinstance(name, str) and name.strip():
            position = str(element.get("position", "")).strip()
            index = int(position) if position.isdecimal() else number
            target_url = normalise_url(url, base) if isinstance(url, str) else None
            found.append((index, number, Crumb(" ".join(name.split()), target_url)))
    return tuple(crumb for _, _, crumb in sorted(found, key=lambda each: each[:2]))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _properties(value: Any) -> dict[str, Any]:
    """Return the properties of a node of JSON-LD or microdata; empty for any other value."""
    if not isinstance(value, dict):
        return {}
    inner = value.get("properties")
    return inner if isinstance(inner, dict) else value
