"""What one fetched page of a site contains, as the rules need it.

Link anchors repeat on every page (menus, footers). Each distinct (target, anchor, place) is stored once per site, and
a page stores numbers. Texts are stored as hashed shingles, which the search for near-duplicates compares.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from crawler.records.page import Alternate, BodyKind, Canonical, PageRegion
from indexer.corpus.near_duplicates import Fingerprint

NOT_FETCHED = -1
"""Status of a URL that was never fetched."""


@dataclass(frozen=True, slots=True)
class DistinctLink:
    """All links of a site that have the same target, anchor text and place on the page."""

    target: str
    anchor: str
    place: PageRegion


@dataclass(slots=True, kw_only=True)
class PageFacts:
    """One fetched URL. Fields that `Page` has too have the same names.

    Attributes:
        links: indexes into `SiteFacts.distinct_links`.
        images: indexes into `SiteFacts.image_urls`.
        external_links: indexes into `SiteFacts.external_urls`.
        content_links: number of links in the main text.
        size: bytes; as the server announced them when the body was not fetched.
        placeholder: the phrase that shows that the page has no text yet; "" for other pages.
    """

    url: str
    status: int
    error: str | None = None
    redirect: str | None = None
    kind: BodyKind = BodyKind.NONE
    noindex: bool = False
    title: str = ""
    heading: str = ""
    description: str = ""
    lang: str = ""
    words: int = 0
    text_hash: str = ""
    canonicals: tuple[Canonical, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    fingerprint: Fingerprint | None = None
    links: array[int] = field(default_factory=lambda: array("i"))
    images: array[int] = field(default_factory=lambda: array("i"))
    external_links: array[int] = field(default_factory=lambda: array("i"))
    content_links: int = 0
    size: int = 0
    placeholder: str = ""

    @property
    def is_html(self) -> bool:
        """Whether this is an HTML page with status 200."""
        return self.status == 200 and self.kind is BodyKind.HTML

    @property
    def is_broken(self) -> bool:
        """Whether there was an HTTP error or no response."""
        return self.status == 0 or self.status >= 400

    @property
    def canonical(self) -> str | None:
        """Normalised URL of the first canonical that is a web page."""
        return next((item.url for item in self.canonicals if item.url), None)
