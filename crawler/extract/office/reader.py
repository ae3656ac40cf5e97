"""Extract the fields of a Page from office documents (docx, xlsx, pptx, odt, ods, odp).

They are ZIPs of XML. docx, pptx and OpenDocument are read by one walk over lxml trees, xlsx by openpyxl (MIT). CPU ms
per file, on files made with the formats' libraries; ours with all fields of a Page, the others with text alone:

    docx, 20 chapters of 10 paragraphs and a table: ours 13; kreuzberg 5 (without tracked insertions; 98 MB installed);
        docx2txt 5 (with page headers, text boxes twice); python-docx 25 (without text boxes, content controls,
        tracked insertions); docx2python 95 (with page headers, text boxes twice)
    pptx, 40 slides with a table and notes: ours 13; kreuzberg 5 (with the notes); python-pptx 29 (without groups)
    odt, the same text as docx: ours 3; kreuzberg 1.4; odfpy 10 (no wheel); odfdo 15
    xlsx, 5,000 rows of 10 cells: openpyxl alone 383, ours around it 415; calamine 40, but one cell in each far corner
        of a sheet makes it request more memory than there is and abort its process; openpyxl takes 0.25 s for that

The faster ones are less complete and limit nothing; our limits are in `crawler/extract/office/zip_package.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawler.extract.document_title import meaningful_title
from crawler.extract.language import detect_language, primary_subtag
from crawler.extract.office.docx import read_word
from crawler.extract.office.formats import BINARY_STREAMS, ENCRYPTED_STREAM, OLE_SIGNATURE, has_stream
from crawler.extract.office.odf import read_open_document
from crawler.extract.office.pptx import read_slides
from crawler.extract.office.properties import DocumentProperties, core_properties
from crawler.extract.office.text_flow import DocumentContents, TextLine
from crawler.extract.office.xlsx import read_sheets
from crawler.extract.office.zip_package import DOCUMENT_DAMAGED, DOCUMENT_LOCKED, UnreadableDocumentError, ZipPackage
from crawler.extract.pdf import MAX_DOCUMENT_CHARS, TEXT_TRUNCATED
from crawler.extract.text import remove_unprintable
from crawler.records.page import Heading

_READERS = {"document": read_word, "workbook": read_sheets, "presentation": read_slides}
"""Readers by the root element of the main part: media types and extensions are wrong too often."""


def read_office(body: bytes) -> dict[str, Any]:
    """Return the fields of a Page that an office document establishes; `error` says why its text is missing."""
    try:
        contents, properties = _open(body)
        return _fields(contents, properties)
    except UnreadableDocumentError as error:
        return {"error": str(error)}


def _open(body: bytes) -> tuple[DocumentContents, DocumentProperties]:
    if body.startswith(OLE_SIGNATURE):
        raise UnreadableDocumentError(_binary_reason(body))
    package = ZipPackage(body)
    if "_rels/.rels" not in package and "content.xml" in package:
        return read_open_document(package)
    main = package.related("", "officeDocument")
    if main is None:
        raise UnreadableDocumentError(DOCUMENT_DAMAGED)
    if main.endswith(".bin"):
        raise UnreadableDocumentError("the workbook is in the binary format .xlsb, which is not supported")
    reader = _READERS.get(package.tree(main).tag.rpartition("}")[2])
    if reader is None:
        raise UnreadableDocumentError("this kind of document is not supported")
    return reader(package, main), core_properties(package)


def _binary_reason(body: bytes) -> str:
    if has_stream(body, ENCRYPTED_STREAM):
        return DOCUMENT_LOCKED
    ending = next((ending for name, ending in BINARY_STREAMS.items() if has_stream(body, name)), None)
    return f"an old binary format{f' ({ending})' if ending else ''}, which is not supported"


def _fields(contents: DocumentContents, properties: DocumentProperties) -> dict[str, Any]:
    lines: list[TextLine] = []
    error = _add_lines(contents.lines, lines)
    headings = tuple(Heading(line.level, line.text) for line in lines if line.level)
    title = meaningful_title(remove_unprintable(properties.title)) or next((heading.text for heading in headings), "")
    text = "\n".join(line.text for line in lines)
    detected = detect_language(text)
    return {
        "titles": (title,) if title else (),
        "headings": headings,
        "text": text,
        "lang": detected or primary_subtag(properties.language) or primary_subtag(contents.language),
        "lang_detected": detected,
        "published": properties.published,
        "modified": properties.modified,
        "pages": contents.pages,
        "error": error or (None if lines else "the document contains no text"),
    }


def _add_lines(offered: Iterator[TextLine], lines: list[TextLine]) -> str | None:
    """Add lines until they end or are too many. Return why some are missing, None when none are."""
    left = MAX_DOCUMENT_CHARS
    try:
        for line in offered:
            left -= len(line.text) + 1
            if left < 0:
                return TEXT_TRUNCATED
            if text := remove_unprintable(line.text):
                lines.append(TextLine(text, line.level))
    except UnreadableDocumentError as error:  # the text before the damaged place is still searchable
        return str(error)
    return None
