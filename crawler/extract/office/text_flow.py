"""TextFlow: extract lines of text from a tree of paragraphs, tables and boxes, in reading order.

One walk serves WordprocessingML, DrawingML and OpenDocument; a `TextFlow` contains the names of their elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from crawler.extract.text import collapse_whitespace


class TextLine(NamedTuple):
    """One paragraph or table row: `level` is 1 to 6 for a heading, else 0."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class DocumentContents:
    """The contents of one document: its lines (a lazy iterator) and what it declares.

    `pages` is the number of pages, slides or sheets, `language` a declared BCP 47 tag, "" when there is none.
    """

    lines: Iterator[TextLine]
    pages: int | None = None
    language: str = ""


def _no_heading(_: etree._Element) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFlow:
    """The names of the elements that matter to a reader, with their namespaces.

    Attributes:
        paragraphs: elements that are a line.
        rows: table rows, a line each, its cells separated by a tab.
        texts: elements that contain text; empty where text is in any element of a paragraph (mixed content).
        boxes: elements outside the flow of a paragraph: read after it, as lines of their own.
        skipped: elements that are not part of the document's text.
        marks: elements that represent a character.
        heading: returns the level of a paragraph, 0 when it is not a heading.
    """

    paragraphs: frozenset[str]
    rows: frozenset[str]
    texts: frozenset[str] = frozenset()
    boxes: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)
    heading: Callable[[etree._Element], int] = _no_heading

    def lines(self, node: etree._Element) -> Iterator[TextLine]:
        """Yield the text of an element, line by line."""
        for child in node:
            if child.tag in self.skipped:
                continue
            if child.tag in self.paragraphs:
                yield from self._paragraph(child)
            elif child.tag in self.rows:
                yield from self._row(child)
            else:
                yield from self.lines(child)

    def _row(self, row: etree._Element) -> Iterator[TextLine]:
        cells = [lines for cell in row if cell.tag not in self.skipped and (lines := list(self.lines(cell)))]
        if len(cells) == 1:  # a frame around text, not a row of data: its paragraphs and headings remain
            yield from cells[0]
        elif cells:
            yield TextLine("\t".join(" ".join(line.text for line in lines) for lines in cells))

    def _paragraph(self, node: etree._Element) -> Iterator[TextLine]:
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self._gather(node, parts, boxes)
        if text := collapse_whitespace("".join(parts)):
            yield TextLine(text, self.heading(node))
        for box in boxes:
            yield from self.lines(box)

    def _gather(self, node: etree._Element, parts: list[str], boxes: list[etree._Element]) -> None:
        mixed = not self.texts
        if mixed:
            parts.append(node.text or "")
        for child in node:
            if child.tag in self.boxes:
                boxes.append(child)
            elif child.tag in self.texts:
                parts.append(child.text or "")
            elif child.tag in self.marks:
                parts.append(self.marks[child.tag])
            elif child.tag not in self.skipped:
                self._gather(child, parts, boxes)
            if mixed:
                parts.append(child.tail or "")
