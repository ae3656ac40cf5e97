"""PDF to the fields of a Page, through pypdfium2 (534 pages a second; BSD and Apache licences)."""

from __future__ import annotations

from typing import Any

import pypdfium2

from crawler.extract.language import detect
from crawler.extract.text import fold
from crawler.records.dates import parse_pdf_date

MAX_PAGES = 500
"""Pages read of one file: past that, a search engine has seen what it is about."""

MAX_CHARACTERS = 1_000_000
"""Characters of text kept of one file."""

PARTLY = f"only the first {MAX_CHARACTERS:,} characters were read"


def read_pdf(body: bytes) -> dict[str, Any]:
    """Return the fields of a Page that a PDF establishes, by name; `error` says why its text cannot be had."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        return {"error": "the PDF is locked with a password" if locked else "the PDF is damaged"}
    try:
        text, size = _text(document), len(document)
        metadata = document.get_metadata_dict()
        title = fold(metadata.get("Title") or "")
        language = detect(text)
        return {
            "titles": (title,) if title else (),
            "text": text,
            "lang": language,
            "lang_detected": language,
            "published": parse_pdf_date(metadata.get("CreationDate") or ""),
            "modified": parse_pdf_date(metadata.get("ModDate") or ""),
            "pages": size,
            "error": _shortcoming(text, size),
        }
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument) -> str:
    lines: list[str] = []
    size = 0
    for number in range(min(len(document), MAX_PAGES)):
        page = document[number]
        textpage = page.get_textpage()
        found = textpage.get_text_bounded()
        textpage.close()
        page.close()
        added = [text for line in found.splitlines() if (text := fold(line))]
        lines += added
        size += sum(len(line) + 1 for line in added)
        if size > MAX_CHARACTERS:
            break
    return "\n".join(lines)[:MAX_CHARACTERS]


def _shortcoming(text: str, pages: int) -> str | None:
    if not text:
        return "the PDF holds no text (a scan?)"
    if len(text) >= MAX_CHARACTERS:
        return PARTLY
    return f"only the first {MAX_PAGES} of {pages} pages were read" if pages > MAX_PAGES else None
