"""The records that the page store reads and writes, apart from Page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.records.page import Page

DerivedData = Literal["note", "draft"]
"""Tables of data derived from pages, filled by `indexer.corpus.page_features` and `cached_documents`."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """A discovered URL: how it was found, where, and how deep.

    `how` is seed, link, sitemap, news, feed, redirect, canonical, hreflang, frame or image; `source` the page or
    sitemap that contains it; `skip` is why it will not be fetched (a phrase such as "robots.txt disallows it"), None
    when it will; `lastmod` is when it last changed according to a sitemap.
    """

    url: str
    how: str
    source: str
    depth: int
    skip: str | None = None
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastFetch:
    """The last fetch of a URL, on which the decision to fetch it again is based.

    `status` is None when it was never fetched; `changed_at` is when a crawl last found something new there; `misses`
    counts the runs in a row that found a formerly good page gone or redirected.
    """

    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    status: int | None = None
    misses: int = 0


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """A known URL of a site and its state: see `Discovery`.

    `last_run` is the last run that requested it, `last_fetch` the result.
    """

    url: str
    site: str
    how: str
    source: str
    depth: int
    discovered_at: datetime
    skip: str | None
    last_run: int | None
    lastmod: datetime | None = None
    last_fetch: LastFetch = LastFetch()


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A fetched page to store: the page, its raw body, the URLs found on it, and the fingerprint of the response."""

    page: Page
    body: bytes = b""
    discoveries: Sequence[Discovery] = ()
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class PageExpiry:
    """What the end of a site's crawl did with pages that are gone, moved or no longer allowed.

    `removed` pages were deleted. `doubted` pages look gone but are kept: so many at once are only removed when the next
    crawl finds the same.
    """

    removed: int = 0
    doubted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A site-wide file that controls the crawl, as the site served it.

    `kind` is robots, sitemap, alias (the home page at another origin) or probe (a made-up URL that should give 404);
    `status` 0 means no response, and `error` says why; `source` is where a sitemap was named (robots.txt, an index,
    "guess"); `problems` lists its defects, a phrase each.
    """

    site: str
    kind: str
    url: str
    status: int
    fetched_at: datetime
    body: bytes = b""
    content_type: str = ""
    redirect: str | None = None
    source: str = ""
    error: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteCrawlRecord:
    """The last crawl of a site: `finished_at` is None while known URLs remain to be requested."""

    site: str
    run: int
    started_at: datetime
    finished_at: datetime | None
    problem: str | None
    doubted: int = 0

    @property
    def complete(self) -> bool:
        """Whether every known URL was requested, so that a missing page is really missing."""
        return self.finished_at is not None and self.problem is None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request needs to find out whether a stored response is still valid.

    `etag` and `last_modified` are sent with the request; `fingerprint` is compared with the response of a server that
    ignores them.
    """

    etag: str | None = None
    last_modified: str | None = None
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A page as it is stored: its `record` is a Page in the store's own form.

    `derived` is the (key, data) of the requested derived data, None when there is none.
    """

    url: str
    status: int
    record: bytes
    derived: tuple[bytes, bytes] | None = None
