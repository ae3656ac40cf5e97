"""Classify elements by their role for the main text: by tag, ARIA role, class, id and visibility."""

from __future__ import annotations

import functools
import re
from enum import Enum

import lxml.html

from crawler.extract.disclosure import PageContext, is_information, is_notice_in_text, is_text_with_fields
from crawler.extract.text import UNREADABLE_TAGS


class RegionKind(Enum):
    """The role of an element for the main text, as far as the element itself shows."""

    PLAIN = "plain"
    MAIN = "main"  # marked as the main part by the page itself
    CONTENT = "content"  # named like the main part
    OUTSIDE = "outside"  # separate from the content by its tag: left out unless it has nearly all of the text
    AROUND = "around"  # notices, forms, related lists: left out unless it has most of the text
    NAVIGATION = "navigation"  # likewise, unless it has no link at all
    LINKS = "links"  # named like a menu or a table of contents: likewise, if much of it is links
    UNSEEN = "unseen"  # never text: scripts, hidden elements


_TEXTLESS_TAGS = (UNREADABLE_TAGS - {"head"}) | frozenset(
    ["title", "select", "dialog", "iframe", "noframes", "textarea", "datalist", "audio", "video", "canvas"]
)
"""Elements without text for a reader. <head> is not one of them, since the parser leaves body elements in it."""

_KIND_BY_TAG = {
    "main": RegionKind.MAIN,
    "article": RegionKind.CONTENT,
    "nav": RegionKind.NAVIGATION,
    "form": RegionKind.AROUND,
    "aside": RegionKind.OUTSIDE,
    "footer": RegionKind.OUTSIDE,
}
"""The kind of an element without attributes."""

_KIND_BY_ROLE = (
    {"main": RegionKind.MAIN, "article": RegionKind.CONTENT}
    | dict.fromkeys(("navigation", "menu", "menubar"), RegionKind.NAVIGATION)
    | dict.fromkeys(("search", "banner", "contentinfo", "complementary", "dialog", "alertdialog"), RegionKind.OUTSIDE)
)
"""The kind of an element with an ARIA role."""


def _names(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives; "<" starts and ">" ends a word, where "-" and "_" are not letters."""
    joined = "|".join(patterns).replace("<", "(?<![a-z])").replace(">", "(?![a-z])")
    return re.compile(joined, re.IGNORECASE)


_NOTICE_NAMES = _names(
    "cookie", "consent", "gdpr", "footer", "colophon", "copyright", "disqus", "comment-?(?:list|form)"
)
"""Classes and ids of regions around the content that consist of sentences, on any platform."""

_SURROUNDING_NAMES = _names(
    *("breadcrumb", "kruimel", "skip-?(?:link|nav|to)", "back-?to-?top", "newsletter", "nieuwsbrief"),
    *("<shar(?:e|ing)>", "social-?(?:media|links|icons|share|buttons)", "addtoany", "addthis"),
    *("<pager>", "pagination", "paginering", "<advert", "lightbox", "search-?(?:form|box|bar)"),
    *("related", "gerelateerd", "see-?also", "zie-?ook", "lees-?ook", "read-?next"),
    *("edit-?(?:section|link)", "header-?link", "lang(?:uage)?-?(?:switch|select)"),
)
"""Classes and ids of other regions around the content: links, buttons and fields."""

_LAYOUT_NAME = re.compile(r"(?<![\w-])(?:has|have|with|without|no|is|met|zonder|geen)[-_][\w-]+", re.IGNORECASE)
"""Classes that say what is elsewhere on the page, such as has-sidebar."""

_NAVIGATION_NAMES = _names("<(?:doc|sub|top|side|main|site|page)?nav>", "nav(?:bar|igat|header|footer|menu|links?>)")

_LINK_LIST_NAMES = _names(
    *("menu", "<sidebar", "<toc", "table-?of-?contents", "inhoudsopgave", "inhoudstafel", "on-?this-?page", "toolbar"),
    *("<(?:site|top|page)-?head", "languages>", "<tags?>", "quick-?links", "similar", "recommended"),
    "more-?(?:links|news)",
)
"""Classes and ids of regions that surround the content when they are mostly links, and may be content otherwise."""

_CONTENT_NAMES = re.compile(
    r"(?<![\w-])(?:main|content|inhoud|hoofdinhoud|(?:main|page|site|post|entry|article|body)-?content|content-?main|"
    r"article-?(?:body|text))(?![\w-])",
    re.IGNORECASE,
)
"""Classes and ids that name the main part, as whole names."""

_INVISIBLE_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def region_kind(node: lxml.html.HtmlElement, page: PageContext) -> RegionKind:
    """Return the kind of an element, from the element and, for some names and roles, from what it contains.

    Args:
        node: the element.
        page: the page it is on.
    """
    tag = node.tag
    if tag in _TEXTLESS_TAGS:
        return RegionKind.UNSEEN
    if not node.attrib and tag != "form":
        return _KIND_BY_TAG.get(tag, RegionKind.PLAIN)
    if (unseen := _hidden(node)) and not page.is_shown(node):
        return unseen
    return _shown_kind(node, tag, page)


def _shown_kind(node: lxml.html.HtmlElement, tag: str, page: PageContext) -> RegionKind:
    role = (node.get("role") or "").lower()
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    kind = _named(tag, role, names, node.get("itemprop") == "articleBody")
    if kind is RegionKind.AROUND or (kind is RegionKind.NAVIGATION and _KIND_BY_TAG.get(tag) is not kind):
        return RegionKind.PLAIN if page.can_measure() and _is_text(node, names) else kind
    if kind is RegionKind.PLAIN and role == "alert" and not (page.can_measure() and is_notice_in_text(node)):
        return RegionKind.AROUND
    return kind


def _is_text(node: lxml.html.HtmlElement, names: str) -> bool:
    """Return whether a form or a region named like surroundings is a text."""
    names = _LAYOUT_NAME.sub("", names)
    notice = bool(_NOTICE_NAMES.search(names))
    if node.tag == "form" and not notice and not _SURROUNDING_NAMES.search(names):
        return is_text_with_fields(node)
    return is_information(node, notice=notice)


def _hidden(node: lxml.html.HtmlElement) -> RegionKind | None:
    hidden, style = node.get("hidden"), node.get("style")
    if (hidden is not None and hidden.lower() != "until-found") or (style and _INVISIBLE_STYLE.search(style)):
        return RegionKind.UNSEEN
    return RegionKind.AROUND if node.get("aria-hidden") == "true" else None


@functools.lru_cache(maxsize=4096)
def _named(tag: str, role: str, names: str, article: bool) -> RegionKind:
    own = _KIND_BY_ROLE.get(role) or _KIND_BY_TAG.get(tag, RegionKind.PLAIN)
    if own is not RegionKind.PLAIN and own is not RegionKind.CONTENT:
        return own
    names = _LAYOUT_NAME.sub("", names)
    for part, pattern in (
        (RegionKind.AROUND, _NOTICE_NAMES),
        (RegionKind.AROUND, _SURROUNDING_NAMES),
        (RegionKind.NAVIGATION, _NAVIGATION_NAMES),
        (RegionKind.LINKS, _LINK_LIST_NAMES),
    ):
        if pattern.search(names):
            return part
    return (
        RegionKind.CONTENT if own is RegionKind.CONTENT or article or _CONTENT_NAMES.search(names) else RegionKind.PLAIN
    )
