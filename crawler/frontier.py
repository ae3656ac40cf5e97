"""What is still to be asked of one site: the memory side of what the store holds."""

from __future__ import annotations

import mimetypes
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import ada_url

from crawler.extract.documents import formats
from crawler.page import Page, Place
from crawler.robots import Robots
from crawler.scope import ELSEWHERE, MAX_DEPTH, Scope
from crawler.sites import Site
from crawler.store import Discovery, KnownUrl

NOFOLLOW = "only linked with nofollow"
DISALLOWED = "robots.txt disallows it"
TOO_DEEP = f"more than {MAX_DEPTH} links from the home page"

LIFTABLE = frozenset({NOFOLLOW, TOO_DEEP})
"""Reasons that lie in how an address was found: a better way to it lifts them."""

READ_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf"}) | formats.OFFICE_TYPES
"""What is read. An address whose ending promises something else is asked with HEAD: that it exists matters."""

_TYPES = mimetypes.MimeTypes()
for _ending, _type in formats.TYPES.items():  # which of them Python knows depends on its version
    _TYPES.add_type(_type, _ending)


@dataclass(frozen=True, slots=True)
class Target:
    """An address to ask, how it was found, and how many links from the home page."""

    url: str
    how: str
    depth: int


class Frontier:
    """Addresses of one site: known ones, refused ones with their reason, and those still to ask.

    `asked` counts those taken in this run, `outstanding` those whose answer is awaited.
    """

    def __init__(self, site: Site, robots: Robots) -> None:
        self.site = site
        self._robots = robots
        self._scope = Scope(site)
        self._skips: dict[str, str | None] = {}
        self._queue: deque[Target] = deque()
        self.asked = 0
        self.outstanding = 0

    def restore(self, known: Iterable[KnownUrl], run: int) -> dict[str, str | None]:
        """Take in what the store knows; return the addresses whose reason for being skipped is another now."""
        changed = {}
        for entry in known:
            self.asked += entry.asked_run == run
            skip = self._refusal(entry.url, entry.depth, nofollow=entry.skip == NOFOLLOW)
            self._skips[entry.url] = skip
            if skip != entry.skip:
                changed[entry.url] = skip
        return changed

    def enqueue(self, pending: Iterable[KnownUrl]) -> None:
        """Queue addresses that the store says are still to be asked in this run."""
        allowed = (entry for entry in pending if self._skips.get(entry.url, "") is None)
        self._queue.extend(Target(entry.url, entry.how, entry.depth) for entry in allowed)

    def admit(self, url: str, how: str, source: str, depth: int, *, nofollow: bool = False) -> Discovery | None:
        """Consider an address that something named.

        Returns:
            What to add to the store, queued unless it has a `skip`; None when it is known or of another site.
        """
        known = url in self._skips
        if known and self._skips[url] not in LIFTABLE:
            return None
        skip = self._refusal(url, depth, nofollow=nofollow)
        if skip == ELSEWHERE or (known and skip):
            return None
        self._skips[url] = skip
        if skip is None:
            self._queue.append(Target(url, how, depth))
        return Discovery(url, how, source, depth, skip)

    def yields(self, page: Page, depth: int) -> list[Discovery]:
        """Return what a fetched page adds to the known addresses."""
        found: list[Discovery | None] = []
        depth += 1  # redirects and canonicals too: a chain of them that never ends must end
        if page.redirect:
            found.append(self.admit(page.redirect, "redirect", page.url, depth))
        if page.meta_refresh:
            found.append(self.admit(page.meta_refresh, "redirect", page.url, depth))
        if page.canonical:
            found.append(self.admit(page.canonical, "canonical", page.url, depth))
        found += [self.admit(item.url, "hreflang", page.url, depth) for item in page.alternates if item.url]
        ordered = sorted((link for link in page.links if link.url), key=lambda link: link.place is Place.CONTENT)
        found += [
            self.admit(link.url, "link", page.url, depth, nofollow=page.nofollow or "nofollow" in link.rel)
            for link in ordered
            if link.url
        ]
        found += [self.admit(image.url, "image", page.url, depth) for image in page.images if image.url]
        return [discovery for discovery in found if discovery]

    def next(self) -> Target | None:
        """Take the next address to ask, None when none is queued or the site's limit is reached."""
        if not self._queue or self.asked >= self.site.max_pages:
            return None
        self.asked += 1
        return self._queue.popleft()

    @property
    def done(self) -> bool:
        """Whether nothing is awaited and nothing more will be asked."""
        return not self.outstanding and (not self._queue or self.limited)

    @property
    def waiting(self) -> int:
        """Addresses queued."""
        return len(self._queue)

    @property
    def limited(self) -> bool:
        """Whether addresses remain only because the site's `max_pages` is reached."""
        return bool(self._queue) and self.asked >= self.site.max_pages

    def _refusal(self, url: str, depth: int, *, nofollow: bool) -> str | None:
        reason = self._scope.refusal(url)
        if reason:
            return reason
        if not self._robots.allows(url):
            return DISALLOWED
        if depth > MAX_DEPTH:
            return TOO_DEEP
        if nofollow:
            return NOFOLLOW
        return self._scope.variant_refusal(url)


def asked_with(url: str, how: str = "") -> str:
    """Return the HTTP method for an address: HEAD for images and files that are not read."""
    promised, encoding = _TYPES.guess_type(ada_url.URL(url).pathname)
    unread = encoding is not None or (promised is not None and promised not in READ_TYPES)
    return "HEAD" if how == "image" or unread else "GET"
