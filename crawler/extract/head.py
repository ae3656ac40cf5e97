"""Extract what <head> and the HTTP headers say about a page."""

from __future__ import annotations

import re
from typing import Any

import lxml.html

from crawler.extract.feed import FEED_TYPES
from crawler.extract.links import is_in_noscript
from crawler.extract.text import collapse_whitespace
from crawler.records.page import Alternate, Canonical, PageRegion, RobotsRule
from crawler.records.url import normalise_url

_ROBOTS_META_NAMES = frozenset({"robots", "googlebot", "googlebot-news"})
"""Names of <meta> elements with robots directives that Google reads."""

_VALUED_DIRECTIVES = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
"""Directives with a value after a colon, which looks like a crawler's name before its directives."""

_AGENT = re.compile(r"\*|[a-z][\w.-]*", re.IGNORECASE | re.ASCII)
"""Names of crawlers in X-Robots-Tag, not the "03 Dec 2025 13" of a date. "*" stands for all, as in robots.txt."""

_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)

_LINK_HEADER = re.compile(r"<([^>]*)>([^,<]*(?:\"[^\"]*\"[^,<]*)*)")


def read_head(tree: lxml.html.HtmlElement, base: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return the fields of a Page that <head> and the headers establish, by name."""
    metas = [node for node in tree.iter("meta") if not is_in_noscript(node)]
    links = (node for node in tree.iter("link") if not is_in_noscript(node))
    rels = [(node, frozenset((node.get("rel") or "").lower().split())) for node in links]
    canonicals, alternates = _from_links(rels, base)
    declared = read_headers(base, headers)
    return {
        "titles": tuple(
            collapse_whitespace(node.text_content()) for node in tree.iter("title") if _title_of_page(node)
        ),
        "descriptions": tuple(
            collapse_whitespace(node.get("content") or "") for node in metas if _name(node) == "description"
        ),
        "canonicals": canonicals + declared["canonicals"],
        "alternates": alternates + declared["alternates"],
        "robots": tuple(_robots(metas)) + declared["robots"],
        "viewport": next((node.get("content") or "" for node in metas if _name(node) == "viewport"), None),
        "meta_refresh": _refresh(metas, base),
        "open_graph": _open_graph(metas),
        "misplaced": tuple(_misplaced(metas, rels)),
        "assets": _assets(tree, rels, base),
        "feeds": _feeds(rels, base),
    }


def read_headers(base: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return the fields of a Page that its headers establish, by name: for a document, all there is.

    https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag#xrobotstag and
    https://developers.google.com/search/docs/crawling-indexing/consolidate-duplicate-urls#rel-canonical-header-method
    """
    canonicals, alternates = _from_header(headers.get("link", ""), base)
    return {
        "canonicals": canonicals,
        "alternates": alternates,
        "robots": tuple(_robots_header(headers.get("x-robots-tag", ""))),
    }


def _name(node: lxml.html.HtmlElement) -> str:
    return (node.get("name") or "").strip().lower()


def _title_of_page(node: lxml.html.HtmlElement) -> bool:
    """Return whether a <title> is the page's: <svg> has titles too."""
    parent = node.getparent()
    return parent is not None and parent.tag in {"head", "html", "body"}


def _place(node: lxml.html.HtmlElement) -> PageRegion:
    return PageRegion.HEAD if any(above.tag == "head" for above in node.iterancestors()) else PageRegion.BODY


def _from_links(
    rels: list[tuple[lxml.html.HtmlElement, frozenset[str]]], base: str
) -> tuple[tuple[Canonical, ...], tuple[Alternate, ...]]:
    canonicals, alternates = [], []
    for node, rel in rels:
        raw = (node.get("href") or "").strip()
        if "canonical" in rel:
            canonicals.append(Canonical(raw, normalise_url(raw, base) if raw else None, _place(node)))
        elif "alternate" in rel and node.get("hreflang"):
            alternates.append(Alternate(node.get("hreflang").strip(), raw, normalise_url(raw, base) if raw else None))
    return tuple(canonicals), tuple(alternates)


def _from_header(header: str, base: str) -> tuple[tuple[Canonical, ...], tuple[Alternate, ...]]:
    """Parse the Link header (RFC 8288) for what Google reads: canonical and hreflang."""
    canonicals, alternates = [], []
    for raw, parameters in _LINK_HEADER.findall(header):
        pairs = (part.partition("=") for part in parameters.split(";"))
        values = {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs if name.strip()}
        rel = values.get("rel", "").lower().split()
        if "canonical" in rel:
            canonicals.append(Canonical(raw, normalise_url(raw, base), PageRegion.HEADER))
        elif "alternate" in rel and values.get("hreflang"):
            alternates.append(Alternate(values["hreflang"], raw, normalise_url(raw, base)))
    return tuple(canonicals), tuple(alternates)


def _robots(metas: list[lxml.html.HtmlElement]) -> list[RobotsRule]:
    return [
        RobotsRule(_name(node), collapse_whitespace(node.get("content") or ""), _place(node))
        for node in metas
        if _name(node) in _ROBOTS_META_NAMES
    ]


def _robots_header(header: str) -> list[RobotsRule]:
    """Parse the lines of X-Robots-Tag, in which a crawler's name may precede its directives ("googlebot: noindex").

    The name applies to all directives after it in the same line.
    """
    rules = []
    for line in header.splitlines():
        agent = "robots"
        for directive in filter(None, (piece.strip() for piece in line.split(","))):
            name, colon, rest = (part.strip() for part in directive.partition(":"))
            if colon and name.lower() not in _VALUED_DIRECTIVES and _AGENT.fullmatch(name):
                agent = "robots" if name == "*" else name.lower()
                directive = rest  # noqa: PLW2901 -- without the name
            if directive:
                rules.append(RobotsRule(agent, directive, PageRegion.HEADER))
    return rules


def _refresh(metas: list[lxml.html.HtmlElement], base: str) -> str | None:
    for node in metas:
        if (node.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match(node.get("content") or "")
            target = normalise_url(match[1].strip(), base) if match else None
            if target and target != base:
                return target
    return None


def _open_graph(metas: list[lxml.html.HtmlElement]) -> dict[str, str]:
    """Return the first value of each og: and article: property (https://ogp.me/)."""
    found: dict[str, str] = {}
    for node in metas:
        name = (node.get("property") or "").strip().lower()
        if name.startswith(("og:", "article:")) and node.get("content"):
            found.setdefault(name, collapse_whitespace(node.get("content")))
    return found


def _misplaced(
    metas: list[lxml.html.HtmlElement], rels: list[tuple[lxml.html.HtmlElement, frozenset[str]]]
) -> list[str]:
    """Return the elements that Google ignores outside <head>: an element that is not allowed there ends it."""
    found = []
    if any("canonical" in rel and _place(node) is PageRegion.BODY for node, rel in rels):
        found.append("canonical")
    if any(_name(node) in _ROBOTS_META_NAMES and _place(node) is PageRegion.BODY for node in metas):
        found.append("robots")
    if any("alternate" in rel and node.get("hreflang") and _place(node) is PageRegion.BODY for node, rel in rels):
        found.append("hreflang")
    return found


def _assets(
    tree: lxml.html.HtmlElement, rels: list[tuple[lxml.html.HtmlElement, frozenset[str]]], base: str
) -> tuple[str, ...]:
    hrefs = [node.get("href") for node, rel in rels if "stylesheet" in rel]
    hrefs += [node.get("src") for node in tree.iter("script")]
    urls = (normalise_url(href, base) for href in hrefs if href)
    return tuple(dict.fromkeys(url for url in urls if url))


def _feeds(rels: list[tuple[lxml.html.HtmlElement, frozenset[str]]], base: str) -> tuple[str, ...]:
    hrefs = [node.get("href") or "" for node, rel in rels if "alternate" in rel and _media_type(node) in FEED_TYPES]
    urls = (normalise_url(href, base) for href in hrefs if href.strip())
    return tuple(dict.fromkeys(url for url in urls if url))


def _media_type(node: lxml.html.HtmlElement) -> str:
    return (node.get("type") or "").partition(";")[0].strip().lower()
