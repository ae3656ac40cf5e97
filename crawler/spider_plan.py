"""What a crawl process is told: a record that crosses to it without Scrapy being imported."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to crawl: the sites, where the store is, whether unchanged pages are asked again in full."""

    sites: tuple[Site, ...]
    store: str
    full: bool
    user_agent: str
    log_file: str | None
