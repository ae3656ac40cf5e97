"""Bytes to text, as a browser in this region would decode them."""

from __future__ import annotations

from bs4.dammit import UnicodeDammit
from w3lib.encoding import html_to_unicode

FALLBACK = "cp1252"
"""What browsers with a western locale take undeclared bytes for that are not UTF-8."""


def decode(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the text of an HTML body and the name of the encoding it was decoded with.

    Order: byte order mark, Content-Type header, <meta>, and then what the bytes themselves look like
    (https://encoding.spec.whatwg.org/, https://html.spec.whatwg.org/#determining-the-character-encoding).
    Pages that say UTF-8 and hold windows-1252 from a word processor in places are mended there
    (BeautifulSoup's `detwingle`), where a browser would show replacement characters.
    """
    charset, text = html_to_unicode(content_type or None, body, auto_detect_fun=_guess)
    if charset == "utf-8" and "\ufffd" in text:
        text = UnicodeDammit.detwingle(body).decode("utf-8", "replace")
    return text.replace("\x00", "\ufffd"), charset


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return FALLBACK
    return "utf-8"
