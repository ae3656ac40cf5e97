"""Which pages of a site stand for it: some of each template, the same ones as long as the site is the same."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable

from crawler.records.page import BodyKind, Page
from crawler.records.url import path_of
from seo_audit.records.url_patterns import url_pattern


def choose_pages(pages: Iterable[Page], number: int) -> tuple[str, ...]:
    """Return at most `number` addresses of pages that Google may show.

    The home page, then one of each path pattern (the likeliest sign of a template), patterns with many pages first;
    then a second of each, and so on. Within a pattern the order is that of a hash of the path: as good as random, and
    when pages come or go, or the site moves to another host, the others keep their places.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.status == 200 and page.kind is BodyKind.HTML and not page.noindex and _own(page):
            groups[url_pattern(page.url)].append(page.url)
    ordered = sorted(groups, key=lambda pattern: (pattern != "/", -len(groups[pattern]), pattern))
    rounds = itertools.zip_longest(*(sorted(groups[pattern], key=_place) for pattern in ordered))
    return tuple(itertools.islice((url for urls in rounds for url in urls if url), number))


def _own(page: Page) -> bool:
    return page.canonical is None or page.canonical == page.url


def _place(url: str) -> bytes:
    return hashlib.sha1(path_of(url).encode(), usedforsecurity=False).digest()
