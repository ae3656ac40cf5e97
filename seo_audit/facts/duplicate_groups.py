"""Groups of pages on one site that share a text, a title or a meta description. The first page of a group may stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

from seo_audit.facts.link_graph import LinkGraph
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.text_fingerprint import group_similar_texts

MIN_WORDS_NEAR_DUPLICATE = 50
"""Shorter texts are not compared: two short notices are similar by chance (catalogue)."""

MIN_WORDS_EXACT_DUPLICATE = 20
"""Below this, pages without their own text (a form, an empty list) would count as duplicates."""

DuplicateGroups = dict[str, tuple[str, ...]]
"""URL of a page to the URLs of its whole group."""


class SiteDuplicates:
    """Duplicate groups of the indexable pages. The page with most incoming links comes first in each group."""

    def __init__(self, pages: Sequence[PageFacts], graph: LinkGraph) -> None:
        self._pages = sorted(pages, key=lambda page: (-graph.inlink_counts.get(page.url, 0), len(page.url), page.url))

    @cached_property
    def texts(self) -> DuplicateGroups:
        """Groups of pages with exactly the same main text."""
        return self._group_by(lambda page: page.text_hash if page.words >= MIN_WORDS_EXACT_DUPLICATE else "")

    @cached_property
    def near_texts(self) -> DuplicateGroups:
        """Groups of pages with nearly the same main text. Of exact duplicates only the first takes part."""
        texts = (
            (page.url, page.fingerprint)
            for page in self._pages
            if page.fingerprint
            and page.words >= MIN_WORDS_NEAR_DUPLICATE
            and self.texts.get(page.url, (page.url,))[0] == page.url
        )
        return {url: group for group in map(tuple, group_similar_texts(texts)) for url in group}

    @cached_property
    def titles(self) -> DuplicateGroups:
        """Groups of pages in one language with the same title."""
        return self._group_by(_title_key)

    @cached_property
    def descriptions(self) -> DuplicateGroups:
        """Groups of pages in one language with the same meta description."""
        return self._group_by(_description_key)

    def _group_by(self, key: Callable[[PageFacts], Hashable]) -> DuplicateGroups:
        groups: dict[Hashable, list[str]] = defaultdict(list)
        for page in self._pages:
            if value := key(page):
                groups[value].append(page.url)
        shared = [tuple(urls) for urls in groups.values() if len(urls) > 1]
        return {url: group for group in shared for url in group}


def _title_key(page: PageFacts) -> Hashable:
    return (page.lang, _fold_case(page.title)) if page.title.strip() else ""


def _description_key(page: PageFacts) -> Hashable:
    return (page.lang, _fold_case(page.description)) if page.description.strip() else ""


def _fold_case(text: str) -> str:
    return " ".join(text.casefold().split())
