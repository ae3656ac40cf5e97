"""Sitemaps of a site: the URLs that they list, and problems in the files.

The crawler's parser reads them, so that the audit reports what the crawl really did with a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.discovery.site_aliases import SiteOrigins, confirmed_aliases
from crawler.discovery.sitemaps import SitemapKind, parse_sitemap
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

IGNORED_PROBLEMS = frozenset({"duplicate", "date", "future"})
"""Problems of the crawler's parser that are not findings: duplicates harm nobody, and dates have their own rule."""


@dataclass(frozen=True, slots=True)
class SitemapProblem:
    """A problem in one file. `kind` is dead or nested, else one of `sitemap_issues.ISSUE_TEXTS`."""

    url: str
    kind: str
    evidence: str
    count: int = 1


@dataclass(slots=True)
class SitemapFacts:
    """All sitemaps of a site.

    Attributes:
        files: URLs of the files with status 200.
        urls: every listed URL of the site, normalised, with its date as written ("" without a date).
        problems: problems in the files.
        unreachable_files: files that robots.txt or a sitemap index names, with another status than 200.
    """

    files: list[str] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    problems: list[SitemapProblem] = field(default_factory=list)
    unreachable_files: list[str] = field(default_factory=list)


def read_sitemaps(files: Iterable[SiteFile], site: Site) -> SitemapFacts:
    """Read the sitemaps among the stored site files."""
    files = tuple(files)
    sitemaps = SitemapFacts()
    origins = SiteOrigins.from_site(site, confirmed_aliases(files))
    for file in files:
        if file.kind != "sitemap":
            continue
        if file.status == 200:
            sitemaps.files.append(file.url)
            _read(file, sitemaps, origins)
        elif file.source != "guess" and file.redirect is None:
            sitemaps.unreachable_files.append(file.url)
            sitemaps.problems.append(SitemapProblem(file.url, "dead", file.error or str(file.status)))
    return sitemaps


def _read(file: SiteFile, sitemaps: SitemapFacts, origins: SiteOrigins) -> None:
    read = parse_sitemap(file.body, file.url, origins=origins, content_type=file.content_type)
    sitemaps.problems += [
        SitemapProblem(file.url, problem.kind, problem.evidence, problem.count)
        for problem in read.problems
        if problem.kind not in IGNORED_PROBLEMS
    ]
    if read.kind is SitemapKind.INDEX:
        if file.source.startswith(("http://", "https://")):  # named by another index
            sitemaps.problems.append(SitemapProblem(file.url, "nested", file.source))
        return
    for entry in read.entries:
        sitemaps.urls.setdefault(entry.url, entry.lastmod_raw)
