"""Bytes to text, as a browser in this region would decode them."""

from __future__ import annotations

from bs4.dammit import UnicodeDammit
from w3lib.encoding import html_to_unicode

_REPLACEMENT = "\ufffd"
"""What a decoder puts where bytes make no character."""

_FALLBACK = "cp1252"
"""What browsers with a western locale take undeclared bytes for that are not UTF-8."""


def decode_html(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the text of an HTML body and the name of the encoding it was decoded with.

    Order: byte order mark, Content-Type header, <meta>, and then what the bytes themselves look like
    (https://encoding.spec.whatwg.org/, https://html.spec.whatwg.org/#determining-the-character-encoding).
    Pages that say UTF-8 and are not are read better than a browser would, which shows replacement
    characters: as windows-1252 when nothing in them is UTF-8, else with the pasted pieces of windows-1252
    mended where they stand (BeautifulSoup's `detwingle`).
    """
    charset, text = html_to_unicode(content_type or None, body, auto_detect_fun=_guess)
    if charset == "utf-8" and _REPLACEMENT in text:
        if text.replace(_REPLACEMENT, "").isascii():
            charset, text = _FALLBACK, body.decode(_FALLBACK, "replace")
        else:
            text = UnicodeDammit.detwingle(body).decode("utf-8", "replace")
    return text.replace("\x00", _REPLACEMENT), charset


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _FALLBACK
    return "utf-8"
