"""Document: one search record, as Meilisearch holds it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

ID_LENGTH = 24
"""Hexadecimal digits of a document's id: 96 bits, so that 10⁶ documents collide with odds below 10⁻¹⁷."""


class Type(StrEnum):
    """What a document is about, for filters and for how fast it ages."""

    PAGE = "page"
    NEWS = "news"
    EVENT = "event"
    PRODUCT = "product"  # a service or product of the municipality
    DECISION = "decision"
    DOCUMENT = "document"  # a PDF or office file
    CONTACT = "contact"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One search record.

    Attributes:
        id: stable hash of the canonical address, see `document_id`.
        url: the address a citizen is sent to.
        site: id of the site.
        source: where it came from: web, uitdatabank, ipdc, ….
        type: what it is about.
        title: as shown, without the name of the site behind it.
        headings: texts of h1 to h6 without the title, in order.
        body: main text.
        description: meta description, "" when there is none.
        lang: ISO 639-1, "" when unknown.
        date: when the content was published or last changed, Unix seconds UTC; None when unknown.
        starts, ends: of an event, Unix seconds UTC.
        geo: latitude and longitude in degrees, sent as `_geo`.
        cluster: near-identical texts share one; the id itself when a text stands alone.
        stems: Dutch stems of title, headings and body, what a query's stems are compared with.
        hash: SHA-1 of everything above: what changed is what has another hash.
    """

    id: str
    url: str
    site: str
    source: str
    type: Type
    title: str
    headings: tuple[str, ...] = ()
    body: str = ""
    description: str = ""
    lang: str = ""
    date: int | None = None
    starts: int | None = None
    ends: int | None = None
    geo: tuple[float, float] | None = None
    cluster: str = ""
    stems: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a page has no document: `reason` is a stable code, `detail` one sentence for people."""

    url: str
    reason: str
    detail: str


def document_id(canonical_url: str) -> str:
    """Return the id of the document at a canonical address (normal form): 24 hexadecimal digits of its SHA-1."""
    return hashlib.sha1(canonical_url.encode(), usedforsecurity=False).hexdigest()[:ID_LENGTH]
