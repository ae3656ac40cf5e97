"""Text of elements, as a reader would get it."""

from __future__ import annotations

import lxml.html

SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "object", "head"})
"""Elements whose text is not for reading."""


def fold(text: str) -> str:
    """Return a text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def text_of(node: lxml.html.HtmlElement) -> str:
    """Return the text of an element without scripts and styles, white space as it stands."""
    parts: list[str] = []
    _collect(node, parts)
    return "".join(parts)


def _collect(node: lxml.html.HtmlElement, parts: list[str]) -> None:
    if isinstance(node.tag, str) and node.tag not in SILENT:
        if node.text:
            parts.append(node.text)
        for child in node:
            _collect(child, parts)
            if child.tail:
                parts.append(child.tail)
