"""Time and place of a page: its date, the start and end of its event, and its location."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.records.date_parsing import parse_iso_timestamp
from crawler.records.page import Page, StructuredItem
from indexer.records.document import DocumentType


def document_date(page: Page, kind: DocumentType) -> int | None:
    """Return when a page was published (news) or last modified (anything else), as Unix seconds UTC."""
    first, second = (page.published, page.modified) if kind is DocumentType.NEWS else (page.modified, page.published)
    moment = first or second
    return int(moment.timestamp()) if moment else None


def event_span(event: StructuredItem) -> tuple[int | None, int | None]:
    """Return the first start and the last end of an event and its sub-events, as Unix seconds UTC."""
    nodes = [event.properties, *_objects(event.properties.get("subEvent"))]
    starts = [start for node in nodes if (start := parse_iso_timestamp(node.get("startDate"))) is not None]
    ends = [end for node in nodes if (end := parse_iso_timestamp(node.get("endDate"))) is not None]
    return min(starts, default=None), max(ends, default=None)


def single_location(page: Page) -> tuple[float, float] | None:
    """Return the latitude and longitude in the page's structured data, None unless there is exactly one location."""
    locations = {point for item in page.structured for point in _coordinates(item.properties)}
    return locations.pop() if len(locations) == 1 else None


def _coordinates(node: dict[str, Any]) -> Iterator[tuple[float, float]]:
    for place in (node, *_objects(node.get("location")), *_objects(node.get("jobLocation"))):
        for geo in _objects(place.get("geo")):
            try:
                latitude, longitude = float(geo["latitude"]), float(geo["longitude"])
            except (KeyError, TypeError, ValueError):
                continue
            if abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude or longitude):
                yield latitude, longitude


def _objects(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a property that may have one, several or no values."""
    values = value if isinstance(value, list) else [value]
    return [each.get("properties", each) for each in values if isinstance(each, dict)]
