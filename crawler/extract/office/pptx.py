"""Read PresentationML (pptx): the text of the slides in their order, with tables and groups.

Notes, hidden slides, and what a template repeats on each slide (number, date, footer) are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crawler.extract.office.ooxml_names import (
    COMPATIBILITY_NAMESPACES,
    DRAWING_NAMESPACES,
    RELATION_NAMESPACES,
    SLIDE_NAMESPACES,
    qualified_attribute,
    qualified_tags,
)
from crawler.extract.office.text_flow import DocumentContents, TextFlow, TextLine
from crawler.extract.office.zip_package import ZipPackage

_SHAPE = qualified_tags(SLIDE_NAMESPACES, "sp")
_TITLES = frozenset({"title", "ctrTitle"})
_REPEATED = frozenset({"sldNum", "dt", "ftr", "hdr"})


def read_slides(package: ZipPackage, main: str) -> DocumentContents:
    """Return the contents of a presentation."""
    relations = package.relations(main)
    ids = [
        qualified_attribute(node, RELATION_NAMESPACES, "id")
        for node in package.tree(main).iterfind("{*}sldIdLst/{*}sldId")
    ]
    parts = [relations[name].part for name in ids if name in relations and relations[name].part in package]
    first = package.tree(parts[0]).find(".//{*}rPr[@lang]") if parts else None
    return DocumentContents(
        lines=_lines(package, parts), pages=len(parts), language=first.get("lang", "") if first is not None else ""
    )


def _lines(package: ZipPackage, parts: list[str]) -> Iterator[TextLine]:
    flow = TextFlow(
        paragraphs=qualified_tags(DRAWING_NAMESPACES, "p"),
        rows=qualified_tags(DRAWING_NAMESPACES, "tr"),
        texts=qualified_tags(DRAWING_NAMESPACES, "t"),
        skipped=qualified_tags(DRAWING_NAMESPACES, "pPr", "rPr", "endParaRPr")
        | qualified_tags(COMPATIBILITY_NAMESPACES, "Fallback"),
        marks=dict.fromkeys(qualified_tags(DRAWING_NAMESPACES, "br"), " "),
        heading=_heading,
    )
    for part in parts:
        slide = package.tree(part)
        if slide.get("show") in {"0", "false"}:
            continue
        for shape in list(slide.iter(*_SHAPE)):
            if _role(shape) in _REPEATED:
                shape.getparent().remove(shape)
        yield from flow.lines(slide)


def _heading(paragraph: etree._Element) -> int:
    shape = next(paragraph.iterancestors(*_SHAPE), None)
    return int(shape is not None and _role(shape) in _TITLES)


def _role(shape: etree._Element) -> str:
    placeholder = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return placeholder.get("type", "") if placeholder is not None else ""
