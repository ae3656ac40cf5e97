"""Canonical links: decide which ones the index follows.

A canonical link is a hint, and templates and editors get it wrong in ways that hide pages. Google ignores it in <body>,
when several differ, and when its target is another document, see
https://developers.google.com/search/blog/2013/04/5-common-mistakes-with-relcanonical. Here it also counts for nothing
when its target cannot be shown itself, and in a loop: a page is never hidden without another one that shows its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crawler.records.page import BodyKind, Page
from indexer.corpus.eligibility import check_page
from indexer.language.analysis import REGION_LANGUAGE, stop_words, words

MIN_CANONICAL_SIMILARITY = 0.8
"""Share of distinct words that two texts have in common, if both pages have a main heading that confirms it."""

MIN_UNCONFIRMED_SIMILARITY = 0.95
"""The same without such headings: short texts from one template differ in few words."""

MIN_VARIANT_CONTAINMENT = 0.5
"""Share of the shorter text's words that the other has too, for URLs that differ in their query: filtered lists."""


def followed_canonicals(declared: Mapping[str, str], load: Callable[[str], Page | None], home: str) -> dict[str, str]:
    """Return the canonical links to follow, as URL → target.

    Args:
        declared: URL → target of the canonical links to another URL; a target on another site as well.
        load: returns the page that citizens find at a URL, None when there is none.
        home: the site's home page, whatever its title says.
    """
    in_loops = set(_loops(declared))
    by_target: dict[str, list[str]] = {}
    for url, target in declared.items():
        if url not in in_loops:
            by_target.setdefault(target, []).append(url)
    followed = {}
    for target, urls in by_target.items():
        shown = load(target)
        if shown is None or check_page(shown, home) or _leads_elsewhere(shown, declared):
            continue
        followed.update({url: target for url in urls if (page := load(url)) and _same_document(page, shown)})
    return followed


def _leads_elsewhere(target: Page, declared: Mapping[str, str]) -> bool:
    """Return whether a page sends visitors on, or is on another site and names yet another URL."""
    foreign = target.url not in declared and target.effective_canonical not in {None, target.url}
    return foreign or target.meta_refresh not in {None, target.url}


def _loops(declared: Mapping[str, str]) -> Iterable[str]:
    """Yield the URLs whose canonical links lead back to themselves."""
    done: set[str] = set()
    for start in declared:
        path: dict[str, int] = {}
        url: str | None = start
        while url is not None and url not in done and url not in path:
            path[url] = len(path)
            url = declared.get(url)
        if url is not None and url in path:
            yield from list(path)[path[url] :]
        done.update(path)


def _same_document(page: Page, target: Page) -> bool:
    """Return whether two pages are versions of one document: a copy, a print version, a filtered list."""
    if page.text_hash == target.text_hash:
        return True
    heading, target_heading = _main_heading(page), _main_heading(target)
    own, other = set(words(page.text)), set(words(target.text))
    if page.url.partition("?")[0] == target.url.partition("?")[0]:
        related = _share_a_word(heading, target_heading) or _agree(page.title, target.title)
        return related and len(own & other) >= MIN_VARIANT_CONTAINMENT * min(len(own), len(other))
    if page.kind is BodyKind.HTML and not (_agree(page.title, target.title) and _agree(heading, target_heading)):
        return False
    share = MIN_CANONICAL_SIMILARITY if heading and target_heading else MIN_UNCONFIRMED_SIMILARITY
    return len(own & other) >= share * len(own | other)


def _main_heading(page: Page) -> str:
    return next((item.text for item in page.headings if item.level == 1), "")


def _share_a_word(one: str, other: str) -> bool:
    """Return whether two headings have a word in common that is no stop word: "Calendar of May", "Calendar"."""
    return bool(set(words(one)) & set(words(other)) - stop_words(REGION_LANGUAGE))


def _agree(one: str, other: str) -> bool:
    """Return whether the words of one name include those of the other; an absent name agrees with any."""
    left, right = set(words(one)), set(words(other))
    return left <= right or right <= left
