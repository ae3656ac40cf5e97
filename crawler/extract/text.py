"""The text of elements as a reader sees it, and functions to compare texts."""

from __future__ import annotations

import hashlib
import re

import lxml.etree
import lxml.html

UNREADABLE_TAGS = frozenset({"script", "style", "template", "noscript", "svg", "math", "object", "head"})
"""Elements whose text is not for readers."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\ufeff\ufffe\uffff]")
"""Characters that no reader sees and that no search can match; white space is not among them."""

_DIVIDED_WORD = re.compile("[\x02\xad\ufffe](?:[ \t]*\r?\n[ \t]*)?")

_SUSPENDED = re.compile(r"(?:en|of|et|ou)\b")
"""Conjunctions after a hyphen that stands for the rest of a word: "in- en uitgang"."""


def collapse_whitespace(text: str) -> str:
    """Return a text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def remove_unprintable(text: str) -> str:
    """Return a document's text without soft hyphens and control characters, and with words divided over lines joined.

    PDFium writes U+0002 (older versions U+FFFE) where a hyphen ended a line, for the hyphen and the line break. It is
    kept as a hyphen where no word is divided: before "en" or "of", next to a digit, and between a small letter and a
    capital ("Oost-Vlaanderen", "OCMW-raad").
    """
    return _UNPRINTABLE.sub("", _DIVIDED_WORD.sub(_join, text)) if _UNPRINTABLE.search(text) else text


def _join(divided: re.Match[str]) -> str:
    text, start, end = divided.string, divided.start(), divided.end()
    if divided[0][0] == "\xad":
        return ""
    if _SUSPENDED.match(text, end):
        return "- "
    sides = text[start - 1 : start] + text[end : end + 1]
    is_divided = sides.isalpha() and (sides.islower() or sides.isupper())
    return "-" if sides.isalnum() and not is_divided else ""


def element_text(node: lxml.html.HtmlElement) -> str:
    """Return the text of an element without scripts and styles, with its white space."""
    parts: list[str] = []
    walk = lxml.etree.iterwalk(node, events=("start", "end"))  # not recursive: trees can be thousands deep
    for event, element in walk:
        if event == "start":
            if element.tag in UNREADABLE_TAGS:
                walk.skip_subtree()
            elif element.text:
                parts.append(element.text)
        elif element is not node and element.tail:
            parts.append(element.tail)
    return "".join(parts)


def text_hash(text: str) -> str:
    """Return the SHA-1 of a text, ignoring letter case and white space; "" for no text."""
    folded = " ".join(text.casefold().split())
    return hashlib.sha1(folded.encode(), usedforsecurity=False).hexdigest() if folded else ""
