"""PresentationML (pptx): the text of the slides in their order, tables and groups included.

Notes, hidden slides, and what a template repeats on each slide (number, date, footer) are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crawler.extract.office.ooxml_names import COMPATIBILITY, DRAWING, RELATIONS, SLIDES, attribute, tags
from crawler.extract.office.text_flow import Contents, Flow, Line
from crawler.extract.office.zip_package import Package

_SHAPE = tags(SLIDES, "sp")
_TITLES = frozenset({"title", "ctrTitle"})
_REPEATED = frozenset({"sldNum", "dt", "ftr", "hdr"})


def read_slides(package: Package, main: str) -> Contents:
    """Return what a presentation holds."""
    relations = package.relations(main)
    ids = [attribute(node, RELATIONS, "id") for node in package.tree(main).iterfind("{*}sldIdLst/{*}sldId")]
    parts = [relations[name].part for name in ids if name in relations and relations[name].part in package]
    first = package.tree(parts[0]).find(".//{*}rPr[@lang]") if parts else None
    return Contents(
        lines=_lines(package, parts), pages=len(parts), language=first.get("lang", "") if first is not None else ""
    )


def _lines(package: Package, parts: list[str]) -> Iterator[Line]:
    flow = Flow(
        paragraphs=tags(DRAWING, "p"),
        rows=tags(DRAWING, "tr"),
        texts=tags(DRAWING, "t"),
        skipped=tags(DRAWING, "pPr", "rPr", "endParaRPr") | tags(COMPATIBILITY, "Fallback"),
        marks=dict.fromkeys(tags(DRAWING, "br"), " "),
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
