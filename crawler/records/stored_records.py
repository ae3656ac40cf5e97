"""Records that the page store takes and gives, beside Page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.records.page import Page

DerivedData = Literal["note", "draft"]
"""What is kept beside a page's record: see `indexer.corpus.page_features` and `indexer.corpus.cached_documents`."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """An address that something named: how it was found, where, and how deep.

    `how` is seed, link, sitemap, news, feed, redirect, canonical, hreflang, frame or image; `skip` is why it
    will not be fetched (a phrase such as "robots.txt disallows it"), None when it will; `lastmod` when it
    changed last, as a sitemap has it.
    """

    url: str
    how: str
    source: str
    depth: int
    skip: str | None = None
    lastmod: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastFetch:
    """How an address answered when it was last asked, for the decision when to ask it again.

    `status` is None when it never was; `changed_at` is when a crawl last found something new there; `misses`
    counts the runs in a row that found a page gone or moved which had answered before.
    """

    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    status: int | None = None
    misses: int = 0


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """An address of a site with its story: see `Discovery`.

    `asked_run` is the last run that fetched it, `asked` how it answered.
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
    """One answer to store: the page, its raw body, the addresses it yields, and the answer's fingerprint."""

    page: Page
    body: bytes = b""
    discoveries: Sequence[Discovery] = ()
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class PageExpiry:
    """What the end of a site's crawl did with pages that are gone, moved or no longer allowed.

    `removed` were given up; `doubted` are kept although they seem gone, since so many at once are not believed
    before the next crawl finds the same.
    """

    removed: int = 0
    doubted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A file that steers crawling, as the site served it.

    `kind` is robots, sitemap or probe (a made-up address that should answer 404); `status` 0 means
    no answer, and `error` says why; `source` is what named a sitemap (robots.txt, an index, "guess");
    `problems` says what is not sound about it, a phrase each.
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
    """The last crawl of a site: `finished_at` is None while not every known address was asked."""

    site: str
    run: int
    started_at: datetime
    finished_at: datetime | None
    problem: str | None
    doubted: int = 0

    @property
    def complete(self) -> bool:
        """Whether every known address was asked, so that absence means absence."""
        return self.finished_at is not None and self.problem is None


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells whether a stored answer still holds.

    `etag` and `last_modified` go out with the request; `fingerprint` is compared with the answer of a server that
    ignores them.
    """

    etag: str | None = None
    last_modified: str | None = None
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A page as it is stored: its `record` is a Page in the store's own form.

    `beside` is the (key, data) kept beside it under the name that was asked for, None for nothing.
    """

    url: str
    status: int
    record: bytes
    beside: tuple[bytes, bytes] | None = None
