"""Frontier: the URLs of one site that are still to be requested, in memory."""

from __future__ import annotations

import mimetypes
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import ada_url

from crawler.discovery.robots import RobotsTxtRules
from crawler.discovery.site_aliases import to_main_origin
from crawler.extract.office import formats
from crawler.records.page import BodyKind, Page, PageRegion
from crawler.records.stored_records import Discovery, KnownUrl
from crawler.registry.site import Site
from crawler.registry.url_scope import MAX_LINK_DEPTH, OTHER_SITE, UrlScope

NOFOLLOW = "only linked with nofollow"
DISALLOWED = "robots.txt disallows it"
ALIAS = "the same page has another URL"
TOO_DEEP = f"more than {MAX_LINK_DEPTH} links from the home page"

_LIFTABLE_REASONS = frozenset({NOFOLLOW, TOO_DEEP})
"""Reasons that depend on how a URL was found: a better way to it removes them."""

READABLE_TYPES = (
    frozenset({"text/html", "application/xhtml+xml", "application/pdf", "application/xml", "text/xml"})
    | {"application/rss+xml", "application/atom+xml", "application/feed+json"}
    | formats.OFFICE_TYPES
)
"""Media types that are read: pages, documents and feeds.

A URL whose extension promises something else is requested with HEAD: it only matters that it exists.
"""

_TYPES = mimetypes.MimeTypes()
for _ending, _type in formats.OFFICE_TYPE_BY_EXTENSION.items():  # which of them Python knows depends on its version
    _TYPES.add_type(_type, _ending)


@dataclass(frozen=True, slots=True)
class CrawlTarget:
    """A URL to request, how it was found, and how many links it is from the home page."""

    url: str
    how: str
    depth: int


class Frontier:
    """The URLs of one site: known ones, refused ones with their reason, and those still to request.

    `started` counts those taken in this run, `outstanding` those whose response is pending.
    """

    def __init__(self, site: Site, robots: RobotsTxtRules, aliases: frozenset[str] = frozenset()) -> None:
        self.site = site
        self._robots = robots
        self._origin = ada_url.URL(site.url).origin
        self._aliases = aliases
        self._scope = UrlScope(site)
        self._skips: dict[str, str | None] = {}
        self._queue: deque[CrawlTarget] = deque()
        self.started = 0
        self.outstanding = 0

    def restore(self, known: Iterable[KnownUrl], run: int) -> dict[str, str | None]:
        """Add the known URLs of the store. Return those whose reason for being skipped has changed."""
        changed = {}
        for entry in known:
            self.started += entry.last_run == run
            skip = ALIAS if self._to_main_origin(entry.url) != entry.url else None
            skip = skip or self._refusal(entry.url, entry.depth, nofollow=entry.skip == NOFOLLOW)
            self._skips[entry.url] = skip
            if skip != entry.skip:
                changed[entry.url] = skip
        return changed

    def apply_robots(self, robots: RobotsTxtRules) -> dict[str, str | None]:
        """Apply a robots.txt that may have changed. Return the queued URLs that it disallows."""
        self._robots = robots
        refused: dict[str, str | None] = {
            target.url: DISALLOWED for target in self._queue if not robots.allows(target.url)
        }
        self._skips.update(refused)
        self._queue = deque(target for target in self._queue if target.url not in refused)
        return refused

    def enqueue(self, pending: Iterable[KnownUrl]) -> None:
        """Queue URLs that are still to be requested in this run, in this order."""
        allowed = (entry for entry in pending if self._skips.get(entry.url, "") is None)
        self._queue.extend(CrawlTarget(entry.url, entry.how, entry.depth) for entry in allowed)

    def add(
        self,
        url: str,
        how: str,
        source: str,
        depth: int,
        *,
        nofollow: bool = False,
        lastmod: datetime | None = None,
    ) -> Discovery | None:
        """Add a URL that was found.

        Returns:
            What to add to the store, queued unless it has a `skip`; None when it is known or belongs to another site.
        """
        url = self._to_main_origin(url)
        known = url in self._skips
        if known and self._skips[url] not in _LIFTABLE_REASONS:
            return None
        skip = self._refusal(url, depth, nofollow=nofollow)
        if skip == OTHER_SITE or (known and skip):
            return None
        self._skips[url] = skip
        if skip is None:
            self._queue.append(CrawlTarget(url, how, depth))
        return Discovery(url, how, source, depth, skip, lastmod)

    def add_discovered_on(self, page: Page, depth: int) -> list[Discovery]:
        """Add the URLs found on a fetched page, and return the new ones."""
        found: list[Discovery | None] = []
        depth += 1  # redirects and canonicals too, so that an endless chain of them ends
        if page.redirect:
            found.append(self.add(page.redirect, "redirect", page.url, depth))
        if page.meta_refresh:
            found.append(self.add(page.meta_refresh, "redirect", page.url, depth))
        if page.canonical:
            found.append(self.add(page.canonical, "canonical", page.url, depth))
        found += [self.add(item.url, "hreflang", page.url, depth) for item in page.alternates if item.url]
        found += [self.add(feed, "feed", page.url, depth) for feed in page.feeds]
        found += [self.add(frame, "frame", page.url, depth) for frame in page.frames]
        how = "news" if page.kind is BodyKind.FEED else "link"
        ordered = sorted((link for link in page.links if link.url), key=lambda link: link.place is PageRegion.CONTENT)
        found += [
            self.add(link.url, how, page.url, depth, nofollow=page.nofollow or "nofollow" in link.rel)
            for link in ordered
            if link.url
        ]
        found += [self.add(image.url, "image", page.url, depth) for image in page.images if image.url]
        return [discovery for discovery in found if discovery]

    def pop(self) -> CrawlTarget | None:
        """Return the next URL to request, None when the queue is empty or the site's limit is reached."""
        if not self._queue or self.started >= self.site.max_pages:
            return None
        self.started += 1
        return self._queue.popleft()

    @property
    def done(self) -> bool:
        """Whether no response is pending and nothing more will be requested."""
        return not self.outstanding and (not self._queue or self.is_limited)

    @property
    def waiting(self) -> int:
        """Number of queued URLs."""
        return len(self._queue)

    @property
    def is_limited(self) -> bool:
        """Whether URLs remain only because the site's `max_pages` is reached."""
        return bool(self._queue) and self.started >= self.site.max_pages

    def _to_main_origin(self, url: str) -> str:
        return to_main_origin(url, self._origin, self._aliases) if self._aliases else url

    def _refusal(self, url: str, depth: int, *, nofollow: bool) -> str | None:
        reason = self._scope.refusal(url)
        if reason:
            return reason
        if not self._robots.allows(url):
            return DISALLOWED
        if depth > MAX_LINK_DEPTH:
            return TOO_DEEP
        if nofollow:
            return NOFOLLOW
        return self._scope.variant_refusal(url)


def request_method(url: str, how: str = "") -> str:
    """Return the HTTP method for a URL: HEAD for images and files that are not read."""
    media_type, encoding = _TYPES.guess_type(ada_url.URL(url).pathname)
    is_unread = encoding is not None or (media_type is not None and media_type not in READABLE_TYPES)
    return "HEAD" if how == "image" or (is_unread and how != "feed") else "GET"
