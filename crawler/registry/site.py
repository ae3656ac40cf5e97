"""One web site of the region: its URLs, its limits and how the crawler treats it.

`sites.toml` is parsed into these records by `crawler.registry.site_parser`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

DEFAULT_DELAY = 1.0
"""Seconds between two requests to one host: the template default of Scrapy since 2.13."""

DEFAULT_SITE_MAX_SHRINK = 0.3
"""Share of its pages a site may lose in one crawl: past it, a fault of the site is likelier than a clearing out.

A menu that broke or a server that answers 404 to all takes most of a site at once; people remove pages a few at a time.
"""

ALL_PATHS = "/"
"""The path pattern that matches every address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One web site of the region.

    Attributes:
        id: short name in lower case, part of file names and addresses.
        name: what people call the municipality.
        url: the home page, in normal form.
        hosts: every host that belongs to the site, the home page's first (with a port unless standard).
        nis: the municipality's NIS code (REFNIS), "" when it has none.
        postcodes: four-digit Belgian postcodes.
        languages: ISO 639-1 codes, the main one first.
        include: path patterns; when there are any, only matching paths are fetched.
        exclude: path patterns that are never fetched. `*` stands for any characters; a pattern is
            matched from the start of path and query, as in robots.txt.
        max_pages: most pages fetched in one run.
        delay: seconds between two requests to one host.
        allow_private: whether addresses on loopback and private networks may be fetched.
        render: path patterns of the pages that a browser renders before they are read, since scripts make
            their content.
        quiet_hours: from and until when the site is not asked, by the clock in Belgium (Europe/Brussels); an
            end before its beginning is on the next day.
        max_per_day: most requests to the site on one calendar day (Europe/Brussels), None for any number.
        max_shrink: share (0 to 1) of its pages that the site may lose in one crawl; a greater loss is
            believed when the next crawl finds it too.
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
