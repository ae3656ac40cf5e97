"""Parse the entries of sitemaps and feeds from untrusted XML, as a stream without a tree.

lxml calls back at each element, so millions of elements take no memory (50,000 entries: 0.13 s), and it continues after
an error. Nothing is fetched, and entities that a file declares are never expanded: declarations are removed before
parsing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from crawler.records.url import normalise_url

ENTRY_ELEMENTS = {"urlset": "url", "sitemapindex": "sitemap", "rss": "item", "RDF": "item", "feed": "entry"}
"""Root elements of sitemaps and feeds, with the element that is one entry of each."""

ENTRY_FIELDS = frozenset(
    [
        "loc",
        "lastmod",
        "link",
        "news",
        "title",
        "pubDate",
        "updated",
        "published",
        "modified",
        "date",
        "guid",
        "id",
        "origLink",
    ]
)
"""Child elements of an entry that are collected."""

_MAX_FIELD_CHARS = 4096
"""Characters of a field that are read: twice the longest URL."""

_MAX_FIELDS_PER_ENTRY = 500
"""Fields of an entry that are read: enough for hreflang links in all languages."""

_MAX_ELEMENTS = 2_000_000
"""Elements of a file that are read: 50,000 entries with forty each. A hostile file of 50 MB could have six times as
many."""

_MAX_REPAIRS = 1_000_000
"""Ampersands repaired in a file: twenty for each of 50,000 URLs."""

_CHUNK_SIZE = 64 * 1024

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DECLARATIONS = re.compile(rb"<!DOCTYPE[^>\[]*\[.*?\]\s*>", re.DOTALL)
_PROLOGUE = re.compile(
    rb"\s*(?:(?:<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>|<\?.*?\?>)\s*)*", re.DOTALL | re.IGNORECASE
)
_ENCODING = re.compile(
    rb"""encoding=["']((?:windows-?|cp|ibm|iso[-_]?|koi8-|mac[-_]?|gb|euc-)[\w-]+|big5|shift_jis)["']""", re.IGNORECASE
)
_START = re.compile(rb"<\?xml\b|<(?:\w+:)?(?:urlset|sitemapindex|rss|feed|RDF)\b")
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w+;)?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class XmlField:
    """One child of an entry: local `name`, namespace, attributes, text, and its absolute xml:base ("" for none)."""

    name: str
    space: str
    attributes: dict[str, str]
    text: str
    base: str


@dataclass(frozen=True, slots=True)
class XmlRecords:
    """The content of a file.

    Attributes:
        root: local name of the root element, "" when there is none.
        space: its namespace, "" when it has none.
        title: the title of a feed.
        records: the fields of each entry, up to the requested limit.
        total: how many entries the file has.
        leading: what precedes the XML and does not belong there, other than a byte order mark.
        error: the first XML error, None when there is none.
    """

    root: str
    space: str
    title: str
    records: tuple[tuple[XmlField, ...], ...]
    total: int
    leading: bytes
    error: str | None


def is_xml(body: bytes) -> bool:
    """Return whether a body is XML, possibly after text that does not belong there."""
    text = body.removeprefix(b"\xef\xbb\xbf")
    return text.lstrip()[:1] == b"<" or text[:2] in {b"\xff\xfe", b"\xfe\xff"} or bool(_leading(text))


def read_records(body: bytes, url: str, limit: int) -> XmlRecords:
    """Parse the entries of the sitemap or feed at `url`, at most `limit` of them. Never raises."""
    text = body.removeprefix(b"\xef\xbb\xbf")
    leading = _leading(text)
    text = _without_declarations(text[len(leading) :])
    found, errors, reported = _parse(text, url, limit)
    if reported:
        utf8 = _to_utf8(text) if any("ENCODING" in kind for kind in reported) else None
        repaired = (
            _AMPERSAND.sub(_repair_ampersand, utf8 or text, count=_MAX_REPAIRS) if b"\0" not in text[:4] else text
        )
        if utf8 is not None or repaired != text:
            found, _, _ = _parse(repaired, url, limit, None if utf8 is None else "utf-8")
    return XmlRecords(
        root=found.root,
        space=found.space,
        title=found.title.strip(),
        records=tuple(found.records),
        total=found.total,
        leading=leading,
        error=errors[0] if errors else None,
    )


def _leading(text: bytes) -> bytes:
    """Return what a program wrote before the XML, such as white space or a warning."""
    start = _START.search(text[:_CHUNK_SIZE])
    leading = text[: start.start()] if start else b""
    if not start or b"<html" in leading.lower():
        return b""
    is_prologue = not leading or (not start[0].startswith(b"<?xml") and _PROLOGUE.fullmatch(leading))
    return b"" if is_prologue else leading


def _without_declarations(text: bytes) -> bytes:
    """Remove the declarations from a file that declares entities."""
    at = text.find(b"<!DOCTYPE") if b"<!ENTITY" in text else -1
    found = _DECLARATIONS.match(text, at) if at >= 0 else None
    return text[:at] + text[found.end() :] if found else text


def _to_utf8(text: bytes) -> bytes:
    """Return a file that lxml could not decode, as UTF-8: by its declared encoding, else as windows-1252."""
    declared = _ENCODING.search(text[:200])
    try:
        return text.decode(declared[1].decode("ascii") if declared else "utf-8").encode("utf-8")
    except (LookupError, ValueError):
        return text.decode("windows-1252", "replace").encode("utf-8")


def _parse(text: bytes, url: str, limit: int, encoding: str | None = None) -> tuple[_Collector, list[str], set[str]]:
    """Return what was collected, the errors, and the names of everything that the parser reported."""
    collector = _Collector(url, limit)
    parser = etree.XMLParser(
        target=collector,
        encoding=encoding,
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    failed = []
    try:
        for start in range(0, len(text), _CHUNK_SIZE):
            parser.feed(text[start : start + _CHUNK_SIZE])
            if collector.elements > _MAX_ELEMENTS:
                failed = ["more elements than the limit"]
                break
        parser.close()
    except etree.XMLSyntaxError as error:  # not one element
        failed = [str(error)]
    log = list(parser.feed_error_log)
    errors = [f"{error.message} (line {error.line})" for error in log if error.level > etree.ErrorLevels.WARNING]
    return collector, failed + errors, {error.type_name for error in log} or set(failed)


def _repair_ampersand(found: re.Match[bytes]) -> bytes:
    """Escape a bare ampersand. Replace HTML's named characters, and unknown names by a mark that no URL can contain."""
    if found[0][:1] != b"&":
        return found[0]
    if not found[1]:
        return b"&amp;"
    character = html5.get(found[1].decode("ascii", "replace"), "\ufffd")
    return b"".join(b"&#%d;" % ord(one) for one in character)


class _Collector:
    """Parser target for lxml that collects the fields of entries."""

    def __init__(self, url: str, limit: int) -> None:
        self.root = self.space = self.title = ""
        self.records: list[tuple[XmlField, ...]] = []
        self.total = self.elements = 0
        self._limit = limit
        self._depth = 0
        self._url = url
        self._bases = [(0, "")]
        self._record: list[XmlField] | None = None
        self._record_depth = 0
        self._open: tuple[str, str, dict[str, str]] | None = None
        self._open_depth = 0
        self._text: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        self.elements += 1
        self._depth += 1
        space, _, name = tag.rpartition("}")
        space = space.removeprefix("{")
        if not self.root:
            self.root, self.space = name, space
        if base := attributes.get(_BASE):
            current = self._bases[-1][1]
            self._bases.append((self._depth, normalise_url(base, current or self._url) or current))
        if name == ENTRY_ELEMENTS.get(self.root) and self._depth > 1:
            self._finish()  # an entry without an end tag
            self._record, self._record_depth = [], self._depth
        elif self._record is not None and self._depth == self._record_depth + 1 and name in ENTRY_FIELDS:
            self._begin((name, space, dict(attributes)))
        elif self._record is None and name == "title" and self._depth == (2 if self.root == "feed" else 3):
            self._begin((name, space, {}))

    def data(self, text: str) -> None:
        """Handle text."""
        if self._open and self._length < _MAX_FIELD_CHARS:
            self._text.append(text[: _MAX_FIELD_CHARS - self._length])
            self._length += len(text)

    def end(self, _tag: str) -> None:
        """Handle the end of an element."""
        if self._open and self._depth == self._open_depth:
            name, space, attributes = self._open
            text = "".join(self._text).strip()
            if self._record is None:
                self.title = self.title or text
            elif len(self._record) < _MAX_FIELDS_PER_ENTRY:
                self._record.append(XmlField(name, space, attributes, text, self._bases[-1][1]))
            self._open = None
        elif self._record is not None and self._depth == self._record_depth:
            self._finish()
        if self._bases[-1][0] == self._depth:
            self._bases.pop()
        self._depth -= 1

    def close(self) -> None:
        """Handle the end of the file. A field that never ended may be truncated and is dropped."""
        self._open = None
        if self._record:
            self._finish()

    def _begin(self, element: tuple[str, str, dict[str, str]]) -> None:
        self._open, self._open_depth = element, self._depth
        self._text, self._length = [], 0

    def _finish(self) -> None:
        if self._record is None:
            return
        self.total += 1
        if len(self.records) < self._limit:
            self.records.append(tuple(self._record))
        self._record = self._open = None
