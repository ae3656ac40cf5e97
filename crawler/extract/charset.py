"""Decode the bytes of an HTML page as a browser in this region would."""

from __future__ import annotations

from bs4.dammit import UnicodeDammit
from w3lib.encoding import html_to_unicode

_REPLACEMENT = "\ufffd"
"""The character that decoders insert for invalid bytes."""

_FALLBACK = "cp1252"
"""The encoding that browsers with a western locale assume for undeclared bytes that are not UTF-8."""


def decode_html(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the text of an HTML body and the name of the encoding it was decoded with.

    Order: byte order mark, Content-Type header, <meta>, and then what the bytes themselves look like
    (https://encoding.spec.whatwg.org/, https://html.spec.whatwg.org/#determining-the-character-encoding).
    Pages that wrongly declare UTF-8 are decoded better than in a browser, which shows replacement characters: as
    windows-1252 when nothing in them is UTF-8, else with the pasted pieces of windows-1252 repaired in place
    (BeautifulSoup's `detwingle`).
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
