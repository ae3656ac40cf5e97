"""Document: one record of the search index, as Meilisearch stores it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from msgspec.structs import replace

ID_LENGTH = 24
"""Hexadecimal digits of a document's id: 96 bits, so that 10⁶ documents collide with a probability below 10⁻¹⁷."""


class DocumentType(StrEnum):
    """What a document is about; a filter in the search, and a factor in how fast it ages."""

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
"""Rank of each type among documents that match a query equally well, lowest first: current information before news,
and pages before files (GOV.UK search ranks a PDF at ×0.75 of a page)."""

MAX_BODY_LENGTH = 6_000
"""Characters of the main text that are stored for excerpts; the stems cover the whole text. Four of five pages are
shorter."""


@dataclass(frozen=True, slots=True)
class DuplicateCopy:
    """The same text on another site."""

    site: str
    url: str


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """Latitude and longitude in degrees (WGS 84), with the field names that Meilisearch expects."""

    lat: float
    lng: float


class Document(msgspec.Struct, frozen=True, kw_only=True, rename={"geo": "_geo"}):
    """One record of the search index; `encode_document` returns it as JSON.

    Attributes:
        id: stable hash of the canonical URL, see `document_id`.
        url: the URL that results link to.
        site: id of the site.
        source: where it comes from: web, uitdatabank, ipdc, ….
        type: what it is about.
        title: as shown in results, without the name of the site.
        trail: names of its breadcrumb, without the home page and the page itself.
        headings: texts of h1 to h6 in order, without the title.
        body: the first `MAX_BODY_LENGTH` characters of the main text, for excerpts.
        description: meta description, "" when there is none.
        lang: ISO 639-1, "" when unknown.
        date: when the content was published or last modified, Unix seconds UTC; None when unknown.
        starts, ends: of an event, Unix seconds UTC.
        geo: its location, stored as `_geo`.
        cluster: an id that near-identical texts on several sites share; the document's own id when there are none.
        sites: the sites of all texts of the cluster, sorted.
        copies: the other texts of the cluster.
        lead: whether it represents its cluster when no site is preferred; exactly one text of each cluster does.
        tier: see `TYPE_TIERS`.
        anchors: texts of links to the page, the most frequent first.
        keywords: names from external sources: the names and search terms of a product in the catalogue.
        title_stems, called_stems, heading_stems, body_stems: the stems that a query's stems are matched with; "called"
            are keywords and anchors together.
        title_parts, called_parts, heading_parts, body_parts: stems of the parts of compounds.
        hash: SHA-1 of all other fields; a changed document has another hash.
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
    """Return a document as JSON for Meilisearch."""
    return _ENCODER.encode(document)


_ENCODER = msgspec.json.Encoder()


def decode_document(record: Mapping[str, Any]) -> Document | None:
    """Return the document of a stored `record`, None when another program stored it."""
    try:
        return msgspec.convert(record, Document)
    except msgspec.ValidationError:
        return None


def with_hash(document: Document) -> Document:
    """Return the document with the hash of its content."""
    plain = encode_document(replace(document, hash="") if document.hash else document)
    return replace(document, hash=hashlib.sha1(plain, usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class SkippedPage:
    """A page that has no document: `reason` is a stable code, `detail` a phrase for people."""

    url: str
    reason: str
    detail: str


def document_id(canonical_url: str) -> str:
    """Return the id of the document at a canonical URL (normal form): 24 hexadecimal digits of its SHA-1."""
    return hashlib.sha1(canonical_url.encode(), usedforsecurity=False).hexdigest()[:ID_LENGTH]
