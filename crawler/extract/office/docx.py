"""Read WordprocessingML (docx): paragraphs, tables, content controls, text boxes and notes.

Headers and footers are separate parts and are not read, nor is text that the author deleted or moved away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.extract.office.ooxml_names import (
    COMPATIBILITY_NAMESPACES,
    MATH_NAMESPACES,
    WORD_NAMESPACES,
    qualified_attribute,
    qualified_tags,
)
from crawler.extract.office.text_flow import DocumentContents, TextFlow, TextLine
from crawler.extract.office.zip_package import ZipPackage

_HEADING = re.compile(r"heading ([1-6])|(title)", re.IGNORECASE)
"""Names of built-in styles: they are English in every language of the program, ids are not ("Kop1")."""

_MAX_STYLE_DEPTH = 10
"""Styles on which a style may be based, one on the other: a cycle ends there."""


def read_word(package: ZipPackage, main: str) -> DocumentContents:
    """Return the contents of a text document."""
    styles_part = package.related(main, "styles")
    styles = package.tree(styles_part) if styles_part else None
    default = styles.find("{*}docDefaults//{*}lang") if styles is not None else None
    return DocumentContents(
        lines=_lines(package, main, _levels(styles)),
        pages=_pages(package),
        language=qualified_attribute(default, WORD_NAMESPACES, "val"),
    )


def _lines(package: ZipPackage, main: str, levels: dict[str, int]) -> Iterator[TextLine]:
    def heading(paragraph: etree._Element) -> int:
        direct = _outline(paragraph.find("{*}pPr"))
        return direct or levels.get(qualified_attribute(paragraph.find("{*}pPr/{*}pStyle"), WORD_NAMESPACES, "val"), 0)

    flow = TextFlow(
        paragraphs=qualified_tags(WORD_NAMESPACES, "p"),
        rows=qualified_tags(WORD_NAMESPACES, "tr"),
        texts=qualified_tags(WORD_NAMESPACES, "t") | qualified_tags(MATH_NAMESPACES, "t"),
        boxes=qualified_tags(WORD_NAMESPACES, "txbxContent"),
        skipped=qualified_tags(
            WORD_NAMESPACES, "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "del", "moveFrom"
        )
        | qualified_tags(COMPATIBILITY_NAMESPACES, "Fallback"),  # repeats its sibling Choice for old programs
        marks=dict.fromkeys(qualified_tags(WORD_NAMESPACES, "tab", "br", "cr", "ptab"), " ")
        | dict.fromkeys(qualified_tags(WORD_NAMESPACES, "noBreakHyphen"), "-"),
        heading=heading,
    )
    yield from flow.lines(package.tree(main))
    for kind in ("footnotes", "endnotes"):
        if notes := package.related(main, kind):
            yield from (line._replace(level=0) for line in flow.lines(package.tree(notes)))


def _levels(styles: etree._Element | None) -> dict[str, int]:
    """Return the heading level of each style that has one, by its id; a style inherits the level of its base style."""
    if styles is None:
        return {}
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iterfind("{*}style"):
        name = qualified_attribute(style, WORD_NAMESPACES, "styleId")
        named = _HEADING.fullmatch(qualified_attribute(style.find("{*}name"), WORD_NAMESPACES, "val"))
        own[name] = int(named[1] or 1) if named else _outline(style.find("{*}pPr"))
        based[name] = qualified_attribute(style.find("{*}basedOn"), WORD_NAMESPACES, "val")
    return {name: level for name in own if (level := _inherited(name, own, based))}


def _inherited(name: str, own: dict[str, int], based: dict[str, str]) -> int:
    for _ in range(_MAX_STYLE_DEPTH):
        if own.get(name) or name not in based:
            break
        name = based[name]
    return own.get(name, 0)


def _outline(properties: etree._Element | None) -> int:
    level = (
        qualified_attribute(properties.find("{*}outlineLvl"), WORD_NAMESPACES, "val") if properties is not None else ""
    )
    return int(level) + 1 if level in {"0", "1", "2", "3", "4", "5"} else 0


def _pages(package: ZipPackage) -> int | None:
    part = package.related("", "extended-properties")
    counted = package.tree(part).findtext("{*}Pages") or "" if part else ""
    return int(counted) if counted.isdecimal() and len(counted) < 7 else None
