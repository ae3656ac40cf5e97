"""The home site first, where its answer is as good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WINDOW = 30
"""Results looked at together: three pages. Within a window every result is on exactly one page."""


def window_of(size: int) -> int:
    """Return how many results are ranked together when a page has `size`: whole pages, `WINDOW` or a bit more."""
    return -(-WINDOW // size) * size


def home_first(hits: Sequence[dict[str, Any]], home: str) -> list[dict[str, Any]]:
    """Return the hits with those of `home` before others that answer no better; the rest keeps its order.

    "As good" is what a reader would call so: the same words found, in as weighty a part (title, headings,
    text), with as few typing errors. Where in that part, and how close together, is not held against home.
    """
    ordered: list[dict[str, Any]] = []
    for hit in hits:
        place = len(ordered)
        if hit["site"] == home:
            merit = _merit(hit)
            while place and ordered[place - 1]["site"] != home and _merit(ordered[place - 1]) <= merit:
                place -= 1
        ordered.insert(place, hit)
    return ordered


def _merit(hit: dict[str, Any]) -> tuple[int, float, int]:
    details = hit.get("_rankingScoreDetails", {})
    return (
        details.get("words", {}).get("matchingWords", 0),
        round(details.get("attribute", {}).get("attributeRankingOrderScore", 0.0), 2),
        -details.get("typo", {}).get("typoCount", 0),
    )
