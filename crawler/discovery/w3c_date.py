"""Dates as sitemaps write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_FORM = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


def w3c_date(text: str) -> datetime | None:
    """Return a W3C date or moment (https://www.w3.org/TR/NOTE-datetime) in UTC, None when it is none.

    A year or a month is its first day; a moment without a zone is taken as UTC, although the note asks for one.
    """
    text = text.strip()
    if not _FORM.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text if len(text) >= 10 else f"{text}-01-01"[:10])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
