"""Parse one sitemap as Google does: the URLs that it lists, and its issues.

Google accepts sitemaps and index files of the protocol, RSS 2.0 and Atom feeds, and text files with one URL per line.
Of the protocol's other fields it uses only `lastmod`, not `priority` and `changefreq`
(https://developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap). This parser also takes the usable
part of a broken file, and reports the rest.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice

from crawler.discovery.feeds import HTTP_PREFIXES, entry_date, entry_url
from crawler.discovery.gzip_file import gunzip
from crawler.discovery.site_aliases import SiteOrigins
from crawler.discovery.sitemap_issues import SitemapIssue, SitemapIssues
from crawler.discovery.xml_records import ENTRY_ELEMENTS, XmlField, XmlRecords, is_xml, read_records
from crawler.records.date_parsing import parse_w3c_date
from crawler.records.url import MAX_URL_LENGTH, host_of, normalise_url

MAX_SITEMAP_BYTES = 50 * 1024 * 1024
MAX_SITEMAP_ENTRIES = 50_000
"""Limits of one uncompressed file: https://www.sitemaps.org/protocol.html. The rest is not read."""

FUTURE_TOLERANCE = timedelta(days=1)
"""How far in the future a date may be: servers and time zones differ."""

_UNDECODABLE = "%EF%BF%BD"
"""How a character that could not be decoded appears in a normal form."""

SITEMAP_XML_TYPES = frozenset(
    {"application/xml", "text/xml", "application/rss+xml", "application/atom+xml", "text/plain", ""}
)
SITEMAP_GZIP_TYPES = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream"})
"""Media types that a sitemap may have. Those of gzip remain when a server declares gzip as a content encoding."""


class SitemapKind(StrEnum):
    """The kinds of sitemap files."""

    URLSET = "urlset"
    INDEX = "sitemapindex"
    RSS = "rss"
    ATOM = "feed"
    TEXT = "text"
    NONE = "none"  # not a sitemap


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One URL that a sitemap lists.

    Attributes:
        url: its normal form, mapped to the site's main origin.
        lastmod: when it last changed (UTC); None when absent, invalid or in the future.
        alternates: (language, URL) of its hreflang links, URLs as in `url`.
        news: whether the news extension marks it as an article of the last two days.
        raw: the URL as written.
        lastmod_raw: the date as written, "" when there is none.
    """

    url: str
    lastmod: datetime | None = None
    alternates: tuple[tuple[str, str], ...] = ()
    news: bool = False
    raw: str = ""
    lastmod_raw: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The content of one file; see `parse_sitemap`."""

    kind: SitemapKind
    entries: tuple[SitemapEntry, ...] = ()
    problems: tuple[SitemapIssue, ...] = ()


def parse_sitemap(
    body: bytes,
    url: str,
    *,
    origins: SiteOrigins | None = None,
    content_type: str = "",
    now: datetime | None = None,
) -> Sitemap:
    """Parse the body of the sitemap at `url`. Never raises.

    Args:
        body: as it was served; gzip is recognised by its bytes.
        url: the URL of the sitemap, against which relative URLs are resolved.
        origins: the URLs that belong to the site. Other entries are left out, and reported if the sitemap itself is the
            site's. None: all entries are taken.
        content_type: the Content-Type header.
        now: the time after which dates are in the future (default: the current time).
    """
    issues = SitemapIssues()
    text, damage = gunzip(body, MAX_SITEMAP_BYTES)
    if damage:
        issues.add("gzip", damage)
    if len(text) > MAX_SITEMAP_BYTES:
        issues.add("size", f"over {MAX_SITEMAP_BYTES // 1024 // 1024} MB")
        text = text[:MAX_SITEMAP_BYTES]
    reader = _Reader(url, origins, issues, now or datetime.now(UTC))
    if is_xml(text):
        kind, entries = reader.xml(text, cut=bool(damage) or issues.has("size"))
    else:
        kind, entries = reader.lines(text)
    media_type = content_type.partition(";")[0].strip().lower()
    if kind is not SitemapKind.NONE and media_type not in SITEMAP_XML_TYPES | SITEMAP_GZIP_TYPES:
        issues.add("type", media_type)
    return Sitemap(kind, tuple(entries), issues.found())


class _Reader:
    """Parses one file and collects its issues."""

    def __init__(self, url: str, origins: SiteOrigins | None, issues: SitemapIssues, now: datetime) -> None:
        self._url = url
        self._origins = origins
        self._issues = issues
        self._latest = now + FUTURE_TOLERANCE
        self._seen: set[str] = set()

    def xml(self, text: bytes, *, cut: bool) -> tuple[SitemapKind, list[SitemapEntry]]:
        """Parse a sitemap, an index or a feed; `cut` means that its end is missing for a reason already reported."""
        found = read_records(text, self._url, MAX_SITEMAP_ENTRIES)
        if found.root not in ENTRY_ELEMENTS or found.root == "RDF":
            # No element at all: broken from the start. Any other root: a page, or another kind of XML.
            self._issues.add("root" if found.root else "xml", f"<{found.root}>" if found.root else found.error or "")
            return SitemapKind.NONE, []
        kind = SitemapKind(found.root)
        entries = list(self._entries(found, kind))
        if found.error and not cut:
            if not entries:
                self._issues.clear()
            self._issues.add("broken" if entries else "xml", found.error)
        if found.leading:
            self._issues.add(
                "leading", found.leading[:80].decode("utf-8", "replace").strip("\ufeff \t\r\n") or "white space"
            )
        if found.total > MAX_SITEMAP_ENTRIES:
            self._issues.add("count", str(found.total))
        return kind, entries

    def lines(self, text: bytes) -> tuple[SitemapKind, list[SitemapEntry]]:
        """Parse a text file with one URL per line."""
        lines = io.TextIOWrapper(io.BytesIO(text), "utf-8-sig", errors="replace")
        rows = list(islice((line.strip() for line in lines if line.strip()), MAX_SITEMAP_ENTRIES + 1))
        if not any(row.startswith(HTTP_PREFIXES) for row in rows):
            self._issues.add("root", rows[0] if rows else "an empty file")
            return SitemapKind.NONE, []
        if len(rows) > MAX_SITEMAP_ENTRIES:
            self._issues.add("count", f"over {MAX_SITEMAP_ENTRIES}")
            rows.pop()
        found = [(row, self._page_url(row)) for row in rows]
        return SitemapKind.TEXT, [SitemapEntry(url, raw=raw) for raw, url in found if url]

    def _entries(self, found: XmlRecords, kind: SitemapKind) -> Iterator[SitemapEntry]:
        feed = kind in {SitemapKind.RSS, SitemapKind.ATOM}
        for record in found.records:
            raw = entry_url(record, kind) if feed else _text(record, "loc")
            url = self._page_url(raw, index=kind is SitemapKind.INDEX)
            if url is None:
                continue
            # Feeds have date formats of their own, which are not reported.
            dated = "" if feed else _text(record, "lastmod")
            lastmod = self._not_in_future(entry_date(record) if feed else self._date(dated), dated)
            alternates = () if feed else tuple(self._alternates(record))
            yield SitemapEntry(url, lastmod, alternates, any(field.name == "news" for field in record), raw, dated)

    def _page_url(self, raw: str, *, index: bool = False) -> str | None:
        """Return the URL in a loc, None when it cannot be used."""
        url, problem = self._resolve(raw)
        if url and not problem and not self._is_usable(url, index=index):
            url, problem = None, "foreign"
        if problem == "foreign" and self._origins and not self._origins.owns(self._url):
            return None  # the sitemap of several sites, hosted by another one
        if problem:
            self._issues.add(problem, raw or "<loc></loc>")
        if url is None:
            return None
        if not raw.startswith(HTTP_PREFIXES):
            self._issues.add("relative", raw)
        main = self._origins.to_main_origin(url) if self._origins else url
        if main != url:
            self._issues.add("twin", raw)
        if main in self._seen:
            self._issues.add("duplicate", raw)
        self._seen.add(main)
        return main

    def _resolve(self, raw: str) -> tuple[str | None, str]:
        """Return the URL in normal form, or None and the kind of issue."""
        if not raw:
            return None, "empty"
        if len(raw) > MAX_URL_LENGTH:
            return None, "long"
        if self._origins and raw.partition("/")[0].lower() in self._origins.hosts:  # only the scheme is missing
            raw = f"{self._origins.origin.partition('//')[0]}//{raw}"
        url = normalise_url(raw, self._url)
        return (None, "address") if url is None or _UNDECODABLE in url else (url, "")

    def _is_usable(self, url: str, *, index: bool) -> bool:
        """Return whether a URL may be used; an index may also list sitemaps on its own host."""
        if self._origins is None or self._origins.owns(url):
            return True
        return index and host_of(url) == host_of(self._url)

    def _date(self, dated: str) -> datetime | None:
        moment = parse_w3c_date(dated) if dated else None
        if dated and moment is None:
            self._issues.add("date", dated)
        return moment

    def _not_in_future(self, moment: datetime | None, dated: str) -> datetime | None:
        """Return a date that is not in the future."""
        if moment is None or moment <= self._latest:
            return moment
        if dated:
            self._issues.add("future", dated)
        return None

    def _alternates(self, record: tuple[XmlField, ...]) -> Iterator[tuple[str, str]]:
        for field in record:
            href = field.attributes.get("href", "").strip()
            if field.name == "link" and field.attributes.get("rel") == "alternate" and href:
                url = normalise_url(href, self._url)
                if url:
                    language = field.attributes.get("hreflang", "")
                    yield language, self._origins.to_main_origin(url) if self._origins else url


def _text(record: tuple[XmlField, ...], name: str) -> str:
    return next((field.text for field in record if field.name == name), "")
