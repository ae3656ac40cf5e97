"""The job of a sample process: which pages of which sites to open in a browser.

The record crosses to the child process, so this module does not import Scrapy.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.spider.crawl_job import CrawlJob


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleJob:
    """The pages to open: the settings of a crawl, and the URLs of each of its sites."""

    crawl: CrawlJob
    pages: dict[str, tuple[str, ...]]
