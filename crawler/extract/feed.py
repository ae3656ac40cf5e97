"""Read RSS, Atom and JSON feeds: the links of their entries.

Feeds are parsed by the sitemap parser, since a sitemap can be a feed. On the 81 test feeds of feedparser in which
feedparser finds links, it finds the same ones in 72 (the others contain no web URL, or are CDF), fastfeedparser in 59.
200 entries take 3 ms, in feedparser 37. So neither is a dependency.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from crawler.discovery.feeds import entry_title, entry_url, plain_title
from crawler.discovery.xml_records import read_records
from crawler.records.page import Link, PageRegion
from crawler.records.url import normalise_url

MAX_FEED_ENTRIES = 1000
"""Entries read of one feed; the whole archive of a news site is in its sitemap."""

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
"""Media types of feeds (https://www.rssboard.org/rss-autodiscovery, https://www.jsonfeed.org)."""

FEED_XML_TYPES = frozenset({"application/xml", "text/xml", "application/rdf+xml", ""})
"""Media types that feeds share with other XML; the root element tells them apart."""

_ROOT_SEARCH_BYTES = 4096
"""Bytes in which the root element is searched."""

_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)\s*)*"
    rb"<(?:\w+:)?(?:rss\b|feed\b|RDF\b[^>]*(?:purl\.org/rss/|my\.netscape\.com/rdf/))",
    re.DOTALL | re.IGNORECASE,
)


class _Item(msgspec.Struct):
    """An entry of a JSON feed: https://www.jsonfeed.org/version/1.1/#items."""

    url: str = ""
    external_url: str = ""
    title: str = ""


class _JsonFeed(msgspec.Struct):
    version: str = ""
    title: str = ""
    items: list[_Item] = []


def is_feed(content_type: str, body: bytes) -> bool:
    """Return whether a response is a feed: by its media type, or for general XML by its root element."""
    return content_type in FEED_TYPES or (
        content_type in FEED_XML_TYPES and bool(_ROOT.match(body[:_ROOT_SEARCH_BYTES]))
    )


def read_feed(url: str, body: bytes) -> dict[str, Any]:
    """Return `titles` and `links` of the feed at `url`, as fields of Page.

    Raises:
        ValueError: it is not a feed, or a JSON feed that cannot be parsed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        title, entries = _read_json(body)
    else:
        found = read_records(body, url, MAX_FEED_ENTRIES)
        if found.root not in {"rss", "feed", "RDF"}:
            raise ValueError(f"not a feed but <{found.root}>" if found.root else "not a feed")
        title = plain_title(found.title)
        entries = [(entry_url(record, found.root), entry_title(record)) for record in found.records]
    links = tuple(
        Link(raw=raw, url=normalise_url(raw, url), anchor=anchor, place=PageRegion.CONTENT)
        for raw, anchor in entries
        if raw
    )
    return {"titles": (title,) if title else (), "links": links}


def _read_json(body: bytes) -> tuple[str, list[tuple[str, str]]]:
    found = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"), type=_JsonFeed)
    if not found.version.startswith("https://jsonfeed.org/version/"):
        raise ValueError("not a feed but other JSON")
    entries = [(item.url or item.external_url, plain_title(item.title)) for item in found.items[:MAX_FEED_ENTRIES]]
    return plain_title(found.title), entries
