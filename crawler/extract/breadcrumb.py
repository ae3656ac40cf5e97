"""Extract the breadcrumb that a page displays: the steps from the site's home page down to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.etree
import lxml.html

from crawler.extract.text import collapse_whitespace, element_text
from crawler.records.page import Crumb
from crawler.records.url import normalise_url

_MARKER = re.compile(r"crumb|kruimel|ariane", re.IGNORECASE)
"""What the markup of every page with a breadcrumb contains: searching text is cheaper than checking each element."""

_BREADCRUMBS = lxml.etree.XPath(
    "//*[self::nav or self::ol or self::ul or self::div or self::p]"
    "[re:test(concat(@class, ' ', @id, ' ', @aria-label), "
    "'(^|[^a-z])(bread-?crumbs?|kruimel(pad|spoor)?|fil-ariane)', 'i')]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
"""Elements named as a breadcrumb in class, id or label."""

_SEPARATORS = " \t\n/›»>|→·•-–"
"""Characters between two steps where no style sheet draws them."""

MAX_BREADCRUMB_STEPS = 12
"""Steps of a breadcrumb: a list with more is a menu."""


def read_breadcrumb(tree: lxml.html.HtmlElement, text: str, base: str) -> tuple[Crumb, ...]:
    """Return the steps of the first breadcrumb on a page, in order; none without a breadcrumb.

    Args:
        tree: the page's tree.
        text: the page's markup.
        base: the URL against which relative URLs are resolved.
    """
    for node in _BREADCRUMBS(tree) if _MARKER.search(text) else ():
        steps = tuple(_steps(node, base))
        if steps and len(steps) <= MAX_BREADCRUMB_STEPS and any(step.url for step in steps):
            return steps
    return ()


def _steps(node: lxml.html.HtmlElement, base: str) -> Iterator[Crumb]:
    """Yield the items of the list; without a list its links, which do not include the page itself."""
    for item in list(node.iter("li")) or list(node.iter("a")):
        name = collapse_whitespace(element_text(item)).strip(_SEPARATORS)
        link = item if item.tag == "a" else next(item.iter("a"), None)
        href = link.get("href") if link is not None else None
        if name:
            yield Crumb(name, normalise_url(href, base) if href else None)
