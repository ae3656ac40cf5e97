"""What kind of document a response is: by its media type and its bytes."""

import hashlib
import io
from datetime import UTC, datetime

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.extract.dispatch import body_kind, parse_media_type, read_page
from crawler.records.fetch_result import FetchResult
from crawler.records.page import BodyKind

URL = "https://a.be/get.php?id=1"
PAGE = b"<!doctype html><title>Zwembad</title><p>Het zwembad is open."
NOISE = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(99))
WARNING = b"<br />\n<b>Warning</b>:  Undefined variable $id in <b>/www/get.php</b> on line <b>7</b><br />\n"


def pdf() -> bytes:
    """Return a PDF with one line."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(40, 700, "Huishoudelijk reglement van het zwembad")
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Text/HTML; charset=utf-8", "text/html"),
        ("text/html charset=utf-8", "text/html"),
        ("text/html, charset=utf-8", "text/html"),
        ("application/octet-stream, text/html;charset=x", "text/html"),
        ('text/html; charset="a,b"', "text/html"),
        ("text/html,*/*", "text/html"),
        ("*/*", ""),
        ("html", ""),
        ("; charset=utf-8", ""),
        ("", ""),
    ],
)
def test_a_media_type_is_the_last_valid_one(header: str, expected: str) -> None:
    """Parameters, also without a semicolon, and invalid values are left out."""
    assert expected == parse_media_type(header)


@pytest.mark.parametrize("content_type", ["", "unknown/unknown", "application/unknown"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (PAGE, BodyKind.HTML),
        (b"\xef\xbb\xbf\n" + PAGE, BodyKind.HTML),
        (b"<!-- sjabloon 3 --><main>Open", BodyKind.HTML),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n<html xmlns="y">', BodyKind.HTML),
        (b'<?xml version="1.0"?><urlset></urlset>', BodyKind.OTHER),
        (b'<svg xmlns="x"></svg>', BodyKind.OTHER),
        (b'<?xml version="1.0"?><rss version="2.0"></rss>', BodyKind.FEED),
        (pdf(), BodyKind.PDF),
        (b"Gesloten op maandag", BodyKind.OTHER),
        (NOISE, BodyKind.OTHER),
    ],
)
def test_an_unknown_type_is_found_from_the_bytes(content_type: str, body: bytes, expected: BodyKind) -> None:
    """As in a browser."""
    assert expected is body_kind(content_type, body, URL)


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream", "text/plain", ""])
@pytest.mark.parametrize("before", [b"", b"\r\n", b"\xef\xbb\xbf \n", WARNING])
def test_a_pdf_is_read_whatever_its_type_and_what_is_before_it(content_type: str, before: bytes) -> None:
    """Scripts forget the media type, and print white space or a warning before the file."""
    page = read_page(
        FetchResult(
            url=URL,
            site="a",
            status=200,
            fetched_at=datetime.now(UTC),
            headers={"content-type": content_type},
            body=before + pdf(),
        )
    )
    assert (BodyKind.PDF, "Huishoudelijk reglement van het zwembad", None) == (page.kind, page.text, page.error)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xd8\xff\xe1\0\x10Exif" + NOISE,
        b"\x89PNG\r\n\x1a\n" + NOISE,
        b"GIF89a" + NOISE,
        b"RIFF\x10\x20\0\0WEBPVP8 ",
        b"\0\0\0\x20ftypisom" + NOISE,
        b"PK\3\4" + NOISE,
        b"\x1f\x8b\x08\0" + NOISE,
        NOISE,
    ],
)
def test_binary_data_sent_as_html_is_no_page(body: bytes) -> None:
    """A browser would show garbage."""
    assert BodyKind.OTHER is body_kind("text/html", body, URL)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Gesloten",
        b"\x0c\x01" * 40 + PAGE,  # control characters of a damaged template
        ("Het zwembad is open. " * 9).encode("utf-16-le"),
        "één, œuvre – €".encode("cp1252"),
        b"<p>Een PDF begint met %PDF-1.7, dan volgt 1 0 obj, dan startxref.</p>",
        b"RIFF is een festival",
    ],
)
def test_text_sent_as_html_is_a_page(body: bytes) -> None:
    """Whatever its encoding, and also without a tag."""
    assert BodyKind.HTML is body_kind("text/html", body, URL)
