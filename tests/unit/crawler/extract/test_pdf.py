"""PDF files: text, title, dates, and why text is missing."""

import io
from datetime import UTC, datetime

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from crawler.extract import pdf as reader
from crawler.extract.dispatch import read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind, Page

LINE = "Het huisvuil wordt elke maandag opgehaald in de hele gemeente."


def pdf(lines: list[str], *, title: str = "", password: str | None = None) -> bytes:
    """Return a PDF with one page per line."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=StandardEncryption(password) if password else None)
    canvas.setTitle(title)
    for line in lines:
        canvas.drawString(40, 700, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def reading(body: bytes) -> Page:
    """Return the Page of a PDF response."""
    headers = {"content-type": "application/pdf"}
    return read_page(
        FetchResult(
            url="https://a.be/a.pdf", site="a", status=200, fetched_at=datetime.now(UTC), headers=headers, body=body
        )
    )


def test_text_title_language_and_date_are_read() -> None:
    """All pages in order; the language from the text; the date from the metadata."""
    page = reading(pdf([LINE] * 6, title="Afvalkalender"))
    assert (BodyKind.PDF, "Afvalkalender", "nl", [LINE] * 6) == (
        page.kind,
        page.title,
        page.lang,
        page.text.splitlines(),
    )
    assert page.published is not None
    assert abs((datetime.now(UTC) - page.published).days) <= 1


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (pdf([LINE], password="geheim"), "the PDF is protected by a password"),
        (pdf([LINE])[:300], "the PDF is damaged"),
        (pdf([""]), "the PDF contains no text (a scan?)"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, error: str) -> None:
    """Protected, damaged and scanned files each have a reason."""
    page = reading(body)
    assert (error, "") == (page.error, page.text)


def test_pages_are_counted() -> None:
    """Also those without text."""
    assert 3 == reading(pdf([LINE, "", LINE])).pages


@pytest.mark.parametrize(
    ("limit", "value", "text", "error"),
    [
        ("MAX_PDF_PAGES", 2, "een\ntwee", "only the first 2 of 3 pages were read"),
        ("MAX_DOCUMENT_CHARS", 4, "een\n", "only the first 1,000,000 characters were read"),
    ],
)
def test_a_giant_is_read_in_part_and_says_so(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, text: str, error: str
) -> None:
    """The text up to the limit is used, the error says so, and all pages are counted."""
    monkeypatch.setattr(reader, limit, value)
    page = reading(pdf(["een", "twee", "drie"]))
    assert (text, error, 3) == (page.text, page.error, page.pages)
