"""Page: what one fetch of one address established.

A page is a plain frozen record. Extraction fills it once; the indexer and the audit read it and
never look at HTML again. Everything that a rule could need is kept as it stood (`raw` values next
to resolved ones), because "the canonical is relative" is a fact that resolving would hide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

EXTRACTOR_VERSION = 3
"""Raise it when extraction changes: stored pages are then extracted again from their raw bodies."""


class BodyKind(StrEnum):
    """What the body of a response is."""

    HTML = "html"
    PDF = "pdf"
    OFFICE = "office"  # docx, xlsx, pptx, odt, ods, odp
    FEED = "feed"  # RSS or Atom: read for the pages it names, no text of its own
    OTHER = "other"  # images, archives, …: fetched or met, not read
    NONE = "none"  # no body: a redirect, an error, no answer


READABLE_KINDS = frozenset({BodyKind.HTML, BodyKind.PDF, BodyKind.OFFICE})
"""Kinds of answers that are read for their text, and whose raw body is kept."""


class PageRegion(StrEnum):
    """Where on a page something stands."""

    CONTENT = "content"
    NAVIGATION = "navigation"  # nav, header, footer, aside and their ARIA roles
    HEAD = "head"
    BODY = "body"
    HEADER = "header"  # the HTTP header


@dataclass(frozen=True, slots=True)
class Heading:
    """One h1 to h6: `level` is 1 to 6, `text` has its white space folded and may be empty."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """One <a> or <area>.

    `raw` is the href as written (None: no href at all); `url` its normal form, None when it names
    no web page; `anchor` the text a reader gets (text, else aria-label, else the alt of an image);
    `image` tells that the only content is an image.
    """

    raw: str | None
    url: str | None
    anchor: str
    rel: tuple[str, ...] = ()
    place: PageRegion = PageRegion.CONTENT
    image: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """One <img>: `alt` is None when the attribute is absent, "" when it is declared decorative.

    `width` and `height` are what its attributes say, in CSS pixels; None when they say no whole number.
    """

    raw: str
    url: str | None
    alt: str | None
    linked: bool = False  # the only content of a link
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Canonical:
    """One rel=canonical, from <head>, <body> or the Link header."""

    raw: str
    url: str | None
    place: PageRegion


@dataclass(frozen=True, slots=True)
class Alternate:
    """One rel=alternate hreflang annotation."""

    lang: str
    raw: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RobotsRule:
    """One robots directive list: `agent` is "robots" or a crawler's name, `place` head, body or header."""

    agent: str
    content: str
    place: PageRegion = PageRegion.HEAD


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of a breadcrumb: what it is called, and where it leads (normal form, None when it is no link)."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class StructuredItem:
    """One top-level item of structured data.

    `syntax` is json-ld, microdata or rdfa; `types` the schema.org names without their namespace;
    `properties` the item as extruct returns it (JSON types only).
    """

    syntax: str
    types: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one fetch of one address established.

    Attributes:
        url: the normal form of the address that was asked.
        site: id of the site it belongs to.
        fetched_at: when the answer was complete (UTC).
        status: HTTP status; 0 when there was no answer, and then `error` says why.
        error: why there was no answer, no reading, or none to the end (one phrase), else None.
        redirect: the normal form of the Location of a 3xx, else None. Each hop is a page of its own.
        content_type: media type without parameters, lower case; "" when none was sent.
        charset: the encoding the body was decoded with, WHATWG name; "" when not text.
        headers: response headers that rules read, names in lower case, several values joined by ", ".
        size: bytes of the body after content decoding.
        elapsed_ms: time to the complete answer in milliseconds, politeness waits not counted.
        kind: what the body is.
        titles, descriptions: every <title> in <head> (or the document's title) and meta description, in order.
        headings: h1 to h6 in document order.
        text: main text free of boilerplate, paragraphs separated by a newline.
        text_hash: SHA-1 of the folded main text, "" when there is none.
        html_lang: the lang attribute of <html> as written, None when absent.
        lang: language of the page: detected on the main text where it is long enough, else declared
            (ISO 639-1, "" when unknown).
        lang_detected: what detection alone said, "" below `MIN_WORDS_TO_DETECT` words.
        canonicals, robots, alternates, links, images: see their records.
        viewport: content of meta viewport, None when absent.
        meta_refresh: target of a client-side redirect (normal form), None when absent.
        breadcrumb: the steps of the breadcrumb that it shows, from the home page down.
        structured: items of structured data.
        structured_errors: parse errors of JSON-LD blocks.
        open_graph: OpenGraph properties, first value of each.
        misplaced: elements of <head> that a browser's parser would find in <body>
            ("canonical", "robots", "hreflang").
        published, modified: dates from mark-up or structured data.
        assets: normal forms of the style sheets and scripts a page loads.
        frames: normal forms of the pages it shows in <frame> and <iframe>.
        feeds: normal forms of the RSS and Atom feeds it announces.
        nosnippet: texts marked data-nosnippet, which Google keeps out of its snippets.
        pages: pages of a PDF or (as last counted by its program) a text document, slides of a presentation, sheets of
            a workbook; None when not counted.
    """

    url: str
    site: str
    fetched_at: datetime
    status: int
    error: str | None = None
    redirect: str | None = None
    content_type: str = ""
    charset: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    size: int = 0
    elapsed_ms: int = 0
    kind: BodyKind = BodyKind.NONE
    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    headings: tuple[Heading, ...] = ()
    text: str = ""
    text_hash: str = ""
    html_lang: str | None = None
    lang: str = ""
    lang_detected: str = ""
    canonicals: tuple[Canonical, ...] = ()
    robots: tuple[RobotsRule, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    viewport: str | None = None
    meta_refresh: str | None = None
    breadcrumb: tuple[Crumb, ...] = ()
    structured: tuple[StructuredItem, ...] = ()
    structured_errors: tuple[str, ...] = ()
    open_graph: dict[str, str] = field(default_factory=dict)
    misplaced: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    assets: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    nosnippet: tuple[str, ...] = ()
    pages: int | None = None

    @property
    def title(self) -> str:
        """The first title, "" when there is none."""
        return self.titles[0] if self.titles else ""

    @property
    def description(self) -> str:
        """The first meta description, "" when there is none."""
        return self.descriptions[0] if self.descriptions else ""

    @property
    def canonical(self) -> str | None:
        """The normal form of the first canonical that names a web page, None when there is none."""
        return next((item.url for item in self.canonicals if item.url), None)

    @property
    def noindex(self) -> bool:
        """Whether Google would keep the page out: the strictest of meta robots and X-Robots-Tag."""
        return bool({"noindex", "none"} & self.directives)

    @property
    def nofollow(self) -> bool:
        """Whether the page's links are not to be followed."""
        return bool({"nofollow", "none"} & self.directives)

    @property
    def directives(self) -> frozenset[str]:
        """Every robots directive that applies to Google, lower case, from mark-up and header."""
        return frozenset(
            part.strip().lower()
            for rule in self.robots
            if rule.agent in {"robots", "googlebot"}
            for part in rule.content.split(",")
            if part.strip()
        )

    @property
    def word_count(self) -> int:
        """Words of the main text."""
        return len(self.text.split())
