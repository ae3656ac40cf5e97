"""One web site of the region: its URLs, its limits and how the crawler treats it.

`sites.toml` is parsed into these records by `crawler.registry.site_parser`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

DEFAULT_DELAY = 1.0
"""Seconds between two requests to one host: Scrapy's own template default since 2.13."""

DEFAULT_SITE_MAX_SHRINK = 0.3
"""Share of its pages that a site may lose in one crawl. A greater loss is more likely a fault of the site.

A broken menu, or a server that returns 404 for everything, removes most of a site at once; people remove few pages at
a time.
"""

ALL_PATHS = "/"
"""The path pattern that matches every URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One web site of the region.

    Attributes:
        id: short name in lower case, used in file names and URLs.
        name: the common name of the municipality.
        url: the home page, in normal form.
        hosts: every host that belongs to the site, the home page's first (with a port unless it is the default).
        nis: the municipality's NIS code (REFNIS), "" when it has none.
        postcodes: four-digit Belgian postcodes.
        languages: ISO 639-1 codes, the main one first.
        include: path patterns; when there are any, only matching paths are fetched.
        exclude: path patterns that are never fetched. `*` matches any characters; a pattern is matched from the start
            of path and query, as in robots.txt.
        max_pages: maximum number of URLs requested in one run.
        delay: seconds between two requests to one host.
        allow_private: whether addresses on loopback and private networks may be fetched.
        render: path patterns of the pages that are rendered in a browser before extraction, because scripts create
            their content.
        quiet_hours: periods of the day without requests, as (start, end) in Belgian time (Europe/Brussels); an end
            before its start is on the next day.
        max_per_day: maximum number of requests to the site on one calendar day (Europe/Brussels), None for no limit.
        max_shrink: share (0 to 1) of its pages that the site may lose in one crawl; a greater loss takes effect when
            the next crawl finds it too.
    """

    id: str
    name: str
    url: str
    hosts: tuple[str, ...]
    nis: str = ""
    postcodes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("nl",)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_pages: int = 50_000
    delay: float = DEFAULT_DELAY
    allow_private: bool = False
    render: tuple[str, ...] = ()
    quiet_hours: tuple[tuple[time, time], ...] = ()
    max_per_day: int | None = None
    max_shrink: float = DEFAULT_SITE_MAX_SHRINK
