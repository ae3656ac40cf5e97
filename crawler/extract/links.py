"""Extract the links and images of a page, with their visible text and their region."""

from __future__ import annotations

import itertools
import re

import lxml.html

from crawler.extract.text import collapse_whitespace, element_text
from crawler.records.page import Image, Link, PageRegion
from crawler.records.url import normalise_url

_NAVIGATION_TAGS = frozenset({"nav", "header", "footer", "aside"})
_NAVIGATION_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
"""Elements and ARIA landmarks that contain navigation, not content."""

_SCRIPTED_LINK = re.compile(r"^on|click|link|href")
"""Names of attributes with which scripts make an <a> a link: onclick, routerlink, ng-click, @click, data-href."""

MAX_LINKS = 10_000
"""Links read per page: no page for people has more, and a generated one could have any number."""

_LAZY_ATTRIBUTES = ("srcset", "data-src", "data-srcset")
"""Attributes with the URL of an image whose src is missing or a placeholder: the standard one, then those of
scripts."""

_FIRST_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])")
"""The first URL of a srcset (https://html.spec.whatwg.org/#parse-a-srcset-attribute)."""

_PIXELS = re.compile(r"\s*(\d{1,5})\s*", re.ASCII)

_CONTENT_TAGS = frozenset({"main", "article"})
"""Inside these, a <header> or <footer> belongs to the content."""


def base_url(tree: lxml.html.HtmlElement, url: str) -> str:
    """Return the URL against which relative links of a page are resolved: <base href>, else its own."""
    for node in tree.iter("base"):
        if href := node.get("href"):
            return normalise_url(href, url) or url
    return url


def read_links(tree: lxml.html.HtmlElement, base: str) -> tuple[tuple[Link, ...], tuple[Image, ...]]:
    """Return the links (<a>, <area>) and images (<img>) of a page in document order."""
    regions = _regions(tree)
    links = []
    linked: set[lxml.html.HtmlElement] = set()
    for node in itertools.islice(tree.iter("a", "area"), MAX_LINKS):
        if node.get("href") is None and not _is_scripted_link(node):
            continue  # a target for fragments, or a placeholder for a link (HTML, "The a element")
        words = collapse_whitespace(element_text(node))
        inside = [] if words else list(node.iter("img"))
        linked.update(inside)
        raw = node.get("href")
        links.append(
            Link(
                raw=raw,
                url=normalise_url(raw, base) if raw is not None else None,
                anchor=words or collapse_whitespace(node.get("aria-label") or _alternative(node, inside)),
                rel=tuple((node.get("rel") or "").lower().split()),
                place=_place(node, regions),
                image=bool(inside),
            )
        )
    pictures = itertools.islice(tree.iter("img"), MAX_LINKS)
    images = [_image(node, base, node in linked) for node in pictures if not is_in_noscript(node)]
    return tuple(links), tuple(image for image in images if image)


def _is_scripted_link(node: lxml.html.HtmlElement) -> bool:
    """Return whether a script makes an element without href a link."""
    return node.get("role") in {"link", "button"} or any(map(_SCRIPTED_LINK.search, map(str, node.keys())))


def read_frames(tree: lxml.html.HtmlElement, base: str) -> tuple[str, ...]:
    """Return the normal forms of the URLs in <frame> and <iframe>, in document order."""
    frames = [node for node in tree.iter("frame", "iframe") if not is_in_noscript(node)]
    sources = ((node.get("src") or "").strip() for node in frames)
    urls = (normalise_url(source, base) for source in sources if source)
    return tuple(dict.fromkeys(url for url in urls if url))


def is_in_noscript(node: lxml.html.HtmlElement) -> bool:
    """Return whether an element is only for visitors without JavaScript: Google, which runs scripts, ignores it."""
    return any(above.tag == "noscript" for above in node.iterancestors())


def _image(node: lxml.html.HtmlElement, base: str, linked: bool) -> Image | None:
    """Read one <img>; None for one with inline data (data:) and no other URL."""
    raw = found = (node.get("src") or "").strip()
    if not raw or raw.startswith("data:"):
        lazy = next((name for name in _LAZY_ATTRIBUTES if (node.get(name) or "").strip(" \t\r\n,")), None)
        if lazy:
            raw = node.get(lazy).strip()
            match = _FIRST_CANDIDATE.match(raw) if lazy.endswith("srcset") else None
            found = match[1] if match else raw
    if found.startswith("data:"):
        return None
    return Image(
        raw=raw,
        url=normalise_url(found, base) if found else None,
        alt=node.get("alt"),
        linked=linked,
        width=_pixels(node.get("width")),
        height=_pixels(node.get("height")),
    )


def _pixels(value: str | None) -> int | None:
    match = _PIXELS.fullmatch(value or "")
    return int(match[1]) if match else None


def _alternative(node: lxml.html.HtmlElement, pictures: list[lxml.html.HtmlElement]) -> str:
    """Return the name of a link without text: alt texts of its images, an SVG's title or label, <area alt>."""
    names = [picture.get("alt") or "" for picture in pictures]
    names += [drawing.get("aria-label") or drawing.findtext("title") or "" for drawing in node.iter("svg")]
    return " ".join(name for name in names if name) or node.get("alt") or node.get("title") or ""


def _regions(tree: lxml.html.HtmlElement) -> set[lxml.html.HtmlElement]:
    found = set()
    for node in tree.iter(*_NAVIGATION_TAGS):
        inside = node.tag in {"header", "footer"} and any(above.tag in _CONTENT_TAGS for above in node.iterancestors())
        if not inside:
            found.add(node)
    found.update(node for node in tree.xpath("//*[@role]") if node.get("role") in _NAVIGATION_ROLES)
    return found


def _place(node: lxml.html.HtmlElement, regions: set[lxml.html.HtmlElement]) -> PageRegion:
    inside = bool(regions) and any(above in regions for above in node.iterancestors())
    return PageRegion.NAVIGATION if inside else PageRegion.CONTENT
