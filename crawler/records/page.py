"""Page: everything that one fetch of a URL established.

A page is a plain frozen record. Extraction fills it once; the indexer and the audit read it and never parse HTML
again. Values are stored as written where a rule may need that (`raw` next to the resolved value): resolving a
relative canonical would hide that it is relative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

EXTRACTOR_VERSION = 4
"""Increase it when extraction changes: stored pages are then extracted again from their raw bodies."""


class BodyKind(StrEnum):
    """What the body of a response is."""

    HTML = "html"
    PDF = "pdf"
    OFFICE = "office"  # docx, xlsx, pptx, odt, ods, odp
    FEED = "feed"  # RSS or Atom: read for its links, without text of its own
    OTHER = "other"  # images, archives, …: requested but not read
    NONE = "none"  # no body: a redirect, an error, no response


READABLE_KINDS = frozenset({BodyKind.HTML, BodyKind.PDF, BodyKind.OFFICE})
"""Kinds whose text is extracted and whose raw body is stored."""


class PageRegion(StrEnum):
    """Where on a page an element is."""

    CONTENT = "content"
    NAVIGATION = "navigation"  # nav, header, footer, aside and their ARIA roles
    HEAD = "head"
    BODY = "body"
    HEADER = "header"  # the HTTP header


@dataclass(frozen=True, slots=True)
class Heading:
    """One h1 to h6: `level` is 1 to 6, `text` has its white space collapsed and may be empty."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """One <a> or <area>.

    `raw` is the href as written (None: no href at all); `url` its normal form, None when it is not a web URL; `anchor`
    the text of the link (its text, else aria-label, else the alt text of an image); `image` is true when an image is
    its only content.
    """

    raw: str | None
    url: str | None
    anchor: str
    rel: tuple[str, ...] = ()
    place: PageRegion = PageRegion.CONTENT
    image: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """One <img>: `alt` is None when the attribute is absent, "" when it declares the image decorative.

    `width` and `height` are the values of its attributes in CSS pixels; None when they are not whole numbers.
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
    """One list of robots directives: `agent` is "robots" or a crawler's name, `place` head, body or header."""

    agent: str
    content: str
    place: PageRegion = PageRegion.HEAD


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of a breadcrumb: its name and its URL (normal form, None when it is not a link)."""

    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class StructuredItem:
    """One top-level item of structured data.

    `syntax` is json-ld, microdata or rdfa; `types` the schema.org names without their namespace; `properties` the item
    as extruct returns it (JSON types only).
    """

    syntax: str
    types: tuple[str, ...]
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that one fetch of a URL established.

    Attributes:
        url: the normal form of the requested URL.
        site: id of the site it belongs to.
        fetched_at: when the response was complete (UTC).
        status: HTTP status; 0 when there was no response, and then `error` says why.
        error: why there was no response, or why it was not read or only in part (one phrase), else None.
        redirect: the normal form of the Location of a 3xx, else None. Each hop is a page of its own.
        content_type: media type without parameters, lower case; "" when none was sent.
        charset: the encoding the body was decoded with, WHATWG name; "" when not text.
        headers: the stored response headers, names in lower case, several values joined by ", ", of X-Robots-Tag by a
            line break.
        size: bytes of the body after content decoding.
        elapsed_ms: time until the response was complete in milliseconds, without politeness delays.
        kind: what the body is.
        titles, descriptions: every <title> in <head> (or the document's title) and meta description, in order.
        headings: h1 to h6 in document order.
        text: main text without boilerplate, paragraphs separated by a newline.
        text_hash: SHA-1 of the main text, ignoring letter case and white space; "" when there is no text.
        html_lang: the lang attribute of <html> as written, None when absent.
        lang: language of the page: detected on the main text where it is long enough, else declared
            (ISO 639-1, "" when unknown).
        lang_detected: the detected language, "" below `MIN_WORDS_TO_DETECT` words.
        canonicals, robots, alternates, links, images: see their records.
        viewport: content of meta viewport, None when absent.
        meta_refresh: target of a client-side redirect (normal form), None when absent.
        breadcrumb: the steps of the displayed breadcrumb, from the home page down.
        structured: items of structured data.
        structured_errors: parse errors of JSON-LD blocks.
        open_graph: OpenGraph properties, first value of each.
        misplaced: elements of <head> that a browser's parser would put in <body>
            ("canonical", "robots", "hreflang").
        published, modified: dates from mark-up or structured data.
        assets: normal forms of the URLs of style sheets and scripts.
        frames: normal forms of the URLs in <frame> and <iframe>.
        feeds: normal forms of the URLs of announced RSS and Atom feeds.
        nosnippet: texts marked data-nosnippet, which Google does not use in snippets.
        pages: number of pages of a PDF or (as its program last counted them) a text document, of slides of a
            presentation, of sheets of a workbook; None when unknown.
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
        """The normal form of the first canonical that is a web URL, None when there is none."""
        return next((item.url for item in self.canonicals if item.url), None)

    @property
    def effective_canonical(self) -> str | None:
        """The canonical that Google considers: in <head> or a header, and the only one; None when several differ."""
        named = {item.url for item in self.canonicals if item.url and item.place is not PageRegion.BODY}
        return named.pop() if len(named) == 1 else None

    @property
    def noindex(self) -> bool:
        """Whether Google may not index the page: the strictest of meta robots and X-Robots-Tag."""
        return bool({"noindex", "none"} & self.directives)

    @property
    def nofollow(self) -> bool:
        """Whether the page's links may not be followed."""
        return bool({"nofollow", "none"} & self.directives)

    @property
    def directives(self) -> frozenset[str]:
        """All robots directives that apply to Google, lower case, from mark-up and header."""
        return frozenset(
            part.strip().lower()
            for rule in self.robots
            if rule.agent in {"robots", "googlebot"}
            for part in rule.content.split(",")
            if part.strip()
        )

    @property
    def word_count(self) -> int:
        """Number of words in the main text."""
        return len(self.text.split())
