"""Anchor texts: what links call a page, in words that others chose for it and that are often the citizen's own.

On 2,262 Dutch queries, BM25F over title, headings and text reaches nDCG@10 .641 without anchor texts and .650 with
them; on the 831 hard queries .355 and .373.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.records.page import Page
from indexer.language.analysis import normalise_text

MAX_ANCHOR_LENGTH = 100
"""Characters. A longer anchor is a teaser, not a name."""

MAX_ANCHORS_OF_PAGE = 20
"""Anchor texts stored per page, the most frequent ones."""

MAX_TARGETS_OF_ANCHOR = 10
"""Pages of one site that links with the same text may lead to. "Lees meer" leads to more, so it names nothing."""


UrlAndAnchor = tuple[str, str]
"""The target URL and the text of a link."""


def outgoing_anchors(page: Page) -> tuple[UrlAndAnchor, ...]:
    """Return the target and text of a page's links to other pages; a repeated link counts once."""
    found = {(link.url, " ".join(link.anchor.split())) for link in page.links if link.url}
    return tuple(
        (url, anchor) for url, anchor in found if url != page.url and anchor and len(anchor) <= MAX_ANCHOR_LENGTH
    )


@dataclass(slots=True)
class AnchorTextCollector:
    """Collects the links of all pages and returns the anchor texts of each URL."""

    _links: defaultdict[str, Counter[UrlAndAnchor]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, links: Iterable[UrlAndAnchor], site: str) -> None:
        """Add the links of one page of a site."""
        self._links[site].update(links)

    def anchors(self) -> dict[str, tuple[str, ...]]:
        """Return the anchor texts of each URL, the most frequent first, each spelling once."""
        total: Counter[UrlAndAnchor] = Counter()
        for counted in self._links.values():
            total.update(counted)
        normalised = {anchor: normalise_text(anchor) for anchor in {anchor for _, anchor in total}}
        generic: set[str] = set()
        for counted in self._links.values():
            targets = Counter(text for text, _ in {(normalised[anchor], url) for url, anchor in counted})
            generic.update(text for text, number in targets.items() if number > MAX_TARGETS_OF_ANCHOR)
        by_url: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for url, anchor in sorted(total, key=lambda link: (-total[link], link[1])):
            if normalised[anchor] not in generic:
                by_url[url].setdefault(normalised[anchor], anchor)
        return {url: tuple(names.values())[:MAX_ANCHORS_OF_PAGE] for url, names in by_url.items()}
