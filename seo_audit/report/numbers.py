"""Numbers as the report shows them: rounded so that they still add up, and what they are called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

SCORE_RATINGS = ((90, "good"), (75, "fair"), (50, "poor"), (0, "bad"))
"""Scores from which a grade is given, ours."""

_Key = TypeVar("_Key")


def round_to_total(parts: Mapping[_Key, float], total: float) -> dict[_Key, float]:
    """Round parts to tenths so that together they are exactly `total` (largest remainder)."""
    tenths = {key: math.floor(value * 10 + 1e-9) for key, value in parts.items()}
    rest = round(total * 10) - sum(tenths.values())
    by_remainder = sorted(parts, key=lambda key: tenths[key] - parts[key] * 10)
    for key in by_remainder[: max(rest, 0)]:
        tenths[key] += 1
    return {key: value / 10 for key, value in tenths.items()}


def score_rating(score: float) -> str:
    """Return a score's grade: the class it is drawn in and the key of its word, for a colour alone tells too little."""
    return next((name for least, name in SCORE_RATINGS if score >= least), SCORE_RATINGS[-1][1])


def safe_link(text: str) -> str | None:
    """Return an address that may become a link, None for anything but http and https."""
    return text if text.lower().startswith(("http://", "https://")) else None
