"""Scrapy's settings for a crawl of the region, each with its reason."""

from __future__ import annotations

from typing import Any

from crawler.spider_plan import MAX_BODY, Plan


def settings(plan: Plan) -> dict[str, Any]:
    """Return Scrapy's settings for a plan."""
    slots = {
        site.id: {"delay": site.delay, "concurrency": 8 if site.delay == 0 else 2, "jitter": 0.25}
        for site in plan.sites
    }
    private = [host.rpartition(":")[0] or host for site in plan.sites if site.allow_private for host in site.hosts]
    return {
        "USER_AGENT": plan.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Language": "nl-BE,nl;q=0.9,fr;q=0.5",
        },
        # politeness: one slot a site, at the site's own pace
        "DOWNLOAD_SLOTS": slots,
        "EXTENSIONS": {"crawler.courtesy.Courtesy": 0},
        "CONCURRENT_REQUESTS": 64,
        "DOWNLOAD_TIMEOUT": plan.timeout,
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # Google does not index what a browser would warn about
        "RETRY_TIMES": 2,
        # facts, not conveniences: redirects and errors are answers to store
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "ROBOTSTXT_OBEY": False,  # the frontier obeys it, with a stated reason for each address
        "DOWNLOADER_MIDDLEWARES": {"crawler.middlewares.WholeBody": 595},  # before HttpCompression (590) unpacks
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        # safety
        "DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        "REGIOZOEK_PRIVATE_HOSTS": private,
        "REMOTE_CONTROL_ENABLED": False,  # Scrapy 2.19 would run code sent to a local port
        "TELNETCONSOLE_ENABLED": False,
        # speed
        "DOWNLOADER_STATS": False,  # renders each request and answer once more to count its bytes
        "LOG_ENABLED": plan.log_file is not None,
        "LOG_FILE": plan.log_file,
        "LOG_FILE_APPEND": False,
        "LOG_LEVEL": "INFO",
    }
