"""Structure of a site in its links: the click depth of its pages, and how its sections link to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.records.url import path_of
from seo_audit.facts.site_facts import SiteFacts

MAX_SECTIONS = 12
"""Rows and columns of the link map: as many as fit on a phone."""

SPLIT_SHARE = 0.5
"""Share of the pages above which a section is split: a map with one section for nearly all pages is useless."""

OTHER_SECTIONS = "…"
"""Name of the group of all small sections."""


@dataclass(frozen=True, slots=True)
class SiteSection:
    """A part of the site: its path ("/producten/*", or "/" for pages in no folder) and number of indexable pages."""

    name: str
    pages: int


@dataclass(frozen=True, slots=True)
class SiteStructure:
    """Structure of one site.

    Attributes:
        depths: number of pages at 0, 1, 2, … clicks from the home page.
        unlinked: pages that no other page links to.
        unreached: pages that are linked only from pages out of reach of the home page.
        sections: the largest sections, then all others as one.
        links: number of page pairs that link from each section (row) to each section (column).
    """

    depths: tuple[int, ...] = ()
    unlinked: int = 0
    unreached: int = 0
    sections: tuple[SiteSection, ...] = ()
    links: tuple[tuple[int, ...], ...] = ()


def site_structure(facts: SiteFacts) -> SiteStructure:
    """Return the structure of a site, of its indexable pages."""
    urls = [page.url for page in facts.indexable_pages()]
    depths, inlinks = facts.graph.depths, facts.graph.inlink_counts
    clicks = Counter(depths[url] for url in urls if url in depths)
    lost = [url for url in urls if url not in depths]
    unlinked = sum(not inlinks.get(url) for url in lost)
    sections = split_into_sections(urls)
    numbers = {url: number for number, members in enumerate(sections.values()) for url in members}
    return SiteStructure(
        depths=tuple(clicks[depth] for depth in range(max(clicks, default=-1) + 1)),
        unlinked=unlinked,
        unreached=len(lost) - unlinked,
        sections=tuple(SiteSection(name, len(members)) for name, members in sections.items()),
        links=facts.graph.count_links(numbers, len(sections)),
    )


def split_into_sections(urls: Iterable[str]) -> dict[str, list[str]]:
    """Split a site into sections, the largest first: its top folders; a folder with most of the pages is split further.

    A page with pages below it belongs to their section. Pages in no folder form the section "/".
    """
    whole = list(urls)
    groups: dict[tuple[str, ...], list[str]] = {(): whole} if whole else {}
    seen: set[tuple[str, ...]] = set()
    while len(groups) < MAX_SECTIONS:
        large = [
            path for path, members in groups.items() if path not in seen and len(members) > SPLIT_SHARE * len(whole)
        ]
        if not large:
            break
        path = large[0]
        seen.add(path)
        groups |= _split(path, groups.pop(path))
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    largest = ordered if len(ordered) <= MAX_SECTIONS else ordered[: MAX_SECTIONS - 1]
    sections = {"/".join(("", *path, "*")) if path else "/": members for path, members in largest}
    if len(largest) < len(ordered):
        sections[OTHER_SECTIONS] = [url for _, members in ordered[len(largest) :] for url in members]
    return sections


def _split(path: tuple[str, ...], urls: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Split a section by the next path segment. Single pages stay together under the path of the section."""
    by_next: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    own: list[str] = []
    for url in urls:
        segments = tuple(part for part in path_of(url).partition("?")[0].split("/") if part)
        if len(segments) > len(path):
            by_next[segments[: len(path) + 1]].append(url)
        else:
            own.append(url)
    parts = {part: members for part, members in by_next.items() if len(members) > 1}
    own += [url for part, members in by_next.items() if part not in parts for url in members]
    return parts | ({path: own} if own else {})
