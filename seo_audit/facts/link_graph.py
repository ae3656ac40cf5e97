"""Graph of the links between a site's pages: click depth, incoming links, redirect chains and PageRank.

Following a redirect is not a click, so an edge goes from a page to the end of the redirects. A link from a page to
itself is left out: it helps nobody to reach the page.
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
"""Redirects that Google follows before it gives up."""

PAGERANK_DAMPING = 0.85
"""Usual probability that a reader follows another link (Brin and Page, 1998)."""

PAGERANK_ITERATIONS = 30
"""Enough to rank pages: each iteration multiplies the error by the damping factor, so it ends below 1%."""

MAX_SOURCES_LISTED = 3
"""Linking pages listed for a page whose defect is not in the links to it."""


@dataclass(frozen=True, slots=True)
class RedirectChain:
    """Redirects from one URL: `hops` are the URLs that redirect, `final` is the last URL, None for a loop."""

    hops: tuple[str, ...]
    final: str | None


@dataclass(frozen=True, slots=True)
class LinkSource:
    """A page with a link, and the anchor text of that link."""

    url: str
    anchor: str


class LinkGraph:
    """Links between the fetched pages of one site."""

    def __init__(self, home: str, pages: Mapping[str, PageFacts], distinct_links: Sequence[DistinctLink]) -> None:
        self._pages = pages
        self._distinct_links = distinct_links
        self._urls = list(pages)
        self._index_of_url = {url: number for number, url in enumerate(self._urls)}
        self.home = self.follow_redirects(home).final or home
        self._by_target: dict[str, list[int]] = defaultdict(list)
        for number, kind in enumerate(distinct_links):
            self._by_target[kind.target].append(number)
        self._first_sources: dict[str, tuple[tuple[LinkSource, ...], int]] = {}
        self._edge_sources, self._edge_link_numbers = self._edges()
        borders = np.arange(len(distinct_links) + 1, dtype=self._edge_link_numbers.dtype)
        self._starts: list[int] = np.searchsorted(self._edge_link_numbers, borders).tolist()
        self._adjacency = self._build_adjacency()

    def follow_redirects(self, url: str) -> RedirectChain:
        """Follow the redirects from `url`. A chain of more than `MAX_REDIRECT_HOPS` counts as a loop."""
        hops: list[str] = []
        while (page := self._pages.get(url)) and page.redirect:
            if url in hops or len(hops) > MAX_REDIRECT_HOPS:
                return RedirectChain((*hops, url), None)
            hops.append(url)
            url = page.redirect
        return RedirectChain(tuple(hops), url)

    @cached_property
    def depths(self) -> dict[str, int]:
        """Number of clicks from the home page to each reachable page; 0 for the home page."""
        if self.home not in self._index_of_url:
            return {}
        start = self._index_of_url[self.home]
        order, before = breadth_first_order(self._adjacency, start, directed=True, return_predecessors=True)
        depths = {start: 0}
        for node in order[1:]:
            depths[int(node)] = depths[int(before[node])] + 1
        return {self._urls[node]: depth for node, depth in depths.items()}

    @cached_property
    def inlink_counts(self) -> dict[str, int]:
        """Number of other pages that link to each page, directly or through redirects."""
        counts = np.asarray(self._adjacency.sum(axis=0)).ravel()
        return {url: int(counts[number]) for url, number in self._index_of_url.items()}

    @cached_property
    def navigation_targets(self) -> frozenset[str]:
        """URLs that the navigation of another page links to, and the ends of their redirects."""
        found: set[str] = set()
        for link_number, source in zip(self._edge_link_numbers, self._edge_sources, strict=True):
            kind = self._distinct_links[link_number]
            if kind.place is PageRegion.NAVIGATION and kind.target not in found and kind.target != self._urls[source]:
                found.add(kind.target)
                if final := self.follow_redirects(kind.target).final:
                    found.add(final)
        return frozenset(found)

    @cached_property
    def linked_urls(self) -> frozenset[str]:
        """URLs that another page links to, and every URL on their redirect chains."""
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
        """PageRank of each page; they sum to 1."""
        size = len(self._urls)
        if not size:
            return {}
        out = np.asarray(self._adjacency.sum(axis=1)).ravel().astype(float)
        dangling = out == 0
        out[dangling] = 1.0
        transition = (self._adjacency.astype(float).multiply(1.0 / out[:, None])).T.tocsr()
        rank = np.full(size, 1.0 / size)
        for _ in range(PAGERANK_ITERATIONS):
            rank = PAGERANK_DAMPING * (transition @ rank + rank[dangling].sum() / size) + (1 - PAGERANK_DAMPING) / size
        return dict(zip(self._urls, rank.tolist(), strict=True))

    def rank_percentile(self, share: float) -> float:
        """Return the PageRank that a share (0 to 1) of the pages does not exceed: 0.1 for the lowest decile."""
        return self._sorted_ranks[min(len(self._sorted_ranks) - 1, int(share * len(self._sorted_ranks)))]

    @cached_property
    def _sorted_ranks(self) -> list[float]:
        return sorted(self.page_ranks.values())

    def sources(self, target: str, limit: int = 20) -> tuple[tuple[LinkSource, ...], int]:
        """Return pages that link to exactly `target` (links in the text first) and their total number."""
        own = self._index_of_url.get(target, -1)
        found: dict[int, str] = {}
        for number in self._link_numbers_to(target):
            for source in self._edge_sources[self._starts[number] : self._starts[number + 1]].tolist():
                if source != own:
                    found.setdefault(source, self._distinct_links[number].anchor)
        shown = list(found.items())[:limit]
        return tuple(LinkSource(self._urls[source], anchor) for source, anchor in shown), len(found)

    def first_sources(self, target: str) -> tuple[tuple[LinkSource, ...], int]:
        """Return the first pages that link to `target` (links in the text first) and how many do, redirects followed.

        Called for every finding, so the result is cached per page.
        """
        if target not in self._first_sources:
            found: dict[int, str] = {}
            for number in self._link_numbers_to(target):
                start, end = self._starts[number], self._starts[number + 1]
                for source in self._edge_sources[start : min(end, start + MAX_SOURCES_LISTED + 1)].tolist():
                    if source != self._index_of_url.get(target):
                        found.setdefault(source, self._distinct_links[number].anchor)
                if len(found) >= MAX_SOURCES_LISTED:
                    break
            shown = tuple(
                LinkSource(self._urls[source], anchor) for source, anchor in list(found.items())[:MAX_SOURCES_LISTED]
            )
            self._first_sources[target] = (shown, self.inlink_counts.get(target, len(found)))
        return self._first_sources[target]

    def _link_numbers_to(self, target: str) -> list[int]:
        """Return the indexes of the distinct links to a URL, those in the text first."""
        return sorted(
            self._by_target.get(target, ()), key=lambda n: self._distinct_links[n].place is PageRegion.NAVIGATION
        )

    def count_links(self, groups: Mapping[str, int], size: int) -> tuple[tuple[int, ...], ...]:
        """Return how many page pairs link from one group (row) to another (column).

        `groups` maps a URL to its group, 0 to `size` - 1. Pages in no group are left out.
        """
        number_of = np.array([groups.get(url, -1) for url in self._urls], dtype=np.int64)
        counts = np.zeros((size, size), dtype=np.int64)
        if size:
            sources, targets = (number_of[ends] for ends in self._adjacency.nonzero())
            inside = (sources >= 0) & (targets >= 0)
            np.add.at(counts, (sources[inside], targets[inside]), 1)
        return tuple(tuple(row) for row in counts.tolist())

    def _edges(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return every link as two arrays (source page, distinct link), ordered by distinct link."""
        sources, kinds = [], []
        for number, page in enumerate(self._pages.values()):
            kinds.append(np.asarray(page.links, dtype=np.int32))
            sources.append(np.full(len(page.links), number, dtype=np.int32))
        if not kinds:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        links_, sources_ = np.concatenate(kinds), np.concatenate(sources)
        order = np.argsort(links_, kind="stable")
        return sources_[order], links_[order]

    def _build_adjacency(self) -> csr_array:
        """Return the adjacency matrix: 1 where one page links to another."""
        size = len(self._urls)
        ends = np.full(max(len(self._distinct_links), 1), -1, dtype=np.int32)
        for number, kind in enumerate(self._distinct_links):
            final = self.follow_redirects(kind.target).final
            ends[number] = self._index_of_url.get(final, -1) if final else -1
        targets = ends[self._edge_link_numbers]
        keep = (targets >= 0) & (targets != self._edge_sources)
        pairs = np.unique(self._edge_sources[keep].astype(np.int64) * size + targets[keep])
        ones = np.ones(len(pairs), dtype=np.int32)
        return csr_array((ones, (pairs // max(size, 1), pairs % max(size, 1))), shape=(size, size))
