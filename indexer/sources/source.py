"""Source: one [[source]] table of the registry, which says where records come from and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from indexer.records.document import DocumentType


class SourceKind(StrEnum):
    """The format or API of a source."""

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
"""URL of kinds that have an official one, when the registry has none."""

KEY_HEADERS = {SourceKind.UITDATABANK: "x-client-id", SourceKind.IPDC: "x-api-key", SourceKind.IPDC_LDES: "x-api-key"}
"""Kinds that need a key, and the header that it is sent in."""

DEFAULT_RECORD_TYPES = {
    SourceKind.UITDATABANK: DocumentType.EVENT,
    SourceKind.IPDC: DocumentType.PRODUCT,
    SourceKind.IPDC_LDES: DocumentType.PRODUCT,
    SourceKind.RSS: DocumentType.NEWS,
    SourceKind.ICAL: DocumentType.EVENT,
    SourceKind.DCAT: DocumentType.DOCUMENT,
}
"""Document type of the records of a kind, when the registry has none."""

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
"""Fields that `map` may have. `place` is the postcode, NIS code or name of the municipality; `items` is the path of
the entries in a JSON response, `next` that of the URL of its next page."""

REQUIRED_MAPPED_FIELDS = {SourceKind.JSON: frozenset({"title", "url"}), SourceKind.CSV: frozenset({"title", "url"})}
"""Fields that `map` must have; the other kinds have fixed names for their fields."""

DEFAULT_HARVEST_TIMEOUT = 600.0
"""Seconds that one harvest of a source may take in all."""

DEFAULT_MAX_RECORD_SHRINK = 0.3
"""Share of its records that a source may lose at once; the same as for sites, see `crawler.registry.site`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of records.

    Attributes:
        id: short name in lower case; the `source` of its documents.
        kind: its format or API.
        url: its URL, in normal form.
        sites: ids of the sites that its records are for; empty: all of the registry.
        key_env: the environment variable with its key, "" when it needs none.
        key_header: the header that the key is sent in.
        fields: field of a record → its path in an entry of the source (`map` in the registry).
        type: document type of its records.
        form: the form of address in products, "je" or "u".
        every: hours between two harvests, 0 for each time.
        deadline: seconds that a harvest may take in all.
        max_shrink: share (0 to 1) of its records that it may lose in one harvest; the next harvest must confirm a
            greater loss.
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
