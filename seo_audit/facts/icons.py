"""Icons (favicons) that a home page declares, read from its stored HTML because `Page` does not have them."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html as lxml_html
from lxml.etree import ParserError

from crawler.records.url import normalise_url

ICON_RELS = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed"})
"""Values of rel that Google accepts for a favicon ("shortcut icon" contains one of them)."""


@dataclass(frozen=True, slots=True)
class Icon:
    """One <link rel=icon>: its normalised URL and its `sizes` in pixels; none for "any" or without sizes."""

    url: str
    sizes: tuple[tuple[int, int], ...] = ()


def read_icons(markup: bytes | None, base: str) -> tuple[Icon, ...] | None:
    """Return the icons that a page declares; None when its HTML is not stored."""
    if not markup:
        return None
    try:
        tree = lxml_html.document_fromstring(markup)
    except ParserError:  # no element at all
        return ()
    icons = []
    for node in tree.iter("link"):
        url = normalise_url(node.get("href") or "", base) if node.get("href") else None
        if url and ICON_RELS.intersection((node.get("rel") or "").lower().split()):
            icons.append(Icon(url, tuple(_parse_sizes(node.get("sizes") or ""))))
    return tuple(icons)


def _parse_sizes(text: str) -> list[tuple[int, int]]:
    pairs = (part.lower().split("x") for part in text.split())
    return [
        (int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and pair[0].isdigit() and pair[1].isdigit()
    ]
