"""Page titles for search results, without the site name that templates add.

The site's own repetitions show what belongs to the template: " | Kortrijk" at the end of nine of ten titles is not part
of any of them.
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

SITE_NAME_SEPARATOR = re.compile(r"\s+[|–—·•»«:]+\s+|\s+-\s+|\s*\|\s*")
"""Separators that templates put between a title and a site name: a mark with white space around it, or a bar."""

MIN_AFFIX_SHARE, MIN_AFFIX_COUNT = 0.2, 3
"""A prefix or suffix belongs to the template when a fifth of the site's titles in one language, and at least three,
have it."""

MIN_GENERIC_TITLE_SHARE, MIN_GENERIC_TITLE_COUNT = 0.1, 5
"""A whole title is generic when a tenth of the site's pages, and at least five, share it."""


@dataclass(frozen=True, slots=True)
class TitlePatterns:
    """The parts of titles that repeat on a site, normalised.

    `affixes` are texts before the first or after the last separator, `generic_titles` are whole titles that many pages
    share.
    """

    affixes: frozenset[str] = frozenset()
    generic_titles: frozenset[str] = frozenset()


@dataclass(slots=True)
class TitlePatternsBuilder:
    """Builds the `TitlePatterns` of a site from its pages, added one by one."""

    site: Site
    titles: Counter[tuple[str, str]] = field(default_factory=Counter)  # (language, normalised title)

    def add(self, page: PageOrSummary) -> None:
        """Add the title of a page."""
        if page.title:
            self.titles[page.lang, normalise_text(page.title)] += 1

    def build(self) -> TitlePatterns:
        """Return the repeated parts of the titles added so far."""
        affixes: Counter[tuple[str, str]] = Counter()
        pages: Counter[str] = Counter()
        for (lang, title), count in self.titles.items():
            pages[lang] += count
            parts = SITE_NAME_SEPARATOR.split(title)
            if len(parts) > 1:
                affixes.update(dict.fromkeys({(lang, parts[0]), (lang, parts[-1])}, count))
        name = normalise_text(self.site.name)
        site_names = {name, f"stad {name}", f"gemeente {name}"}
        repeated = {
            end
            for (lang, end), count in affixes.items()
            if count >= max(MIN_AFFIX_COUNT, MIN_AFFIX_SHARE * pages[lang])
        }
        minimum = max(MIN_GENERIC_TITLE_COUNT, MIN_GENERIC_TITLE_SHARE * pages.total())
        generic = {title for (_, title), count in self.titles.items() if count >= minimum}
        return TitlePatterns(frozenset(repeated | site_names), frozenset(generic))


def display_title(page: Page, patterns: TitlePatterns) -> str:
    """Return the title to show: <title> without the site name, else OpenGraph's title, a heading, or the URL."""
    headings = (heading.text for heading in page.headings if heading.text)
    for candidate in (page.title, page.open_graph.get("og:title", ""), *_first(headings)):
        if normalise_text(candidate) in patterns.generic_titles:
            continue
        if cleaned := _cleaned(candidate, patterns):
            return cleaned
    last = path_of(page.url).partition("?")[0].rstrip("/").rpartition("/")[2]
    name = re.sub(r"\.\w{2,5}$", "", last).replace("-", " ").replace("_", " ").strip()
    return name.capitalize() or page.title or page.url


def _first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(texts)[:1]


def _cleaned(title: str, patterns: TitlePatterns) -> str:
    """Remove affixes that the site repeats, as long as some text remains."""
    title = " ".join(title.split())
    changed = True
    while changed:
        changed = False
        marks = list(SITE_NAME_SEPARATOR.finditer(title))
        if marks and normalise_text(title[marks[-1].end() :]) in patterns.affixes:
            title, changed = title[: marks[-1].start()].strip(), True
        elif marks and normalise_text(title[: marks[0].start()]) in patterns.affixes:
            title, changed = title[marks[0].end() :].strip(), True
    return title
