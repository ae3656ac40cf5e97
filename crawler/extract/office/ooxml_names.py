"""Names of elements and attributes in docx, xlsx and pptx, in their two dialects."""

from __future__ import annotations

from lxml import etree

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"

WORD_NAMESPACES = (_TRANSITIONAL + "wordprocessingml/2006/main", _STRICT + "wordprocessingml/main")
DRAWING_NAMESPACES = (_TRANSITIONAL + "drawingml/2006/main", _STRICT + "drawingml/main")
SLIDE_NAMESPACES = (_TRANSITIONAL + "presentationml/2006/main", _STRICT + "presentationml/main")
MATH_NAMESPACES = (_TRANSITIONAL + "officeDocument/2006/math", _STRICT + "officeDocument/math")
RELATION_NAMESPACES = (_TRANSITIONAL + "officeDocument/2006/relationships", _STRICT + "officeDocument/relationships")
COMPATIBILITY_NAMESPACES = ("http://schemas.openxmlformats.org/markup-compatibility/2006",)
"""Namespaces: the one that all programs write, and that of ISO 29500 Strict where it exists."""


def qualified_tags(namespaces: tuple[str, ...], *names: str) -> frozenset[str]:
    """Return element names in each of the namespaces."""
    return frozenset(f"{{{namespace}}}{name}" for namespace in namespaces for name in names)


def qualified_attribute(node: etree._Element | None, namespaces: tuple[str, ...], name: str) -> str:
    """Return an attribute in whichever of the namespaces it is, "" when the element or the attribute is absent."""
    if node is None:
        return ""
    return next((value for namespace in namespaces if (value := node.get(f"{{{namespace}}}{name}"))), "")
