"""FetchResult: the response to one request, before anything is extracted from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """The response to one request, or the reason why there is none.

    Attributes:
        url: the normal form of the requested URL.
        site: id of the site it belongs to.
        status: HTTP status; 0 when there was no response, and then `error` says why.
        fetched_at: when the response was complete (UTC).
        headers: names in lower case, several values joined by ", ", of X-Robots-Tag by a line break.
        body: the body after content decoding.
        elapsed_ms: time until the response was complete, in milliseconds.
        error: why there was no response, or why it could not be read; else None.
    """

    url: str
    site: str
    status: int
    fetched_at: datetime
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    elapsed_ms: int = 0
    error: str | None = None
