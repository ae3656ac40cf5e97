"""Numbers of the report: rounding that keeps sums exact, and ratings of scores."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

SCORE_RATINGS = ((90, "good"), (75, "fair"), (50, "poor"), (0, "bad"))
"""Minimum score of each rating. Our choice."""

_Key = TypeVar("_Key")


def round_to_total(parts: Mapping[_Key, float], total: float) -> dict[_Key, float]:
    """Round parts to tenths so that they sum to exactly `total` (largest remainder method)."""
    tenths = {key: math.floor(value * 10 + 1e-9) for key, value in parts.items()}
    rest = round(total * 10) - sum(tenths.values())
    by_remainder = sorted(parts, key=lambda key: tenths[key] - parts[key] * 10)
    for key in by_remainder[: max(rest, 0)]:
        tenths[key] += 1
    return {key: value / 10 for key, value in tenths.items()}


def score_rating(score: float) -> str:
    """Return the rating of a score: its CSS class, and the key of its word, because colour alone is not accessible."""
    return next((name for minimum, name in SCORE_RATINGS if score >= minimum), SCORE_RATINGS[-1][1])


def safe_link(text: str) -> str | None:
    """Return a URL that may become a link; None for anything but http and https."""
    return text if text.lower().startswith(("http://", "https://")) else None
