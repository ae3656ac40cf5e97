"""When and where, from structured data: the moments of an event, the place of anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.records.dates import parse_iso_timestamp
from crawler.records.page import Page, StructuredItem
from indexer.records.document import DocumentType


def date_of(page: Page, kind: DocumentType) -> int | None:
    """Return when a page was published (news) or last changed (anything else), Unix seconds UTC."""
    first, second = (page.published, page.modified) if kind is DocumentType.NEWS else (page.modified, page.published)
    moment = first or second
    return int(moment.timestamp()) if moment else None


def span_of(event: StructuredItem) -> tuple[int | None, int | None]:
    """Return the first start and the last end of an event with its parts, Unix seconds UTC."""
    nodes = [event.properties, *_listed(event.properties.get("subEvent"))]
    starts = [moment for node in nodes if (moment := parse_iso_timestamp(node.get("startDate"))) is not None]
    ends = [moment for node in nodes if (moment := parse_iso_timestamp(node.get("endDate"))) is not None]
    return min(starts, default=None), max(ends, default=None)


def place_of(page: Page) -> tuple[float, float] | None:
    """Return the one place (latitude, longitude) the structured data names, None when it names none or several."""
    places = {point for item in page.structured for point in _points(item.properties)}
    return places.pop() if len(places) == 1 else None


def _points(node: dict[str, Any]) -> Iterator[tuple[float, float]]:
    for holder in (node, *_listed(node.get("location")), *_listed(node.get("jobLocation"))):
        for geo in _listed(holder.get("geo")):
            try:
                latitude, longitude = float(geo["latitude"]), float(geo["longitude"])
            except (KeyError, TypeError, ValueError):
                continue
            if abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude):
                yield latitude, longitude


def _listed(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a property that may hold one, several or none."""
    values = value if isinstance(value, list) else [value]
    return [each.get("properties", each) for each in values if isinstance(each, dict)]
