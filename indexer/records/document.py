"""Document: one search record, as Meilisearch holds it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

ID_LENGTH = 24
"""Hexadecimal digits of a document's id: 96 bits, so that 10⁶ documents collide with odds below 10⁻¹⁷."""


class DocumentType(StrEnum):
    """What a document is about, for filters and for how fast it ages."""

    PAGE = "page"
    NEWS = "news"
    EVENT = "event"
    PRODUCT = "product"  # a service or product of the municipality
    DECISION = "decision"
    DOCUMENT = "document"  # a PDF or office file
    CONTACT = "contact"
    JOB = "job"


TYPE_TIERS = {
    DocumentType.PRODUCT: 0,
    DocumentType.CONTACT: 0,
    DocumentType.PAGE: 0,
    DocumentType.EVENT: 1,
    DocumentType.JOB: 1,
    DocumentType.NEWS: 2,
    DocumentType.DOCUMENT: 3,
    DocumentType.DECISION: 3,
}
"""What goes first among documents that answer a query equally well: what holds today before what was news, and a
page before a file (GOV.UK search ranks a PDF at ×0.75 of a page)."""

MAX_BODY_LENGTH = 6_000
"""Characters of main text kept for excerpts; the stems cover all of it. Four pages of five are shorter."""


@dataclass(frozen=True, slots=True)
class DuplicateCopy:
    """The same text on another site."""

    site: str
    url: str


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """Latitude and longitude in degrees (WGS 84), under the names that the engine gives them."""

    lat: float
    lng: float


class Document(msgspec.Struct, frozen=True, kw_only=True, rename={"geo": "_geo"}):
    """One search record; `encode_document` is how the engine gets it.

    Attributes:
        id: stable hash of the canonical address, see `document_id`.
        url: the address a citizen is sent to.
        site: id of the site.
        source: where it came from: web, uitdatabank, ipdc, ….
        type: what it is about.
        title: as shown, without the name of the site behind it.
        trail: names of the steps from the home page down to it, both left out, as its breadcrumb has them.
        headings: texts of h1 to h6 without the title, in order.
        body: the beginning of the main text, `MAX_BODY_LENGTH` characters, that excerpts are cut from.
        description: meta description, "" when there is none.
        lang: ISO 639-1, "" when unknown.
        date: when the content was published or last changed, Unix seconds UTC; None when unknown.
        starts, ends: of an event, Unix seconds UTC.
        geo: where it is, sent as `_geo`.
        cluster: near-identical texts share one; the id itself when a text stands alone.
        sites: the sites of all texts of the cluster, sorted.
        copies: the other texts of the cluster.
        lead: whether it stands for its cluster where no site is preferred: one text of each does.
        tier: see `TYPE_TIERS`.
        anchors: what links to the page call it, the most usual first.
        keywords: what other sources call the same thing: the names and search terms of a product in the catalogue.
        title_stems, called_stems, heading_stems, body_stems: stems of each, what a query's stems are compared with;
            "called" are keywords and anchors together.
        title_parts, called_parts, heading_parts, body_parts: stems of the parts of their compounds.
        hash: SHA-1 of everything above: what changed is what has another hash.
    """

    id: str
    url: str
    site: str
    source: str
    type: DocumentType
    title: str
    trail: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    body: str = ""
    description: str = ""
    lang: str = ""
    date: int | None = None
    starts: int | None = None
    ends: int | None = None
    geo: GeoPoint | None = None
    cluster: str = ""
    sites: tuple[str, ...] = ()
    copies: tuple[DuplicateCopy, ...] = ()
    lead: bool = True
    tier: int = 0
    anchors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    title_stems: str = ""
    title_parts: str = ""
    called_stems: str = ""
    called_parts: str = ""
    heading_stems: str = ""
    heading_parts: str = ""
    body_stems: str = ""
    body_parts: str = ""
    hash: str = ""


def encode_document(document: Document) -> bytes:
    """Return a document as the engine takes it, JSON."""
    return _ENCODER.encode(document)


_ENCODER = msgspec.json.Encoder()


def decode_document(record: Mapping[str, Any]) -> Document | None:
    """Return the document that the engine stores as `record`, None for what another program put there."""
    try:
        return msgspec.convert(record, Document)
    except msgspec.ValidationError:
        return None


def with_hash(document: Document) -> Document:
    """Return the document with the hash of its contents."""
    plain = encode_document(replace(document, hash="") if document.hash else document)
    return replace(document, hash=hashlib.sha1(plain, usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class SkippedPage:
    """Why a page has no document: `reason` is a stable code, `detail` one sentence for people."""

    url: str
    reason: str
    detail: str


def document_id(canonical_url: str) -> str:
    """Return the id of the document at a canonical address (normal form): 24 hexadecimal digits of its SHA-1."""
    return hashlib.sha1(canonical_url.encode(), usedforsecurity=False).hexdigest()[:ID_LENGTH]
