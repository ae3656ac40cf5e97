"""The links between a site's pages: click depth, inlinks, redirect chains and PageRank.

Following a redirect is no click, so an edge goes from a page to where its link ends up. Links to
the page itself say nothing about how it is reached and are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from crawler.records.page import PageRegion
from seo_audit.facts.page_facts import DistinctLink, PageFacts

MAX_REDIRECT_HOPS = 10
"""Redirects that Google follows in one chain before it gives up."""

PAGERANK_DAMPING = 0.85
"""The usual chance that a reader goes on clicking (Brin and Page, 1998)."""

PAGERANK_ITERATIONS = 30
"""Enough to order pages: the error shrinks by the damping factor each time, to below 1%."""


MAX_SOURCES_LISTED = 3
"""Linking pages named of a page whose defect is not in the links to it."""


@dataclass(frozen=True, slots=True)
class RedirectChain:
    """Where an address leads: `hops` the redirects followed, `final` where they end, None in a loop."""

    hops: tuple[str, ...]
    final: str | None


@dataclass(frozen=True, slots=True)
class LinkSource:
    """A page that links somewhere, and the anchor text it uses."""

    url: str
    anchor: str


class LinkGraph:
    """The links between the fetched pages of one site."""

    def __init__(self, home: str, pages: Mapping[str, PageFacts], kinds: Sequence[DistinctLink]) -> None:
        self._pages = pages
        self._kinds = kinds
        self._urls = list(pages)
        self._numbers = {url: number for number, url in enumerate(self._urls)}
        self.home = self.follow_redirects(home).final or home
        self._by_target: dict[str, list[int]] = defaultdict(list)
        for number, kind in enumerate(kinds):
            self._by_target[kind.target].append(number)
        self._few: dict[str, tuple[tuple[LinkSource, ...], int]] = {}
        self._edge_sources, self._edge_kinds = self._links()
        borders = np.arange(len(kinds) + 1, dtype=self._edge_kinds.dtype)
        self._starts: list[int] = np.searchsorted(self._edge_kinds, borders).tolist()
        self._matrix = self._adjacency()

    def follow_redirects(self, url: str) -> RedirectChain:
        """Follow the redirects from `url`; a chain longer than a crawler's patience counts as a loop."""
        hops: list[str] = []
        while (page := self._pages.get(url)) and page.redirect:
            if url in hops or len(hops) > MAX_REDIRECT_HOPS:
                return RedirectChain((*hops, url), None)
            hops.append(url)
            url = page.redirect
        return RedirectChain(tuple(hops), url)

    @cached_property
    def depths(self) -> dict[str, int]:
        """Clicks from the home page to each page that can be reached; the home page has 0."""
        if self.home not in self._numbers:
            return {}
        start = self._numbers[self.home]
        order, before = breadth_first_order(self._matrix, start, directed=True, return_predecessors=True)
        depths = {start: 0}
        for node in order[1:]:
            depths[int(node)] = depths[int(before[node])] + 1
        return {self._urls[node]: depth for node, depth in depths.items()}

    @cached_property
    def inlink_counts(self) -> dict[str, int]:
        """How many other pages link to each page, directly or through redirects."""
        counts = np.asarray(self._matrix.sum(axis=0)).ravel()
        return {url: int(counts[number]) for url, number in self._numbers.items()}

    @cached_property
    def navigation_targets(self) -> frozenset[str]:
        """Addresses that the navigation of another page links to, and where those links end."""
        found: set[str] = set()
        for kind_number, source in zip(self._edge_kinds, self._edge_sources, strict=True):
            kind = self._kinds[kind_number]
            if kind.place is PageRegion.NAVIGATION and kind.target not in found and kind.target != self._urls[source]:
                found.add(kind.target)
                if final := self.follow_redirects(kind.target).final:
                    found.add(final)
        return frozenset(found)

    @cached_property
    def linked_urls(self) -> frozenset[str]:
        """Addresses that another page links to, and every address on the way to where those links end."""
        found: set[str] = set()
        for target in self._by_target:
            if self.sources(target, limit=1)[1]:
                chain = self.follow_redirects(target)
                found.update((target, *chain.hops))
                if chain.final:
                    found.add(chain.final)
        return frozenset(found)

    @cached_property
    def page_ranks(self) -> dict[str, float]:
        """PageRank of each page; all together 1."""
        size = len(self._urls)
        if not size:
            return {}
        out = np.asarray(self._matrix.sum(axis=1)).ravel().astype(float)
        dangling = out == 0
        out[dangling] = 1.0
        transition = (self._matrix.astype(float).multiply(1.0 / out[:, None])).T.tocsr()
        rank = np.full(size, 1.0 / size)
        for _ in range(PAGERANK_ITERATIONS):
            rank = PAGERANK_DAMPING * (transition @ rank + rank[dangling].sum() / size) + (1 - PAGERANK_DAMPING) / size
        return dict(zip(self._urls, rank.tolist(), strict=True))

    def rank_percentile(self, share: float) -> float:
        """Return the PageRank that a share (0 to 1) of the pages does not exceed."""
        return self._ordered[min(len(self._ordered) - 1, int(share * len(self._ordered)))]

    @cached_property
    def _ordered(self) -> list[float]:
        return sorted(self.page_ranks.values())

    def sources(self, target: str, limit: int = 20) -> tuple[tuple[LinkSource, ...], int]:
        """Return pages that link to exactly `target` (links in the text first) and how many there are."""
        own = self._numbers.get(target, -1)
        found: dict[int, str] = {}
        for number in self._kinds_to(target):
            for source in self._edge_sources[self._starts[number] : self._starts[number + 1]].tolist():
                if source != own:
                    found.setdefault(source, self._kinds[number].anchor)
        shown = list(found.items())[:limit]
        return tuple(LinkSource(self._urls[source], anchor) for source, anchor in shown), len(found)

    def first_sources(self, target: str) -> tuple[tuple[LinkSource, ...], int]:
        """Return up to `MAX_SOURCES_LISTED` pages that link to a page (links in the text first), and how many do, redirects followed.

        Asked for every finding, so each page's answer is kept.
        """
        if target not in self._few:
            found: dict[int, str] = {}
            for number in self._kinds_to(target):
                start, end = self._starts[number], self._starts[number + 1]
                for source in self._edge_sources[start : min(end, start + MAX_SOURCES_LISTED + 1)].tolist():
                    if source != self._numbers.get(target):
                        found.setdefault(source, self._kinds[number].anchor)
                if len(found) >= MAX_SOURCES_LISTED:
                    break
            shown = tuple(
                LinkSource(self._urls[source], anchor) for source, anchor in list(found.items())[:MAX_SOURCES_LISTED]
            )
            self._few[target] = (shown, self.inlink_counts.get(target, len(found)))
        return self._few[target]

    def _kinds_to(self, target: str) -> list[int]:
        """Return the kinds of links to an address, those in the text first."""
        return sorted(self._by_target.get(target, ()), key=lambda n: self._kinds[n].place is PageRegion.NAVIGATION)

    def count_links(self, groups: Mapping[str, int], size: int) -> tuple[tuple[int, ...], ...]:
        """Return how often a page of one group (row) links to a page of another (column).

        `groups` numbers the groups of pages from 0 to `size`; pages in none are left out.
        """
        number_of = np.array([groups.get(url, -1) for url in self._urls], dtype=np.int64)
        counts = np.zeros((size, size), dtype=np.int64)
        if size:
            sources, targets = (number_of[ends] for ends in self._matrix.nonzero())
            inside = (sources >= 0) & (targets >= 0)
            np.add.at(counts, (sources[inside], targets[inside]), 1)
        return tuple(tuple(row) for row in counts.tolist())

    def _links(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Every link as (source page, kind of link), ordered by kind."""
        sources, kinds = [], []
        for number, page in enumerate(self._pages.values()):
            kinds.append(np.asarray(page.links, dtype=np.int32))
            sources.append(np.full(len(page.links), number, dtype=np.int32))
        if not kinds:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        kind_of, source_of = np.concatenate(kinds), np.concatenate(sources)
        order = np.argsort(kind_of, kind="stable")
        return source_of[order], kind_of[order]

    def _adjacency(self) -> csr_array:
        """Pages by pages: 1 where one links to another."""
        size = len(self._urls)
        ends = np.full(max(len(self._kinds), 1), -1, dtype=np.int32)
        for number, kind in enumerate(self._kinds):
            final = self.follow_redirects(kind.target).final
            ends[number] = self._numbers.get(final, -1) if final else -1
        targets = ends[self._edge_kinds]
        keep = (targets >= 0) & (targets != self._edge_sources)
        pairs = np.unique(self._edge_sources[keep].astype(np.int64) * size + targets[keep])
        ones = np.ones(len(pairs), dtype=np.int32)
        return csr_array((ones, (pairs // max(size, 1), pairs % max(size, 1))), shape=(size, size))
