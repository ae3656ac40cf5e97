"""The sitemaps of a site: which addresses they list, and what is wrong with the files.

The crawler's reader reads them, so that what the audit says of a file is what the crawl made of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.discovery.site_aliases import SiteOrigins, confirmed_aliases
from crawler.discovery.sitemaps import SitemapKind, parse_sitemap
from crawler.records.stored_records import SiteFile
from crawler.registry.site import Site

IGNORED_PROBLEMS = frozenset({"duplicate", "date", "future"})
"""Kinds of the crawler's problems that are no findings here: the first harms nobody, the dates have their own rule."""


@dataclass(frozen=True, slots=True)
class SitemapProblem:
    """What is wrong with one file: `kind` is dead or nested, else one of `sitemap_problems.PHRASES`."""

    url: str
    kind: str
    evidence: str
    count: int = 1


@dataclass(slots=True)
class SitemapFacts:
    """All sitemaps of a site together.

    Attributes:
        files: addresses of the files that answered 200.
        urls: every listed address of the site in normal form, with the date beside it as written ("" when none).
        problems: what is wrong with the files.
        named_dead: files that robots.txt or an index names and that did not answer 200.
    """

    files: list[str] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    problems: list[SitemapProblem] = field(default_factory=list)
    unreachable_files: list[str] = field(default_factory=list)


def read_sitemaps(files: Iterable[SiteFile], site: Site) -> SitemapFacts:
    """Read the site files of kind sitemap."""
    files = tuple(files)
    sitemaps = SitemapFacts()
    territory = SiteOrigins.of(site, confirmed_aliases(files))
    for file in files:
        if file.kind != "sitemap":
            continue
        if file.status == 200:
            sitemaps.files.append(file.url)
            _read(file, sitemaps, territory)
        elif file.source != "guess" and file.redirect is None:
            sitemaps.unreachable_files.append(file.url)
            sitemaps.problems.append(SitemapProblem(file.url, "dead", file.error or str(file.status)))
    return sitemaps


def _read(file: SiteFile, sitemaps: SitemapFacts, territory: SiteOrigins) -> None:
    read = parse_sitemap(file.body, file.url, territory=territory, content_type=file.content_type)
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
        sitemaps.urls.setdefault(entry.url, entry.dated)
