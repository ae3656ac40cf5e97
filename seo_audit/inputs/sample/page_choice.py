"""Choose the pages of a site for the browser sample: some of each template, and a stable choice."""

from __future__ import annotations

import hashlib
import itertools
from collections import defaultdict
from collections.abc import Iterable

from crawler.records.page import BodyKind, Page
from crawler.records.url import path_of
from seo_audit.records.url_patterns import url_pattern


def choose_pages(pages: Iterable[Page], number: int) -> tuple[str, ...]:
    """Return at most `number` URLs of pages that Google may show.

    The home page comes first, then one page of each path pattern (the best sign of a template), patterns with many
    pages first, then a second page of each, and so on. Within a pattern, pages are sorted by a hash of the path: this
    is as good as random, and stable when other pages are added or removed or the site moves to another host.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for page in pages:
        if page.status == 200 and page.kind is BodyKind.HTML and not page.noindex and _is_own_canonical(page):
            groups[url_pattern(page.url)].append(page.url)
    ordered = sorted(groups, key=lambda pattern: (pattern != "/", -len(groups[pattern]), pattern))
    rounds = itertools.zip_longest(*(sorted(groups[pattern], key=_path_hash) for pattern in ordered))
    return tuple(itertools.islice((url for urls in rounds for url in urls if url), number))


def _is_own_canonical(page: Page) -> bool:
    return page.canonical is None or page.canonical == page.url


def _path_hash(url: str) -> bytes:
    return hashlib.sha1(path_of(url).encode(), usedforsecurity=False).digest()
