"""Source: one table of the registry that says where records come from, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from indexer.records.document import DocumentType


class SourceKind(StrEnum):
    """What a source speaks."""

    UITDATABANK = "uitdatabank"
    IPDC = "ipdc"  # products over REST
    IPDC_LDES = "ipdc-ldes"  # the event stream of concepts or products
    JSON = "json"
    CSV = "csv"
    RSS = "rss"  # RSS and Atom
    ICAL = "ical"
    DCAT = "dcat"


OFFICIAL_URLS = {
    SourceKind.UITDATABANK: "https://search.uitdatabank.be/",
    SourceKind.IPDC: "https://ipdc.vlaanderen.be/",
    SourceKind.IPDC_LDES: "https://ipdc.vlaanderen.be/doc/conceptsnapshot",
}
"""Where a kind is served when the registry names no address."""

KEY_HEADERS = {SourceKind.UITDATABANK: "x-client-id", SourceKind.IPDC: "x-api-key", SourceKind.IPDC_LDES: "x-api-key"}
"""The kinds that want a key, and the header it goes in."""

DEFAULT_RECORD_TYPES = {
    SourceKind.UITDATABANK: DocumentType.EVENT,
    SourceKind.IPDC: DocumentType.PRODUCT,
    SourceKind.IPDC_LDES: DocumentType.PRODUCT,
    SourceKind.RSS: DocumentType.NEWS,
    SourceKind.ICAL: DocumentType.EVENT,
    SourceKind.DCAT: DocumentType.DOCUMENT,
}
"""What the records of a kind are about when the registry does not say."""

MAPPABLE_FIELDS = (
    "title",
    "url",
    "id",
    "text",
    "summary",
    "date",
    "starts",
    "ends",
    "lat",
    "lon",
    "place",
    "keywords",
    "lang",
    "items",
    "next",
)
"""What can be mapped. `place` is the postcode, NIS code or name of the municipality it is for; `items` is where the
entries stand in a JSON answer, `next` the address of its next page."""

REQUIRED_MAPPED_FIELDS = {SourceKind.JSON: frozenset({"title", "url"}), SourceKind.CSV: frozenset({"title", "url"})}
"""Fields that a kind cannot do without: they have names of their own only there."""

DEFAULT_HARVEST_TIMEOUT = 600.0
"""Seconds that one harvest of a source may take in all."""

DEFAULT_MAX_RECORD_SHRINK = 0.3
"""Share of its records a source may lose at once, as a site may: see `crawler.registry.site`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from.

    Attributes:
        id: short name in lower case; the `source` of its documents.
        kind: what it speaks.
        url: where it is served, in normal form.
        sites: ids of the sites its records are for; empty: all of the registry.
        key_env: the environment variable that holds its key, "" when it needs none.
        key_header: the header that the key goes in.
        fields: field of a record → where it stands in an entry of the source (`map` in the registry).
        type: what its records are about.
        form: the form of address of products, "je" or "u".
        every: hours between two harvests, 0 for each time.
        deadline: seconds that a harvest may take in all.
        max_shrink: share (0 to 1) of its records that it may lose in one harvest; a greater loss is believed when the
            next harvest finds it too.
        allow_private: whether it may be on loopback or a private network.
    """

    id: str
    kind: SourceKind
    url: str
    sites: tuple[str, ...] = ()
    key_env: str = ""
    key_header: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    type: DocumentType = DocumentType.PAGE
    form: str = "je"
    every: float = 0.0
    deadline: float = DEFAULT_HARVEST_TIMEOUT
    max_shrink: float = DEFAULT_MAX_RECORD_SHRINK
    allow_private: bool = False
