"""PDF files: text, title, dates, and why text is missing."""

import io
import re
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


def damaged_page(lines: list[str], number: int) -> bytes:
    """Return a PDF of which the object of one page is overwritten."""
    body = pdf(lines)
    pages = [item for item in re.finditer(rb"(?<=obj\n).*?(?=endobj)", body, re.DOTALL) if b"/Type /Page\n" in item[0]]
    start, end = pages[number - 1].span()
    return body[:start] + b"(stuk)".ljust(end - start) + body[end:]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_damaged_page_loses_only_itself(number: int) -> None:
    """The other pages are read, and the error says that one is missing."""
    lines = ["Agenda van januari", "Agenda van februari", "Agenda van maart"]
    page = reading(damaged_page(lines, number))
    assert [line for line in lines if line != lines[number - 1]] == page.text.splitlines()
    assert ("1 of 3 pages are damaged and were not read", 3) == (page.error, page.pages)


def test_a_pdf_with_only_damaged_pages_says_so() -> None:
    """It has no text, but is not a scan."""
    page = reading(damaged_page([LINE], 1))
    assert ("the PDF is damaged", "") == (page.error, page.text)


def test_divided_words_are_joined() -> None:
    """A hyphen at the end of a line is not part of the word."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(40, 700, "Het nieuwe zwem-")
    canvas.drawString(40, 684, "bad ligt in West-")
    canvas.drawString(40, 668, "Vlaanderen")
    canvas.save()
    assert "Het nieuwe zwembad ligt in West-Vlaanderen" == reading(file.getvalue()).text


@pytest.mark.parametrize("title", ["untitled", "(anonymous)", "Microsoft Word - brief.docx", "E:\\scans\\7.tif", ""])
def test_the_heading_replaces_a_title_of_a_program(title: str) -> None:
    """The largest lines of the first page; a small line above them is not it."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setTitle(title)
    canvas.drawString(40, 800, "Gemeente Spiere-Helkijn")
    canvas.setFont("Helvetica", 24)
    canvas.drawString(40, 760, "Retributie op het gebruik")
    canvas.drawString(40, 730, "van de feestzaal")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(40, 700, LINE)
    canvas.save()
    assert "Retributie op het gebruik van de feestzaal" == reading(file.getvalue()).title
