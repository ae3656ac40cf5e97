"""Fetch the site files: robots.txt, sitemaps, the site's aliases, and a probe that shows how it reports "not found"."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import ada_url

from crawler.discovery.fetch_file import FetchFile, fetch_following_redirects, label_site_file
from crawler.discovery.gzip_file import gunzip
from crawler.discovery.robots import RobotsTxtRules, fetch_robots
from crawler.discovery.site_aliases import SiteOrigins, confirmed_aliases, fetch_aliases
from crawler.discovery.sitemap_issues import SitemapIssue
from crawler.discovery.sitemaps import MAX_SITEMAP_BYTES, Sitemap, SitemapKind, parse_sitemap
from crawler.records.http_status import STATUS_OK
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

MAX_SITEMAPS = 200
"""Sitemap files read per site."""

MAX_INDEX_DEPTH = 3
"""Nested index files that are followed; Google follows no index inside an index."""

SITEMAP_URLS_PER_PAGE = 4
"""URLs taken from all sitemaps together, per page that `max_pages` allows: room for translations and old URLs."""

DEFAULT_SITEMAP_PATHS = ("/sitemap.xml", "/sitemap_index.xml")
"""Where to look for a sitemap when robots.txt names none, in this order until one exists."""

ListedHow = Literal["sitemap", "hreflang", "news"]


@dataclass(frozen=True, slots=True)
class ListedUrl:
    """A URL of the site that a sitemap lists.

    `url` is in normal form at the main origin; `source` the sitemap; `lastmod` (UTC) when the page last changed, if a
    sitemap says so; `how` whether it is an entry, an entry of the news extension, or a translation of one.
    """

    url: str
    source: str
    lastmod: datetime | None
    how: ListedHow


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """What the site files establish.

    Attributes:
        files: robots.txt (the first), the aliases, sitemaps and the probe, each with its problems.
        robots: None when robots.txt could not be fetched and no earlier one applies; `problem` says why.
        listed: the URLs in the sitemaps, each once.
        aliases: origins such as "http://kortrijk.be" that show the same pages as the main one; see `SiteOrigins`.
    """

    files: tuple[SiteFile, ...]
    robots: RobotsTxtRules | None
    problem: str | None
    listed: tuple[ListedUrl, ...]
    aliases: frozenset[str] = frozenset()


async def fetch_site_files(site: Site, fetch: FetchFile, known: SiteFile | None = None) -> SiteFiles:
    """Fetch robots.txt, the aliases of the home page, the sitemaps and a made-up URL of a site.

    `known` is the last usable robots.txt: see `fetch_robots`.
    """
    robots_file, robots = await fetch_robots(site, fetch, known)
    if robots is None:
        reason = robots_file.error or f"HTTP {robots_file.status}"
        return SiteFiles(
            (robots_file,), None, f"robots.txt cannot be fetched ({reason}); no pages are requested until it can", ()
        )
    root = ada_url.URL(site.url).origin
    variants = await fetch_aliases(site, fetch) if robots.allows(f"{root}/") else ()
    aliases = confirmed_aliases(variants)
    reader = _SitemapReader(site, fetch, SiteOrigins.from_site(site, aliases))
    await reader.read(robots.sitemaps)
    probe_url = f"{root}/{probe_path(site)}"
    probe = label_site_file(await fetch(site, probe_url), kind="probe", url=probe_url)
    files = (robots_file, *variants, *reader.files.values(), probe)
    return SiteFiles(files, robots, None, tuple(reader.listed.values()), aliases)


def probe_path(site: Site) -> str:
    """Return a path that no site has, the same each time so that runs can be compared."""
    return "bestaat-niet-" + hashlib.sha1(site.id.encode(), usedforsecurity=False).hexdigest()[:10]


class _SitemapReader:
    """Fetches and parses the sitemaps of one site, following index files."""

    def __init__(self, site: Site, fetch: FetchFile, origins: SiteOrigins) -> None:
        self.files: dict[str, SiteFile] = {}
        self.listed: dict[str, ListedUrl] = {}
        self._site = site
        self._fetch = fetch
        self._origins = origins
        self._limit = site.max_pages * SITEMAP_URLS_PER_PAGE
        self._now = datetime.now(UTC)

    async def read(self, named: Sequence[str]) -> None:
        """Read the sitemaps named in robots.txt, also those on other hosts, else those at the default paths."""
        if named:
            await self._read_all(deque((url, "robots.txt", 0) for url in named))
            return
        for path in DEFAULT_SITEMAP_PATHS:
            url = f"{self._origins.origin}{path}"
            await self._read_all(deque([(url, "guess", 0)]))
            if self.files[url].status == STATUS_OK:
                return

    async def _read_all(self, waiting: deque[tuple[str, str, int]]) -> None:
        while waiting and len(self.files) < MAX_SITEMAPS:
            url, source, depth = waiting.popleft()
            if url in self.files:
                continue
            response = await fetch_following_redirects(self._site, url, self._fetch)
            if response.status != STATUS_OK:
                self.files[url] = label_site_file(response, kind="sitemap", url=url, source=source)
                continue
            sitemap = parse_sitemap(
                response.body, url, origins=self._origins, content_type=response.content_type, now=self._now
            )
            problems = [problem.message for problem in sitemap.problems]
            if sitemap.kind is SitemapKind.INDEX:
                if depth:
                    problems.append(SitemapIssue("nested", url).message)
                if depth < MAX_INDEX_DEPTH:
                    waiting.extend((entry.url, url, depth + 1) for entry in sitemap.entries)
            elif over := self._list(sitemap, url):
                problems.append(SitemapIssue("bound", url, over).message)
            unpacked, damage = gunzip(response.body, MAX_SITEMAP_BYTES)
            body = (
                response.body if damage else unpacked
            )  # a damaged archive is stored as it is, so that the audit can report it
            self.files[url] = label_site_file(
                response, kind="sitemap", url=url, source=source, body=body, problems=tuple(problems)
            )

    def _list(self, sitemap: Sitemap, source: str) -> int:
        """Add the URLs of a sitemap, and return how many exceeded the limit."""
        over = 0
        for found in self._listed_urls(sitemap, source):
            before = self.listed.get(found.url)
            if before:
                self.listed[found.url] = _merge(before, found)
            elif len(self.listed) < self._limit:
                self.listed[found.url] = found
            else:
                over += 1
        return over

    def _listed_urls(self, sitemap: Sitemap, source: str) -> Iterator[ListedUrl]:
        for entry in sitemap.entries:
            yield ListedUrl(entry.url, source, entry.lastmod, "news" if entry.news else "sitemap")
            for _, url in entry.alternates:
                if url != entry.url and self._origins.owns(url):
                    yield ListedUrl(url, source, None, "hreflang")


def _merge(before: ListedUrl, found: ListedUrl) -> ListedUrl:
    """Join two mentions of a URL: an entry says more than a translation, and the later change counts."""
    dates = [date for date in (before.lastmod, found.lastmod) if date]
    first = found if before.how == "hreflang" and found.how != "hreflang" else before
    return replace(first, lastmod=max(dates, default=None))
