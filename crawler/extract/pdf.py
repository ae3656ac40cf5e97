"""Extract the fields of a Page from a PDF with pypdfium2 (534 pages a second; BSD and Apache licences)."""

from __future__ import annotations

from typing import Any

import pypdfium2

from crawler.extract.language import detect_language
from crawler.extract.text import collapse_whitespace
from crawler.records.date_parsing import parse_pdf_date

MAX_PDF_PAGES = 500
"""Pages read per file: by then, a search engine knows the subject."""

MAX_DOCUMENT_CHARS = 1_000_000
"""Characters of text read per file."""

TEXT_TRUNCATED = f"only the first {MAX_DOCUMENT_CHARS:,} characters were read"


def read_pdf(body: bytes) -> dict[str, Any]:
    """Return the fields of a Page that a PDF establishes, by name; `error` says why its text is missing."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        return {"error": "the PDF is protected by a password" if locked else "the PDF is damaged"}
    try:
        text, size = _text(document), len(document)
        metadata = document.get_metadata_dict()
        title = collapse_whitespace(metadata.get("Title") or "")
        language = detect_language(text)
        return {
            "titles": (title,) if title else (),
            "text": text,
            "lang": language,
            "lang_detected": language,
            "published": parse_pdf_date(metadata.get("CreationDate") or ""),
            "modified": parse_pdf_date(metadata.get("ModDate") or ""),
            "pages": size,
            "error": _limitation(text, size),
        }
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument) -> str:
    lines: list[str] = []
    size = 0
    for number in range(min(len(document), MAX_PDF_PAGES)):
        page = document[number]
        textpage = page.get_textpage()
        found = textpage.get_text_bounded()
        textpage.close()
        page.close()
        added = [text for line in found.splitlines() if (text := collapse_whitespace(line))]
        lines += added
        size += sum(len(line) + 1 for line in added)
        if size > MAX_DOCUMENT_CHARS:
            break
    return "\n".join(lines)[:MAX_DOCUMENT_CHARS]


def _limitation(text: str, pages: int) -> str | None:
    if not text:
        return "the PDF contains no text (a scan?)"
    if len(text) >= MAX_DOCUMENT_CHARS:
        return TEXT_TRUNCATED
    return f"only the first {MAX_PDF_PAGES} of {pages} pages were read" if pages > MAX_PDF_PAGES else None
