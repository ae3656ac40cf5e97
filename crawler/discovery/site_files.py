"""The files that steer a crawl: robots.txt, sitemaps, the site's twins, and a probe for how it says "not found"."""

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
from crawler.discovery.robots import RobotsTxt, fetch_robots
from crawler.discovery.site_aliases import SiteOrigins, confirmed_aliases, fetch_aliases
from crawler.discovery.sitemap_problems import SitemapIssue
from crawler.discovery.sitemaps import MAX_SITEMAP_BYTES, Sitemap, SitemapKind, parse_sitemap
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

MAX_SITEMAPS = 200
"""Sitemap files read of one site."""

MAX_INDEX_DEPTH = 3
"""Index files inside one another that are followed; Google follows no index inside an index."""

SITEMAP_URLS_PER_PAGE = 4
"""Addresses kept of all sitemaps together, for each page that `max_pages` allows: translations and old ones."""

DEFAULT_SITEMAP_PATHS = ("/sitemap.xml", "/sitemap_index.xml")
"""Where a sitemap is looked for when robots.txt names none, the next when there is none at the one before."""

ListedHow = Literal["sitemap", "hreflang", "news"]


@dataclass(frozen=True, slots=True)
class ListedUrl:
    """An address of the site that a sitemap names.

    `url` is in normal form at the main origin; `source` the sitemap; `lastmod` (UTC) when the page changed last,
    if a sitemap says so; `how` whether it is an entry, an entry of the news extension, or a translation of one.
    """

    url: str
    source: str
    lastmod: datetime | None
    how: ListedHow


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """What the steering files of a site establish.

    Attributes:
        files: robots.txt (the first), the twins, sitemaps and the probe, with what is not sound about each.
        robots: None when robots.txt could not be had, and no known one holds; `problem` says why.
        listed: what the sitemaps name, each address once.
        aliases: origins such as "http://kortrijk.be" that show the same pages as the main one; see `joined`.
    """

    files: tuple[SiteFile, ...]
    robots: RobotsTxt | None
    problem: str | None
    listed: tuple[ListedUrl, ...]
    aliases: frozenset[str] = frozenset()


async def fetch_site_files(site: Site, fetch: FetchFile, known: SiteFile | None = None) -> SiteFiles:
    """Fetch robots.txt, the twins of the home page, the sitemaps and a made-up address of a site.

    `known` is the last sound robots.txt: see `fetch_robots`.
    """
    robots_file, robots = await fetch_robots(site, fetch, known)
    if robots is None:
        why = robots_file.error or f"answered {robots_file.status}"
        return SiteFiles((robots_file,), None, f"robots.txt {why}; nothing is asked until it answers", ())
    root = ada_url.URL(site.url).origin
    twins = await fetch_aliases(site, fetch) if robots.allows(f"{root}/") else ()
    aliases = confirmed_aliases(twins)
    reader = _SitemapReader(site, fetch, SiteOrigins.from_site(site, aliases))
    await reader.read(robots.sitemaps)
    probe_url = f"{root}/{probe_path(site)}"
    probe = label_site_file(await fetch(site, probe_url), kind="probe", url=probe_url)
    files = (robots_file, *twins, *reader.files.values(), probe)
    return SiteFiles(files, robots, None, tuple(reader.listed.values()), aliases)


def probe_path(site: Site) -> str:
    """Return a path that no site has, the same each time so that runs compare."""
    return "bestaat-niet-" + hashlib.sha1(site.id.encode(), usedforsecurity=False).hexdigest()[:10]


class _SitemapReader:
    """Fetches the sitemaps of one site, index files followed."""

    def __init__(self, site: Site, fetch: FetchFile, territory: SiteOrigins) -> None:
        self.files: dict[str, SiteFile] = {}
        self.listed: dict[str, ListedUrl] = {}
        self._site = site
        self._fetch = fetch
        self._origins = territory
        self._room = site.max_pages * SITEMAP_URLS_PER_PAGE
        self._now = datetime.now(UTC)

    async def read(self, named: Sequence[str]) -> None:
        """Read the sitemaps that robots.txt names, also those on other hosts, else those at the usual places."""
        if named:
            await self._read_all(deque((url, "robots.txt", 0) for url in named))
            return
        for path in DEFAULT_SITEMAP_PATHS:
            url = f"{self._origins.origin}{path}"
            await self._read_all(deque([(url, "guess", 0)]))
            if self.files[url].status == 200:
                return

    async def _read_all(self, waiting: deque[tuple[str, str, int]]) -> None:
        while waiting and len(self.files) < MAX_SITEMAPS:
            url, source, depth = waiting.popleft()
            if url in self.files:
                continue
            answer = await fetch_following_redirects(self._site, url, self._fetch)
            if answer.status != 200:
                self.files[url] = label_site_file(answer, kind="sitemap", url=url, source=source)
                continue
            sitemap = parse_sitemap(
                answer.body, url, origins=self._origins, content_type=answer.content_type, now=self._now
            )
            problems = [problem.message for problem in sitemap.problems]
            if sitemap.kind is SitemapKind.INDEX:
                if depth:
                    problems.append(SitemapIssue("nested", url).message)
                if depth < MAX_INDEX_DEPTH:
                    waiting.extend((entry.url, url, depth + 1) for entry in sitemap.entries)
            elif left := self._list(sitemap, url):
                problems.append(SitemapIssue("bound", url, left).message)
            unpacked, broken = gunzip(answer.body, MAX_SITEMAP_BYTES)
            body = answer.body if broken else unpacked  # a broken archive is kept, so that the audit sees it is one
            self.files[url] = label_site_file(
                answer, kind="sitemap", url=url, source=source, body=body, problems=tuple(problems)
            )

    def _list(self, sitemap: Sitemap, source: str) -> int:
        """Keep what a sitemap names of the site, and return how many addresses found no room."""
        left = 0
        for found in self._named(sitemap, source):
            before = self.listed.get(found.url)
            if before:
                self.listed[found.url] = _merged(before, found)
            elif len(self.listed) < self._room:
                self.listed[found.url] = found
            else:
                left += 1
        return left

    def _named(self, sitemap: Sitemap, source: str) -> Iterator[ListedUrl]:
        for entry in sitemap.entries:
            yield ListedUrl(entry.url, source, entry.lastmod, "news" if entry.news else "sitemap")
            for _, url in entry.alternates:
                if url != entry.url and self._origins.owns(url):
                    yield ListedUrl(url, source, None, "hreflang")


def _merged(before: ListedUrl, found: ListedUrl) -> ListedUrl:
    """Join two mentions of an address: an entry says more than a translation, and the later change counts."""
    dates = [date for date in (before.lastmod, found.lastmod) if date]
    first = found if before.how == "hreflang" and found.how != "hreflang" else before
    return replace(first, lastmod=max(dates, default=None))
