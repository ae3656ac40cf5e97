"""What links call a page: the words that others choose for it, and often the citizen's own.

nDCG@10 on 2,262 Dutch queries, BM25F over title, headings and text alone .641; with anchors .650, on the 831 hard ones
.355 and .373.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.page import Page
from indexer.language import fold

LONGEST = 100
"""Characters: a longer anchor is a teaser, not a name."""

MOST = 20
"""Anchors kept of one page, the most usual ones."""

SAME_FOR = 10
"""Pages that the anchors of one site may lead to with the same words; "lees meer" leads to more: it names nothing."""


Named = tuple[str, str]
"""An address and what a link to it says."""


def names_given(page: Page) -> tuple[Named, ...]:
    """Return what the links of a page call other pages; the same words to the same address count once a page."""
    found = {(link.url, " ".join(link.anchor.split())) for link in page.links if link.url}
    return tuple((url, anchor) for url, anchor in found if url != page.url and anchor and len(anchor) <= LONGEST)


@dataclass(slots=True)
class AnchorCounter:
    """Collects the anchors of all pages, then tells what each address is called."""

    _of: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _targets: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, named: Iterable[Named], site: str) -> None:
        """Take note of what the links of one page of a site call others."""
        for url, anchor in named:
            self._of[url][anchor] += 1
            targets = self._targets[site, fold(anchor)]
            if len(targets) <= SAME_FOR:
                targets.add(url)

    def anchors(self) -> dict[str, tuple[str, ...]]:
        """Return the anchors of each address, the most usual first, one of each spelling."""
        empty = {text for (_, text), targets in self._targets.items() if len(targets) > SAME_FOR}
        found = {}
        for url, counted in self._of.items():
            ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
            kept: dict[str, str] = {}
            for anchor, _ in ordered:
                folded = fold(anchor)
                if folded not in empty:
                    kept.setdefault(folded, anchor)
            if kept:
                found[url] = tuple(kept.values())[:MOST]
        return found
