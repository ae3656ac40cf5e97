"""The entries of RSS (0.9x, 1.0, 2.0) and Atom (0.3, 1.0) feeds: where each leads, when it changed, its title."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from crawler.discovery.xml_records import Field
from crawler.records.dates import parse_feed_date
from crawler.records.url import normalise

ATOM_SPACES = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
RSS_SPACES = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
OWN_SPACES = ATOM_SPACES | RSS_SPACES | {""}
"""Namespaces of the formats themselves: a title in another one (media:title) is not the entry's."""

WEB = ("http://", "https://")

DATES = ("updated", "modified", "pubDate", "date", "published")
"""Fields that date an entry, the last change before the first publication."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def address_of(record: tuple[Field, ...], root: str) -> str:
    """Return the address of an entry's page as written, made whole where it starts at an xml:base; "" for none.

    An entry without a link has its page in a guid that is a permalink, or in its id; FeedBurner keeps a site's own
    address in `origLink`.
    """
    original = next((field for field in record if field.name == "origLink" and field.text), None)
    plain = next((field for field in record if field.name == "link" and field.text and root != "feed"), None)
    links = [field for field in record if field.name == "link" and field.attributes.get("href")]
    alternate = next((field for field in links if field.attributes.get("rel", "alternate") == "alternate"), None)
    guid = next((field for field in record if field.name == "guid" and _is_permalink(field)), None)
    own_id = next((field for field in record if field.name == "id" and field.text.startswith(WEB)), None)
    found = original or plain or alternate or guid or own_id
    if found is None:
        return ""
    raw = found.attributes.get("href", "").strip() or found.text
    return (normalise(raw, found.base) if found.base else None) or raw


def title_of(record: tuple[Field, ...]) -> str:
    """Return what an entry is called, as plain text."""
    titles = [field.text for field in record if field.name == "title" and field.space in OWN_SPACES and field.text]
    return plain(titles[0]) if titles else ""


def plain(title: str) -> str:
    """Return a title without the mark-up that feeds put in, white space folded."""
    return " ".join(unescape(_TAG.sub(" ", title) if "<" in title else title).split())


def moment_of(record: tuple[Field, ...]) -> datetime | None:
    """Return when an entry changed last (UTC), None when it does not say so in a form that feeds have."""
    dated = {field.name: field.text for field in reversed(record) if field.name in DATES}
    return next((moment for name in DATES if (moment := parse_feed_date(dated.get(name, "")))), None)


def _is_permalink(field: Field) -> bool:
    declared = field.attributes.get("isPermaLink", "true").lower()
    return declared == "true" and field.text.startswith(WEB)
