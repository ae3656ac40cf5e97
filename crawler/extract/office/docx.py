"""WordprocessingML (docx): paragraphs, tables, content controls, text boxes and notes.

Headers and footers are other parts and are not read; deleted and moved-away text is what an author took out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.extract.office.ooxml_names import COMPATIBILITY, MATH, WORD, attribute, tags
from crawler.extract.office.text_flow import Contents, Flow, Line
from crawler.extract.office.zip_package import Package

_HEADING = re.compile(r"heading ([1-6])|(title)", re.IGNORECASE)
"""Names of built-in styles: these are English in every language of the program, ids are not ("Kop1")."""

_LONGEST_ANCESTRY = 10
"""Styles that a style may be based on, one on the other: a circle ends there."""


def read_word(package: Package, main: str) -> Contents:
    """Return what a text document holds."""
    styles_part = package.related(main, "styles")
    styles = package.tree(styles_part) if styles_part else None
    default = styles.find("{*}docDefaults//{*}lang") if styles is not None else None
    return Contents(
        lines=_lines(package, main, _levels(styles)),
        pages=_pages(package),
        language=attribute(default, WORD, "val"),
    )


def _lines(package: Package, main: str, levels: dict[str, int]) -> Iterator[Line]:
    def heading(paragraph: etree._Element) -> int:
        direct = _outline(paragraph.find("{*}pPr"))
        return direct or levels.get(attribute(paragraph.find("{*}pPr/{*}pStyle"), WORD, "val"), 0)

    flow = Flow(
        paragraphs=tags(WORD, "p"),
        rows=tags(WORD, "tr"),
        texts=tags(WORD, "t") | tags(MATH, "t"),
        boxes=tags(WORD, "txbxContent"),
        skipped=tags(WORD, "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "del", "moveFrom")
        | tags(COMPATIBILITY, "Fallback"),  # says again, for old programs, what its sibling Choice says
        marks=dict.fromkeys(tags(WORD, "tab", "br", "cr", "ptab"), " ")
        | dict.fromkeys(tags(WORD, "noBreakHyphen"), "-"),
        heading=heading,
    )
    yield from flow.lines(package.tree(main))
    for kind in ("footnotes", "endnotes"):
        if notes := package.related(main, kind):
            yield from (line._replace(level=0) for line in flow.lines(package.tree(notes)))


def _levels(styles: etree._Element | None) -> dict[str, int]:
    """Return the heading level of each style that has one, by its id; a style has that of the one it is based on."""
    if styles is None:
        return {}
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.iterfind("{*}style"):
        name = attribute(style, WORD, "styleId")
        named = _HEADING.fullmatch(attribute(style.find("{*}name"), WORD, "val"))
        own[name] = int(named[1] or 1) if named else _outline(style.find("{*}pPr"))
        based[name] = attribute(style.find("{*}basedOn"), WORD, "val")
    return {name: level for name in own if (level := _inherited(name, own, based))}


def _inherited(name: str, own: dict[str, int], based: dict[str, str]) -> int:
    for _ in range(_LONGEST_ANCESTRY):
        if own.get(name) or name not in based:
            break
        name = based[name]
    return own.get(name, 0)


def _outline(properties: etree._Element | None) -> int:
    level = attribute(properties.find("{*}outlineLvl"), WORD, "val") if properties is not None else ""
    return int(level) + 1 if level in {"0", "1", "2", "3", "4", "5"} else 0


def _pages(package: Package) -> int | None:
    part = package.related("", "extended-properties")
    counted = package.tree(part).findtext("{*}Pages") or "" if part else ""
    return int(counted) if counted.isdecimal() and len(counted) < 7 else None
