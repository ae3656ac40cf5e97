"""TextSpans: the text of an element in reading order, in pieces that can be left out afterwards.

One walk collects the text and notes, for each element that may matter, which pieces belong to it and how much of them
is in links. What to leave out is decided when the size of each region is known.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

import lxml.etree
import lxml.html
from lxml.html import defs

from crawler.extract.disclosure import PageContext, opens_next
from crawler.extract.page_regions import RegionKind, region_kind
from crawler.extract.text import collapse_whitespace

BLOCK_TAGS = (frozenset(defs.block_tags) - {"td", "th", "ins", "del"}) | {
    *("article", "aside", "br", "details", "figcaption", "figure", "footer", "header", "legend", "main", "nav"),
    *("section", "summary"),
}
"""Elements that start a new line."""

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CELL_TAGS = frozenset({"td", "th"})
_LAYOUT_TAGS = HEADING_TAGS | {"table", "pre", "article", "section"}
"""Elements that a cell with facts does not contain: with one of them the table is used for layout."""

MAX_CELL_CHARS = 300
"""Characters up to which the paragraphs of a cell are joined into one line with the rest of their row."""

_BUTTON_TITLED_TAGS = HEADING_TAGS | {"dt", "summary"}
"""Elements whose text may be a <button>: https://www.w3.org/WAI/ARIA/apg/patterns/accordion/."""

_SECTION_TAGS = frozenset({"main", "article", "section"})
"""Inside these a <header> belongs to the content."""

MIN_MENU_LINKS = 3
"""Links from which a block can be a menu."""


@dataclass(slots=True)
class TextSpan:
    """The pieces of one element, from `start` to before `end`: its characters, those in links, and its links."""

    part: RegionKind
    start: int
    chars: int
    linked: int
    links: int
    end: int = 0

    @property
    def density(self) -> float:
        """Share of the characters that are in links; 1 when there are no characters."""
        return self.linked / self.chars if self.chars else 1.0

    def contains(self, other: TextSpan) -> bool:
        """Return whether another span is inside this one."""
        return self.start <= other.start and other.end <= self.end


class TopLevelSpans:
    """Spans without those inside another one, and fast sums over them."""

    def __init__(self, spans: Iterable[TextSpan]) -> None:
        self.spans: list[TextSpan] = []
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            if not self.spans or span.start >= self.spans[-1].end:
                self.spans.append(span)
        self._starts = [span.start for span in self.spans]
        self._chars = [0, *itertools.accumulate(span.chars for span in self.spans)]
        self._linked = [0, *itertools.accumulate(span.linked for span in self.spans)]

    def contains(self, span: TextSpan) -> bool:
        """Return whether a span is inside one of these."""
        before = bisect.bisect_right(self._starts, span.start) - 1
        return before >= 0 and self.spans[before].contains(span)

    def contains_piece(self, piece: int) -> bool:
        """Return whether a piece is inside one of these."""
        before = bisect.bisect_right(self._starts, piece) - 1
        return before >= 0 and piece < self.spans[before].end

    def remaining(self, span: TextSpan) -> tuple[int, int]:
        """Return the characters of a span without these, and how many of them are in links."""
        first, last = (bisect.bisect_left(self._starts, edge) for edge in (span.start, span.end))
        chars, linked = (sums[last] - sums[first] for sums in (self._chars, self._linked))
        return span.chars - chars, span.linked - linked


@dataclass(slots=True)
class TextSpans:
    """The text of an element in pieces, and the spans of its regions in the order in which they end, its own last.

    `headings` are the names of the heading elements, each with the piece at which it begins.
    """

    pieces: list[str] = field(default_factory=list)
    spans: list[TextSpan] = field(default_factory=list)
    headings: list[tuple[str, int]] = field(default_factory=list)

    @property
    def whole(self) -> TextSpan:
        """The span of the element itself."""
        return self.spans[-1]

    def text(self, within: TextSpan, left_out: TopLevelSpans) -> str:
        """Return the lines of a span without the left-out spans in it."""
        taken: list[str] = []
        at = within.start
        for span in left_out.spans:
            if within.contains(span):
                taken += self.pieces[at : span.start]
                taken.append("\n")
                at = span.end
        taken += self.pieces[at : within.end]
        return "\n".join(filter(None, map(collapse_whitespace, "".join(taken).split("\n"))))


def read_text_spans(root: lxml.html.HtmlElement) -> TextSpans:
    """Collect the text spans of an element in one walk."""
    return _Walk(root).result


class _Walk:
    """The state of one walk: the text so far, and the open elements."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self.result = TextSpans()
        self._root = root
        self._page = PageContext(root)
        self._spans: list[tuple[lxml.html.HtmlElement, TextSpan]] = []
        self._chars = self._linked = self._links = self._sections = 0
        self._link: lxml.html.HtmlElement | None = None  # the outermost open element of its kind, like the next two
        self._cell: lxml.html.HtmlElement | None = None
        self._pre: lxml.html.HtmlElement | None = None
        walk = lxml.etree.iterwalk(root, events=("start", "end"))  # not recursive: trees can be thousands deep
        for event, node in walk:
            if event == "end":
                self._leave(node)
            elif not self._enter(node):
                walk.skip_subtree()

    def _enter(self, node: lxml.html.HtmlElement) -> bool:
        tag = node.tag
        part = RegionKind.PLAIN if node is self._root else region_kind(node, self._page)
        if part is RegionKind.UNSEEN or (tag == "button" and not self._is_title_button(node)):
            return False
        if tag == "header" and not self._sections:
            part = RegionKind.OUTSIDE
        block = tag in BLOCK_TAGS
        if block or part is not RegionKind.PLAIN or node is self._root:
            span = TextSpan(part, len(self.result.pieces), self._chars, self._linked, self._links)
            self._spans.append((node, span))
        if block:
            self._break()
            self._sections += tag in _SECTION_TAGS
            if tag == "pre" and self._pre is None:
                self._pre = node
            elif tag in HEADING_TAGS:
                self.result.headings.append((tag, len(self.result.pieces)))
        elif tag == "a":
            if self._link is None and node.get("href") is not None:
                self._link = node
                self._links += 1
        elif tag in _CELL_TAGS and self._cell is None and len(node) and _is_fact_cell(node):
            self._cell = node
        self._add_text(node.text)
        return True

    def _leave(self, node: lxml.html.HtmlElement) -> None:
        tag = node.tag
        if node is self._link:
            self._link = None
        elif node is self._cell:
            self._cell = None
        elif node is self._pre:
            self._pre = None
        if tag in BLOCK_TAGS:
            self._break()
        elif tag in _CELL_TAGS:
            self.result.pieces.append(" ")
        if self._spans and self._spans[-1][0] is node:
            self._sections -= tag in _SECTION_TAGS
            self._close(self._spans.pop()[1], node is self._root)
        if node is not self._root:
            self._add_text(node.tail)

    def _close(self, span: TextSpan, root: bool) -> None:
        span.end = len(self.result.pieces)
        span.chars = self._chars - span.chars
        span.linked = self._linked - span.linked
        span.links = self._links - span.links
        if root or span.part is not RegionKind.PLAIN or span.links >= MIN_MENU_LINKS:
            self.result.spans.append(span)

    def _break(self) -> None:
        self.result.pieces.append("\n" if self._cell is None else " ")

    def _is_title_button(self, button: lxml.html.HtmlElement) -> bool:
        """Return whether a button is the title of the panel that it opens, not the switch of a menu."""
        parent = button.getparent()
        if parent is not None and parent.tag in _BUTTON_TITLED_TAGS:
            return True
        panel = opens_next(button)
        return panel is not None and region_kind(panel, self._page) in {RegionKind.PLAIN, RegionKind.CONTENT}

    def _add_text(self, text: str | None) -> None:
        if text:
            size = len(text.strip())
            self._chars += size
            if self._link is not None:
                self._linked += size
            self.result.pieces.append(text if self._pre is not None else text.replace("\n", " "))


def _is_fact_cell(cell: lxml.html.HtmlElement) -> bool:
    """Return whether a cell belongs to a table of facts, and so to one line, not to a page laid out as a table."""
    left = MAX_CELL_CHARS
    for node in cell.iter():
        left -= len(node.text or "") + len(node.tail or "")
        if left < 0 or node.tag in _LAYOUT_TAGS:
            return False
    return True
