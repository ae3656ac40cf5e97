"""What one fetched page of a site contains, as the rules need it.

Link anchors repeat on every page (menus, footers). Each distinct (target, anchor, place) is stored once per site, and
a page stores numbers. Texts are stored as hashed shingles, which the search for near-duplicates compares.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from crawler.records.page import Alternate, BodyKind, Canonical, PageRegion
from seo_audit.facts.near_duplicates import Fingerprint

NOT_FETCHED = -1
"""The status of an address that was never fetched."""


@dataclass(frozen=True, slots=True)
class DistinctLink:
    """Every link of a site with the same target, anchor and place."""

    target: str
    anchor: str
    place: PageRegion


@dataclass(slots=True, kw_only=True)
class PageFacts:
    """What is kept of one fetched address; names as in `Page`.

    `links` holds numbers of `SiteFacts.link_kinds`, `images` of `SiteFacts.image_urls`, `external_links` of
    `SiteFacts.external_urls`; `content_links` counts the links in the main text; `size` is in bytes, as the server
    announced it for what was not fetched whole; `placeholder` the phrase by which a page says that its text is to come.
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
        """Whether this is an HTML page that answered 200."""
        return self.status == 200 and self.kind is BodyKind.HTML

    @property
    def is_broken(self) -> bool:
        """Whether there was no answer, or an error."""
        return self.status == 0 or self.status >= 400

    @property
    def canonical(self) -> str | None:
        """The normal form of the first canonical that names a web page."""
        return next((item.url for item in self.canonicals if item.url), None)
