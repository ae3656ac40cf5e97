"""What links call a page: the words that others choose for it, and often the citizen's own.

nDCG@10 on 2,262 Dutch queries, BM25F over title, headings and text alone .641; with anchors .650, on the 831 hard ones
.355 and .373.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.records.page import Page
from indexer.language.analysis import normalise_text

MAX_ANCHOR_LENGTH = 100
"""Characters: a longer anchor is a teaser, not a name."""

MAX_ANCHORS_OF_PAGE = 20
"""Anchors kept of one page, the most usual ones."""

MAX_TARGETS_OF_ANCHOR = 10
"""Pages that the anchors of one site may lead to with the same words; "lees meer" leads to more: it names nothing."""


UrlAndAnchor = tuple[str, str]
"""An address and what a link to it says."""


def outgoing_anchors(page: Page) -> tuple[UrlAndAnchor, ...]:
    """Return what the links of a page call other pages; the same words to the same address count once a page."""
    found = {(link.url, " ".join(link.anchor.split())) for link in page.links if link.url}
    return tuple((url, anchor) for url, anchor in found if url != page.url and anchor and len(anchor) <= MAX_ANCHOR_LENGTH)


@dataclass(slots=True)
class AnchorTextCollector:
    """Collects the anchors of all pages, then tells what each address is called."""

    _named: defaultdict[str, Counter[UrlAndAnchor]] = field(default_factory=lambda: defaultdict(Counter))

    def see(self, named: Iterable[UrlAndAnchor], site: str) -> None:
        """Take note of what the links of one page of a site call others."""
        self._named[site].update(named)

    def anchors(self) -> dict[str, tuple[str, ...]]:
        """Return the anchors of each address, the most usual first, one of each spelling."""
        total: Counter[UrlAndAnchor] = Counter()
        for counted in self._named.values():
            total.update(counted)
        folded = {anchor: normalise_text(anchor) for anchor in {anchor for _, anchor in total}}
        empty: set[str] = set()
        for counted in self._named.values():
            targets = Counter(text for text, _ in {(folded[anchor], url) for url, anchor in counted})
            empty.update(text for text, number in targets.items() if number > MAX_TARGETS_OF_ANCHOR)
        kept: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for url, anchor in sorted(total, key=lambda named: (-total[named], named[1])):
            if folded[anchor] not in empty:
                kept[url].setdefault(folded[anchor], anchor)
        return {url: tuple(names.values())[:MAX_ANCHORS_OF_PAGE] for url, names in kept.items()}
