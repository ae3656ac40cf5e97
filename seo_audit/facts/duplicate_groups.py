"""Pages of a site that share a text, a title or a description. The first of each group may stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.near_duplicates import clusters
from seo_audit.facts.page_facts import PageFacts

MIN_WORDS_NEAR_DUPLICATE = 50
"""Shorter texts are not compared for near-identity: two short notices are alike by chance (catalogue)."""

MIN_WORDS_EXACT_DUPLICATE = 20
"""Below this, pages without a text of their own (a form, an empty list) would count as one text."""

DuplicateGroups = dict[str, tuple[str, ...]]
"""Address of a page to the addresses of its whole group."""


class SiteDuplicates:
    """Groups of indexable pages; the page that most pages link to leads each group."""

    def __init__(self, pages: Sequence[PageFacts], graph: LinkGraph) -> None:
        self._pages = sorted(pages, key=lambda page: (-graph.inlink_counts.get(page.url, 0), len(page.url), page.url))

    @cached_property
    def texts(self) -> DuplicateGroups:
        """Pages with exactly the same main text."""
        return self._by(lambda page: page.text_hash if page.words >= MIN_WORDS_EXACT_DUPLICATE else "")

    @cached_property
    def near_texts(self) -> DuplicateGroups:
        """Pages with nearly the same main text; of exactly equal ones only the first takes part."""
        texts = (
            (page.url, page.fingerprint)
            for page in self._pages
            if page.fingerprint
            and page.words >= MIN_WORDS_NEAR_DUPLICATE
            and self.texts.get(page.url, (page.url,))[0] == page.url
        )
        return {url: group for group in map(tuple, clusters(texts)) for url in group}

    @cached_property
    def titles(self) -> DuplicateGroups:
        """Pages in one language with the same title."""
        return self._by(lambda page: (page.lang, _folded(page.title)) if page.title.strip() else "")

    @cached_property
    def descriptions(self) -> DuplicateGroups:
        """Pages in one language with the same meta description."""
        return self._by(lambda page: (page.lang, _folded(page.description)) if page.description.strip() else "")

    def _by(self, key: Callable[[PageFacts], Hashable]) -> DuplicateGroups:
        found: dict[Hashable, list[str]] = defaultdict(list)
        for page in self._pages:
            if value := key(page):
                found[value].append(page.url)
        groups = [tuple(group) for group in found.values() if len(group) > 1]
        return {url: group for group in groups for url in group}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
