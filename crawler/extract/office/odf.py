"""Read OpenDocument (odt, ods, odp): cells contain their displayed values, so one walk reads all three.

Tracked deletions, comments, slide notes and forms are not read. Headers and footers are in another part.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crawler.extract.office.properties import DocumentProperties
from crawler.extract.office.text_flow import DocumentContents, TextFlow, TextLine
from crawler.extract.office.xlsx import DEFAULT_SHEET_NAME
from crawler.extract.office.zip_package import DOCUMENT_DAMAGED, DOCUMENT_LOCKED, UnreadableDocumentError, ZipPackage
from crawler.extract.text import collapse_whitespace
from crawler.records.date_parsing import parse_page_date

_NAMESPACES = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = (f"{{{_NAMESPACES}{name}:1.0}}" for name in ("office", "text", "table"))
_DRAW, _PRESENTATION, _META = (f"{{{_NAMESPACES}{name}:1.0}}" for name in ("drawing", "presentation", "meta"))
_FO = f"{{{_NAMESPACES}xsl-fo-compatible:1.0}}"


def _heading(node: etree._Element) -> int:
    if node.tag == f"{_TEXT}h":
        level = node.get(f"{_TEXT}outline-level", "1")
        return min(int(level), 6) if level.isdecimal() else 1
    frame = next(node.iterancestors(f"{_DRAW}frame"), None)
    return int(frame is not None and frame.get(f"{_PRESENTATION}class") == "title")


_FLOW = TextFlow(
    paragraphs=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    rows=frozenset({f"{_TABLE}table-row"}),
    boxes=frozenset({f"{_DRAW}text-box", f"{_TEXT}note-body"}),
    skipped=frozenset(
        {
            f"{_TEXT}tracked-changes",
            f"{_TEXT}note-citation",
            f"{_OFFICE}annotation",
            f"{_OFFICE}forms",
            f"{_PRESENTATION}notes",
            "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
            "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
        }
    ),
    marks={f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": " "},
    heading=_heading,
)


def read_open_document(package: ZipPackage) -> tuple[DocumentContents, DocumentProperties]:
    """Return the contents of an OpenDocument file and its properties."""
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableDocumentError(DOCUMENT_LOCKED)
    body = package.tree("content.xml").find(f"{_OFFICE}body")
    if body is None:
        raise UnreadableDocumentError(DOCUMENT_DAMAGED)
    meta = package.tree("meta.xml") if "meta.xml" in package else None
    tables = body.findall(f"{_OFFICE}spreadsheet/{_TABLE}table")
    slides = body.findall(f"{_OFFICE}presentation/{_DRAW}page")
    contents = DocumentContents(
        lines=_sheets(tables) if tables else _FLOW.lines(body),
        pages=len(tables) or len(slides) or _pages(meta),
        language=_language(package),
    )
    return contents, _properties(meta)


def _sheets(tables: list[etree._Element]) -> Iterator[TextLine]:
    for table in tables:
        name = collapse_whitespace(table.get(f"{_TABLE}name", ""))
        if len(tables) > 1 and name and not DEFAULT_SHEET_NAME.fullmatch(name):
            yield TextLine(name, 1)
        yield from _FLOW.lines(table)


def _pages(meta: etree._Element | None) -> int | None:
    statistic = meta.find(f".//{_META}document-statistic") if meta is not None else None
    counted = statistic.get(f"{_META}page-count", "") if statistic is not None else ""
    return int(counted) if counted.isdecimal() and len(counted) < 7 else None


def _language(package: ZipPackage) -> str:
    if "styles.xml" not in package:
        return ""
    default = package.tree("styles.xml").find(f".//*[@{_FO}language]")
    return default.get(f"{_FO}language", "") if default is not None else ""


def _properties(meta: etree._Element | None) -> DocumentProperties:
    if meta is None:
        return DocumentProperties()
    return DocumentProperties(
        title=collapse_whitespace(meta.findtext(".//{*}title") or ""),
        language=meta.findtext(".//{*}language") or "",
        published=parse_page_date(meta.findtext(f".//{_META}creation-date")),
        modified=parse_page_date(meta.findtext(".//{http://purl.org/dc/elements/1.1/}date")),
    )
