"""Tell content from its surroundings where one element's markup is not enough: hidden panels, forms, named sections."""

from __future__ import annotations

import functools
import itertools
import re

import lxml.etree
import lxml.html

from crawler.extract.text import UNREADABLE_TAGS

_ID_REFERENCES = lxml.etree.XPath(
    "//@aria-controls | //@data-target | //@data-bs-target | //a/@href[starts-with(., '#')] | //@onclick"
)
"""Attributes of controls that open a panel: ARIA, Bootstrap 3 to 5, links to a fragment, and old scripts."""

_QUOTED_NAME = re.compile(r"[\"']#?([\w-]+)[\"']")

_ACCORDION_NAMES = re.compile(
    r"accordion|collaps|expand|uitklap|toggle|spoiler|(?<![a-z])(?:faq|tab)s?(?![a-z])", re.IGNORECASE
)
"""Classes of panels that a reader opens, or of the element around them."""

_OVERLAY_NAMES = re.compile(r"modal|pop-?up|dialog|overlay|off-?canvas|lightbox|tooltip", re.IGNORECASE)
"""Classes and ids of what opens above the page, such as a login form."""

_PANEL_TITLE_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"})
"""An element that is hidden right after one of these is what it opens."""

_WRAPPER_SHARE = 0.5
"""Share of a page's text from which a hidden element is a wrapper that a script shows after loading."""

_MAX_WRAPPERS = 8
"""Hidden wrappers inside each other that are measured."""

_MAX_MEASURED = 200
"""Elements of a page of which the content is measured."""

_MAX_PARTS = 100
"""Paragraphs, fields and groups of fields of an element that are measured."""

_UNTYPED_INPUTS = frozenset({"hidden", "submit", "button", "image", "reset"})
"""Types of <input> in which a reader enters nothing."""

_MIN_PROSE_CHARS_PER_FIELD = 100
"""Characters in paragraphs per field from which a form is a text with fields in it."""

_MIN_PROSE_CHARS = 40
"""Characters in paragraphs from which a section is a text."""

_MAX_LINKED_SHARE = 0.2
"""Share of characters in links up to which a section is a text."""

_TEXT = lxml.etree.XPath("string()")
_IN_CONTENT = lxml.etree.XPath("boolean(ancestor::main or ancestor::article or ancestor::*[@role='main'])")
_AFTER_HEADING = lxml.etree.XPath("boolean(ancestor::section or preceding::h1 or preceding::h2)")


class PageContext:
    """What the kind of an element depends on elsewhere on the page. Computed only when it is needed."""

    def __init__(self, root: lxml.html.HtmlElement) -> None:
        self._root = root
        self._wrappers = self._measured = 0

    def can_measure(self) -> bool:
        """Return whether one more element may be measured: of thousands inside each other, only the first are."""
        self._measured += 1
        return self._measured <= _MAX_MEASURED

    def is_shown(self, node: lxml.html.HtmlElement) -> bool:
        """Return whether a control opens a hidden element, or a script shows it when the page has loaded."""
        if node.tag in {"html", "body"} or node.get("role") == "tabpanel":
            return True
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if not _OVERLAY_NAMES.search(names) and (self._is_referenced(node) or _is_panel(node, names)):
            return True
        if self._wrappers < _MAX_WRAPPERS and _prose_size(node) > _WRAPPER_SHARE * self._size:
            self._wrappers += 1
            return True
        return False

    def _is_referenced(self, node: lxml.html.HtmlElement) -> bool:
        if node.get("id") in self._ids:
            return True
        return any(f".{name}" in self._ids for name in (node.get("class") or "").split())

    @functools.cached_property
    def _ids(self) -> frozenset[str]:
        """The ids of the elements that controls open, and the classes, which begin with a dot."""
        found: set[str] = set()
        for value in _ID_REFERENCES(self._root):
            if value.attrname == "onclick":
                found.update(_QUOTED_NAME.findall(value))
            else:
                found.update(word.removeprefix("#") for word in value.replace(",", " ").split())
        return frozenset(found)

    @functools.cached_property
    def _size(self) -> int:
        return _prose_size(self._root)


def _is_panel(node: lxml.html.HtmlElement, names: str) -> bool:
    if node.tag == "dd" or node.get("role") == "region" or _ACCORDION_NAMES.search(names):
        return True
    before, parent = node.getprevious(), node.getparent()
    if before is not None and (before.tag in _PANEL_TITLE_TAGS or before.get("aria-expanded") is not None):
        return True
    return parent is not None and bool(_ACCORDION_NAMES.search(parent.get("class") or ""))


def _prose_size(root: lxml.html.HtmlElement) -> int:
    """Return the characters of an element outside links, scripts and styles."""
    size = 0
    walk = lxml.etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag == "a" or node.tag in UNREADABLE_TAGS:
                walk.skip_subtree()
            else:
                size += len((node.text or "").strip())
        elif node is not root:
            size += len((node.tail or "").strip())
    return size


def is_text_with_fields(form: lxml.html.HtmlElement) -> bool:
    """Return whether a form is a text, with few fields or none: some systems put a part of each page in a form."""
    fields = _count_fields(form)
    if not fields:
        return _paragraph_chars(form) > 0 or len(" ".join(_TEXT(form).split())) >= _MIN_PROSE_CHARS
    if _paragraph_chars(form) >= _MIN_PROSE_CHARS_PER_FIELD * fields:
        return True
    groups = itertools.islice(form.iter("fieldset"), _MAX_PARTS)
    return any(not _count_fields(group) and _paragraph_chars(group) >= _MIN_PROSE_CHARS for group in groups)


def is_information(node: lxml.html.HtmlElement, *, notice: bool) -> bool:
    """Return whether a region with the name of a widget is a text about it, such as a section on the newsletter.

    Args:
        node: the region.
        notice: whether regions of that name consist of sentences: then only one with a heading inside the main part
            is a text.
    """
    if (
        _paragraph_chars(node) < _MIN_PROSE_CHARS
        or _count_fields(node)
        or next(node.iter("button", "iframe"), None) is not None
    ):
        return False
    if notice and not (_IN_CONTENT(node) and next(node.iter("h1", "h2", "h3", "h4"), None) is not None):
        return False
    linked = sum(len(" ".join(_TEXT(link).split())) for link in node.iter("a"))
    return linked <= _MAX_LINKED_SHARE * len(" ".join(_TEXT(node).split()))


def is_notice_in_text(alert: lxml.html.HtmlElement) -> bool:
    """Return whether an element with role=alert belongs to the text: in the main part or below a heading."""
    return bool(_IN_CONTENT(alert) or _AFTER_HEADING(alert))


def opens_next(button: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """Return the panel that a button opens if it follows the button or the element around it, as in an accordion."""
    target = button.get("aria-controls") or button.get("data-bs-target") or button.get("data-target")
    if not target:
        return None
    ids = target.replace("#", " ").replace(",", " ").split()
    node: lxml.html.HtmlElement | None = button
    for _ in range(3):
        if node is None:
            break
        panel = node.getnext()
        if panel is not None and panel.get("id") in ids:
            return panel
        node = node.getparent()
    return None


def _count_fields(node: lxml.html.HtmlElement) -> int:
    fields = itertools.islice(node.iter("input", "select", "textarea"), _MAX_PARTS)
    return sum((field.get("type") or "").lower() not in _UNTYPED_INPUTS for field in fields)


def _paragraph_chars(node: lxml.html.HtmlElement) -> int:
    paragraphs = itertools.islice(node.iter("p", "li", "dd", "td"), _MAX_PARTS)
    return sum(len(" ".join(_TEXT(paragraph).split())) for paragraph in paragraphs)
