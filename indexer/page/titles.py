"""Titles as people should read them: without the site's name behind each one.

What a site repeats is evidence: " | Kortrijk" behind nine titles of ten is no part of any of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.site import Site
from indexer.language.analysis import normalise_text
from indexer.page.page_summary import PageOrSummary

TITLE_SEPARATOR = re.compile(r"\s+[|–—·•»«:]+\s+|\s+-\s+|\s*\|\s*")
"""What templates put between a title and a site's name: a mark with white space around it, or a bar."""

MIN_AFFIX_SHARE, MIN_AFFIX_COUNT = 0.2, 3
"""An ending is the template's when a fifth of a site's titles in one language, and at least three, have it."""

MIN_GENERIC_TITLE_SHARE, MIN_GENERIC_TITLE_COUNT = 0.1, 5
"""A whole title names no page when a tenth of a site's pages, and at least five, share it."""


@dataclass(frozen=True, slots=True)
class TitlePatterns:
    """What a site repeats in its titles, all folded.

    `endings` are what follows (or precedes) the last separator, `empty` whole titles that name no page.
    """

    affixes: frozenset[str] = frozenset()
    generic_titles: frozenset[str] = frozenset()


@dataclass(slots=True)
class TitlePatternsBuilder:
    """Counts a site's titles, page by page."""

    site: Site
    titles: Counter[tuple[str, str]] = field(default_factory=Counter)  # (language, folded title)

    def add(self, page: PageOrSummary) -> None:
        """Count a page's title."""
        if page.title:
            self.titles[page.lang, normalise_text(page.title)] += 1

    def build(self) -> TitlePatterns:
        """Return what the titles counted so far repeat."""
        ends: Counter[tuple[str, str]] = Counter()
        pages: Counter[str] = Counter()
        for (lang, title), count in self.titles.items():
            pages[lang] += count
            parts = TITLE_SEPARATOR.split(title)
            if len(parts) > 1:
                ends.update(dict.fromkeys({(lang, parts[0]), (lang, parts[-1])}, count))
        name = normalise_text(self.site.name)
        own = {name, f"stad {name}", f"gemeente {name}"}
        repeated = {
            end for (lang, end), count in ends.items() if count >= max(MIN_AFFIX_COUNT, MIN_AFFIX_SHARE * pages[lang])
        }
        same = max(MIN_GENERIC_TITLE_COUNT, MIN_GENERIC_TITLE_SHARE * pages.total())
        empty = {title for (_, title), count in self.titles.items() if count >= same}
        return TitlePatterns(frozenset(repeated | own), frozenset(empty))


def display_title(page: Page, evidence: TitlePatterns) -> str:
    """Return the title to show: <title> without what the site repeats, else OpenGraph's, a heading, the address."""
    headings = (heading.text for heading in page.headings if heading.text)
    for candidate in (page.title, page.open_graph.get("og:title", ""), *_first(headings)):
        if normalise_text(candidate) in evidence.generic_titles:
            continue
        if cleaned := _cleaned(candidate, evidence):
            return cleaned
    last = path_of(page.url).partition("?")[0].rstrip("/").rpartition("/")[2]
    name = re.sub(r"\.\w{2,5}$", "", last).replace("-", " ").replace("_", " ").strip()
    return name.capitalize() or page.title or page.url


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)[:1]


def _cleaned(title: str, evidence: TitlePatterns) -> str:
    """Take endings and beginnings that the site repeats off, as long as something remains."""
    title = " ".join(title.split())
    changed = True
    while changed:
        changed = False
        marks = list(TITLE_SEPARATOR.finditer(title))
        if marks and normalise_text(title[marks[-1].end() :]) in evidence.affixes:
            title, changed = title[: marks[-1].start()].strip(), True
        elif marks and normalise_text(title[: marks[0].start()]) in evidence.affixes:
            title, changed = title[marks[0].end() :].strip(), True
    return title
