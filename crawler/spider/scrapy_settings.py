"""Scrapy's settings for a crawl, each with its reason."""

from __future__ import annotations

from typing import Any
from urllib.request import getproxies

from crawler.browser import chromium
from crawler.spider.crawl_job import MAX_RESPONSE_BYTES, CrawlJob


def crawl_settings(job: CrawlJob) -> dict[str, Any]:
    """Return Scrapy's settings for a crawl job."""
    slots = {
        site.id: {"delay": site.delay, "concurrency": 8 if site.delay == 0 else 2, "jitter": 0.25} for site in job.sites
    }
    private = [host.rpartition(":")[0] or host for site in job.sites if site.allow_private for host in site.hosts]
    return {
        # politeness: one slot per site, with the site's own delay
        "DOWNLOAD_SLOTS": slots,
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {"crawler.fetch.throttle_extension.ThrottleExtension": 0},
        "CONCURRENT_REQUESTS": 64,
        "DOWNLOAD_MAXSIZE": MAX_RESPONSE_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # Google does not index what a browser would warn about
        "RETRY_TIMES": 2,
        # redirects and errors are results to store, and the crawler handles robots.txt itself: Scrapy's middlewares
        # for redirects, robots.txt and cookies are left out
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
            "crawler.spider.middlewares.ContentEncodingMiddleware": 590,
        }
        | ({"scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750} if getproxies() else {}),
        "SPIDER_MIDDLEWARES_BASE": {},
        # safety
        "DNS_RESOLVER": "crawler.fetch.resolver.GuardedResolver",
        "TWISTED_DNS_RESOLVER": "crawler.fetch.resolver.GuardedResolver",
        "REGIOZOEK_PRIVATE_HOSTS": private,
        "REMOTE_CONTROL_ENABLED": False,  # Scrapy 2.19 would run code sent to a local port
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": job.log_file is not None,
        "LOG_FILE": job.log_file,
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
        "LOG_FORMATTER": "crawler.spider.middlewares.QuietLogFormatter",
        **(chromium.playwright_settings(job.chromium, job.timeout) if job.chromium else {}),
    }
