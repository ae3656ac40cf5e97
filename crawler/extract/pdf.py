"""Extract the fields of a Page from a PDF with pypdfium2 (534 pages a second; BSD and Apache licences)."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

from crawler.extract.document_title import heading_of, meaningful_title
from crawler.extract.language import detect_language
from crawler.extract.text import collapse_whitespace, remove_unprintable
from crawler.records.date_parsing import parse_pdf_date

MAX_PDF_PAGES = 500
"""Pages read per file: by then, a search engine knows the subject."""

MAX_DOCUMENT_CHARS = 1_000_000
"""Characters of text read per file."""

MAX_HEADING_SEARCH_CHARS = 3000
"""Characters of the first page in which its heading is searched, when the file declares no title."""

PDF_DAMAGED = "the PDF is damaged"
TEXT_TRUNCATED = f"only the first {MAX_DOCUMENT_CHARS:,} characters were read"


_PRINTED_LINE = re.compile(r"\S[^\r\n]*\S")


def read_pdf(body: bytes) -> dict[str, Any]:
    """Return the fields of a Page that a PDF establishes, by name; `error` says why its text is missing."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        return {"error": "the PDF is protected by a password" if locked else PDF_DAMAGED}
    try:
        text, damaged = _text(document)
        size = len(document)
        metadata = document.get_metadata_dict()
        title = meaningful_title(collapse_whitespace(remove_unprintable(metadata.get("Title") or ""))) or _heading(
            document
        )
        language = detect_language(text)
        return {
            "titles": (title,) if title else (),
            "text": text,
            "lang": language,
            "lang_detected": language,
            "published": parse_pdf_date(metadata.get("CreationDate") or ""),
            "modified": parse_pdf_date(metadata.get("ModDate") or ""),
            "pages": size,
            "error": _limitation(text, size, damaged),
        }
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument) -> tuple[str, int]:
    """Return the text of the pages, and how many of them are damaged and left out."""
    lines: list[str] = []
    size = damaged = 0
    for number in range(min(len(document), MAX_PDF_PAGES)):
        try:
            with _text_page(document, number) as textpage:
                found = textpage.get_text_bounded()
        except pypdfium2.PdfiumError:
            damaged += 1
            continue
        added = [text for line in remove_unprintable(found).splitlines() if (text := collapse_whitespace(line))]
        lines += added
        size += sum(len(line) + 1 for line in added)
        if size > MAX_DOCUMENT_CHARS:
            break
    return "\n".join(lines)[:MAX_DOCUMENT_CHARS], damaged


@contextmanager
def _text_page(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfTextPage]:
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            yield textpage
        finally:
            textpage.close()
    finally:
        page.close()


def _heading(document: pypdfium2.PdfDocument) -> str:
    """Return the heading of the first page, "" when it has none or is damaged."""
    try:
        with _text_page(document, 0) as textpage:
            text = textpage.get_text_range(0, min(textpage.count_chars(), MAX_HEADING_SEARCH_CHARS))
            lines = [
                (collapse_whitespace(remove_unprintable(line[0])), _height(textpage, line))
                for line in _PRINTED_LINE.finditer(text)
            ]
    except (pypdfium2.PdfiumError, ValueError):
        return ""
    return heading_of(lines)


def _height(textpage: pypdfium2.PdfTextPage, line: re.Match[str]) -> float:
    """Return the height of a line's characters, by three of them: the first may be a drop cap."""
    first, last = line.start(), line.end() - 1
    boxes = (textpage.get_charbox(index, loose=True) for index in (first, (first + last) // 2, last))
    return float(statistics.median(top - bottom for _, bottom, _, top in boxes))


def _limitation(text: str, pages: int, damaged: int) -> str | None:
    if damaged and not text:
        return PDF_DAMAGED
    if not text:
        return "the PDF contains no text (a scan?)"
    if len(text) >= MAX_DOCUMENT_CHARS:
        return TEXT_TRUNCATED
    if damaged:
        return f"{damaged} of {pages} pages are damaged and were not read"
    return f"only the first {MAX_PDF_PAGES} of {pages} pages were read" if pages > MAX_PDF_PAGES else None
