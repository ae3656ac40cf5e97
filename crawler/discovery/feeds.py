"""Read the entries of RSS (0.9x, 1.0, 2.0) and Atom (0.3, 1.0) feeds: URL, date and title."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from crawler.discovery.xml_records import XmlField
from crawler.records.date_parsing import parse_feed_date
from crawler.records.url import normalise_url

_ATOM_NAMESPACES = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_RSS_NAMESPACES = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
_FEED_NAMESPACES = _ATOM_NAMESPACES | _RSS_NAMESPACES | {""}
"""Namespaces of the formats themselves: a title in another one (media:title) is not the entry's title."""

HTTP_PREFIXES = ("http://", "https://")

_DATE_FIELDS = ("updated", "modified", "pubDate", "date", "published")
"""Fields that date an entry, the last change before the first publication."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def entry_url(record: tuple[XmlField, ...], root: str) -> str:
    """Return the URL of an entry's page as written, or resolved against its xml:base; "" for none.

    The URL of an entry without a link is a guid that is a permalink, or its id. FeedBurner puts the original URL in
    `origLink`.
    """
    original = next((field for field in record if field.name == "origLink" and field.text), None)
    plain_link = next((field for field in record if field.name == "link" and field.text and root != "feed"), None)
    links = [field for field in record if field.name == "link" and field.attributes.get("href")]
    alternate = next((field for field in links if field.attributes.get("rel", "alternate") == "alternate"), None)
    guid = next((field for field in record if field.name == "guid" and _is_permalink(field)), None)
    own_id = next((field for field in record if field.name == "id" and field.text.startswith(HTTP_PREFIXES)), None)
    found = original or plain_link or alternate or guid or own_id
    if found is None:
        return ""
    raw = found.attributes.get("href", "").strip() or found.text
    return (normalise_url(raw, found.base) if found.base else None) or raw


def entry_title(record: tuple[XmlField, ...]) -> str:
    """Return the title of an entry as plain text."""
    titles = [
        field.text for field in record if field.name == "title" and field.space in _FEED_NAMESPACES and field.text
    ]
    return plain_title(titles[0]) if titles else ""


def plain_title(title: str) -> str:
    """Return a title without mark-up, white space collapsed."""
    return " ".join(unescape(_TAG.sub(" ", title) if "<" in title else title).split())


def entry_date(record: tuple[XmlField, ...]) -> datetime | None:
    """Return when an entry last changed (UTC), None when it has no date in a format that feeds use."""
    dated = {field.name: field.text for field in reversed(record) if field.name in _DATE_FIELDS}
    return next((moment for name in _DATE_FIELDS if (moment := parse_feed_date(dated.get(name, "")))), None)


def _is_permalink(field: XmlField) -> bool:
    declared = field.attributes.get("isPermaLink", "true").lower()
    return declared == "true" and field.text.startswith(HTTP_PREFIXES)
