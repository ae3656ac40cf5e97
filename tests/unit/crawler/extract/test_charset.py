"""Encodings, with the W3C's own test pages."""

from pathlib import Path

import pytest

from crawler.extract.charset import decode_html

EXPECTED = {
    "HTTP-charset.html": ("text/html; charset=iso-8859-15", "iso8859-15"),
    "HTTP-vs-UTF-8-BOM.html": ("text/html; charset=iso-8859-15", "utf-8"),
    "HTTP-vs-meta-charset.html": ("text/html; charset=iso-8859-15", "iso8859-15"),
    "HTTP-vs-meta-content.html": ("text/html; charset=iso-8859-15", "iso8859-15"),
    "UTF-16BE-BOM.html": ("text/html", "utf-16-be"),
    "UTF-16LE-BOM.html": ("text/html", "utf-16-le"),
    "UTF-8-BOM-vs-meta-charset.html": ("text/html", "utf-8"),
    "UTF-8-BOM-vs-meta-content.html": ("text/html", "utf-8"),
    "meta-charset-attribute.html": ("text/html", "iso8859-15"),
    "meta-content-attribute.html": ("text/html", "iso8859-15"),
}
"""Page → (its Content-Type, the encoding a browser takes); the byte order mark wins, then HTTP, then <meta>."""


@pytest.mark.parametrize("name", EXPECTED)
def test_each_page_is_decoded_as_its_test_says(shared: Path, name: str) -> None:
    """The order of declarations is that of the Encoding and HTML standards."""
    header, charset = EXPECTED[name]
    text, found = decode_html((shared / "data/conformance/charset" / name).read_bytes(), header)
    assert (charset, False) == (found, "\ufffd" in text)
