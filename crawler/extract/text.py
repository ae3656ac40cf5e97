"""The text of elements as a reader sees it, and functions to compare texts."""

from __future__ import annotations

import hashlib

import lxml.etree
import lxml.html

UNREADABLE_TAGS = frozenset({"script", "style", "template", "noscript", "svg", "math", "object", "head"})
"""Elements whose text is not for readers."""


def collapse_whitespace(text: str) -> str:
    """Return a text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


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
