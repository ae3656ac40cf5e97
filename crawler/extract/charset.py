"""Bytes to text, as a browser would decode them."""

from __future__ import annotations

from bs4.dammit import EncodingDetector
from w3lib.encoding import html_to_unicode

PRESCAN = 64 * 1024
"""Bytes looked at when nothing declares an encoding."""


def decode(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the text of an HTML body and the name of the encoding it was decoded with.

    Order: byte order mark, Content-Type header, <meta>, and then what the bytes themselves look like
    (https://encoding.spec.whatwg.org/, https://html.spec.whatwg.org/#determining-the-character-encoding).
    """
    charset, text = html_to_unicode(content_type or None, body, auto_detect_fun=_guess)
    return text.replace("\x00", "�"), charset


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        candidates = EncodingDetector(body[:PRESCAN], is_html=True).encodings
        return next((name for name in candidates if name not in {"utf-8", "ascii"}), "cp1252")
    return "utf-8"
