"""HTTP status codes in the groups that the crawler, the index and the audit treat alike (RFC 9110, section 15).

Status 0 in a record means that there was no response at all.
"""

from __future__ import annotations

STATUS_OK = 200
"""The status of a page that exists."""

STATUS_NOT_MODIFIED = 304
"""The server confirms that its earlier response is still valid."""

SUCCESSFUL_STATUSES = frozenset({STATUS_OK, STATUS_NOT_MODIFIED})
"""The client has the page: it was sent, or an earlier response is still valid."""

GONE_STATUSES = frozenset({404, 410})
"""The server says that the page does not exist."""

PERMANENT_REDIRECTS = frozenset({301, 308})
"""The page has moved for good (RFC 9110, section 15.4)."""

TEMPORARY_REDIRECTS = frozenset({302, 303, 307})
"""The page is at another URL for now."""

REDIRECTS = PERMANENT_REDIRECTS | TEMPORARY_REDIRECTS
"""Statuses whose Location a client follows."""

REFUSED_STATUSES = frozenset({401, 403})
"""The server refuses the client or its key."""

OVERLOAD_STATUSES = frozenset({429, 503})
"""The server receives too many requests."""

MIN_SERVER_ERROR = 500
"""The lowest status of a failure of the server."""


def is_server_error(status: int) -> bool:
    """Return whether a server failed in a way that may pass: no response, 429 or 5xx. Google then slows down."""
    return status in {0, 429} or status >= MIN_SERVER_ERROR


def is_redirect(status: int) -> bool:
    """Return whether a status is a redirect or another 3xx."""
    return 300 <= status < 400
