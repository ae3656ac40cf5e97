"""Records that the page store takes and gives, beside Page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Discovery:
    """An address that something named: how it was found, where, and how deep.

    `how` is seed, link, sitemap, redirect, canonical or hreflang; `skip` is why it will not be
    fetched (a phrase such as "robots.txt disallows it"), None when it will.
    """

    url: str
    how: str
    source: str
    depth: int
    skip: str | None = None


@dataclass(frozen=True, slots=True)
class KnownUrl:
    """An address of a site with its story: see `Discovery`; `asked_run` is the last run that fetched it."""

    url: str
    site: str
    how: str
    source: str
    depth: int
    discovered_at: datetime
    skip: str | None
    asked_run: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A file that steers crawling, as the site served it.

    `kind` is robots, sitemap or probe (a made-up address that should answer 404); `status` 0 means
    no answer, and `error` says why; `source` is what named a sitemap (robots.txt, an index, "guess").
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


@dataclass(frozen=True, slots=True)
class SiteCrawl:
    """The last crawl of a site: `finished_at` is None while not every known address was asked."""

    site: str
    run: int
    started_at: datetime
    finished_at: datetime | None
    problem: str | None

    @property
    def complete(self) -> bool:
        """Whether every known address was asked, so that absence means absence."""
        return self.finished_at is not None and self.problem is None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request sends back: the ETag and Last-Modified of the stored answer."""

    etag: str | None
    last_modified: str | None
