"""Decide when a known URL is requested again: pages that change often are requested often, others seldom.

A page that was unchanged for some time rests for a tenth of that time. If changes occur at random, about one in ten of
such pages has changed meanwhile, whatever their rate (HTTP caches estimate freshness in the same way, with the same
share: RFC 9111, section 4.2.2). What citizens look at first, and pages that list news, are requested in each crawl.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import ada_url

from crawler.records.http_status import GONE_STATUSES, STATUS_OK, is_redirect
from crawler.records.page_events import MISSES_TO_CONFIRM
from crawler.records.stored_records import KnownUrl, LastFetch
from crawler.spider.frontier import request_method

REST_SHARE = 0.1
"""Share of the time a page was unchanged for which it is not requested again."""

MAX_REST = timedelta(days=14)
"""Maximum time without a request."""

NEWS_PERIOD = timedelta(days=30)
"""How long a URL from a feed or a news sitemap counts as news."""

MIN_FILE_REST = timedelta(days=1)
"""Minimum time between requests to a file that is not read (an image, an archive): only its existence matters."""

SCHEDULE_TOLERANCE = timedelta(hours=2)
"""A daily timer is not exact to the second: what is due within this time is requested."""

_DAY = timedelta(days=1)

_NEWS_PATHS = re.compile(
    r"/(nieuws|nieuwsberichten|actueel|actualiteit|actua|agenda|activiteiten|evenementen|kalender|persberichten|"
    r"bekendmakingen|vacatures|news|events|actualites?|evenements?|communiques?)/?$",
    re.IGNORECASE,
)
"""Last path segments of pages that list news or events, in the region's languages."""


def reason_due(known: KnownUrl, home: str, now: datetime) -> str | None:
    """Return why a URL is requested in a run at `now`, a phrase; None while it rests.

    Args:
        known: the URL, with the lastmod of its sitemap and its last fetch.
        home: the site's home page.
        now: the time of the run.
    """
    last_fetch = known.last_fetch
    if last_fetch.fetched_at is None:
        return "it was never requested"
    reasons = (
        (known.url == home or known.how == "seed", "the home page is requested in every crawl"),
        (_is_news(known, now), "news is requested in every crawl"),
        (
            last_fetch.status != STATUS_OK and not _is_file(known) and not _is_confirmed(last_fetch),
            "its last request failed or was redirected",
        ),
        # many sitemaps give a day without a time
        (known.lastmod and known.lastmod > last_fetch.fetched_at - _DAY, "its sitemap reports a change"),
        (now >= due_at(known) - SCHEDULE_TOLERANCE, "it is due"),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _is_news(known: KnownUrl, now: datetime) -> bool:
    if known.how == "feed" or _NEWS_PATHS.search(ada_url.URL(known.url).pathname):
        return True
    return known.how == "news" and now - known.discovered_at < NEWS_PERIOD


def _is_file(known: KnownUrl) -> bool:
    return request_method(known.url, known.how) == "HEAD"


def _is_confirmed(last_fetch: LastFetch) -> bool:
    """Return whether enough runs found that a URL is gone or redirected."""
    status = last_fetch.status
    moved_or_gone = status is not None and (status in GONE_STATUSES or is_redirect(status))
    return moved_or_gone and last_fetch.misses >= MISSES_TO_CONFIRM


def due_at(known: KnownUrl) -> datetime:
    """Return when a fetched URL is due again, by how long it was unchanged."""
    last_fetch = known.last_fetch
    if last_fetch.fetched_at is None:
        return known.discovered_at
    unchanged_for = last_fetch.fetched_at - (last_fetch.changed_at or last_fetch.fetched_at)
    min_rest = MIN_FILE_REST if _is_file(known) else timedelta(0)
    return last_fetch.fetched_at + max(min_rest, min(REST_SHARE * unchanged_for, MAX_REST))


def crawl_order(due: Iterable[KnownUrl], home: str) -> list[KnownUrl]:
    """Return URLs in the order in which to request them, so that a crawl that ends early treats all fairly.

    The home page and news come first, then URLs that were never requested, shallow before deep, then those requested
    longest ago.
    """

    def rank(known: KnownUrl) -> tuple[int, float, int, str]:
        if known.url == home or known.how in {"seed", "feed", "news"}:
            return 0, 0.0, known.depth, known.url
        moment = known.last_fetch.fetched_at.timestamp() if known.last_fetch.fetched_at else 0.0
        return 1, moment, known.depth, known.url

    return sorted(due, key=rank)
