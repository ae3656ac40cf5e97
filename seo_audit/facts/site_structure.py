"""The shape of a site as its links make it: how many clicks its pages are away, how its sections link to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.records.url import path_of
from seo_audit.facts.site_facts import SiteFacts

MAX_SECTIONS = 12
"""Rows and columns of the link map: what is still read at a glance, also on a phone."""

SPLIT_SHARE = 0.5
"""Share of the pages above which a section is looked into: a map that says "nearly all" says nothing."""

OTHER_SECTIONS = "…"
"""Name of the small sections together."""


@dataclass(frozen=True, slots=True)
class SiteSection:
    """A part of the site: its path ("/producten/*", or "/" for pages in none), and its pages that Google may show."""

    name: str
    pages: int


@dataclass(frozen=True, slots=True)
class SiteStructure:
    """How a site hangs together.

    Attributes:
        depths: pages by clicks from the home page: of the home page itself, of one click, of two, and so on.
        unlinked: pages to which no other page links.
        unreached: pages to which only such pages link that no click from the home page reaches.
        sections: the largest sections, then the rest of them as one.
        links: from each section (row) to each (column), how many pages link to a page: pairs of pages, counted once.
    """

    depths: tuple[int, ...] = ()
    unlinked: int = 0
    unreached: int = 0
    sections: tuple[SiteSection, ...] = ()
    links: tuple[tuple[int, ...], ...] = ()


def site_structure(facts: SiteFacts) -> SiteStructure:
    """Return the structure of a site; its pages are those that Google may show."""
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
    """Return a site's sections, the largest first: its first folders, and within one that holds most of it, the next.

    A page that has pages beneath it belongs to them; pages in no folder are the section "/".
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
        groups |= _parts(path, groups.pop(path))
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    kept = ordered if len(ordered) <= MAX_SECTIONS else ordered[: MAX_SECTIONS - 1]
    sections = {"/".join(("", *path, "*")) if path else "/": members for path, members in kept}
    if len(kept) < len(ordered):
        sections[OTHER_SECTIONS] = [url for _, members in ordered[len(kept) :] for url in members]
    return sections


def _parts(path: tuple[str, ...], urls: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """Take a section apart by the next segment; single pages stay together under its own path."""
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
