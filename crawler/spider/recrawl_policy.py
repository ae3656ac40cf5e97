"""When a known address is asked again: what changes often is looked at often, what never does seldom.

A page that stood unchanged for a time is left alone for a tenth of it. If changes come at random, about one in ten of
such pages has changed meanwhile, whatever their pace (HTTP caches estimate freshness in the same way and with the
same share: RFC 9111, section 4.2.2). What a citizen looks at first, and what says that it is new, is asked each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

import ada_url

from crawler.records.http_status import GONE_STATUSES, STATUS_OK
from crawler.records.page_events import MISSES_TO_CONFIRM
from crawler.records.stored_records import KnownUrl, LastFetch
from crawler.spider.frontier import request_method

REST_SHARE = 0.1
"""Share of the time a page stood unchanged for which it is left alone."""

MAX_REST = timedelta(days=14)
"""No page is trusted for longer."""

NEWS_PERIOD = timedelta(days=30)
"""How long an address that a feed or a news sitemap named counts as news."""

MIN_FILE_REST = timedelta(days=1)
"""How long at least a file that is not read (an image, an archive) is left alone: only that it exists matters."""

SCHEDULE_TOLERANCE = timedelta(hours=2)
"""A daily timer does not fire to the second: what is due by then is due."""

_DAY = timedelta(days=1)

_NEWS_PATHS = re.compile(
    r"/(nieuws|nieuwsberichten|actueel|actualiteit|actua|agenda|activiteiten|evenementen|kalender|persberichten|"
    r"bekendmakingen|vacatures|news|events|actualites?|evenements?|communiques?)/?$",
    re.IGNORECASE,
)
"""Last path segments of pages that list what is new, in the region's languages."""


def reason_due(known: KnownUrl, home: str, now: datetime) -> str | None:
    """Return why an address is asked in a run at `now`, a phrase; None while it rests.

    Args:
        known: the address, what its sitemap says of it, and how it answered.
        home: the site's home page.
        now: when the run looks at it.
    """
    asked = known.last_fetch
    if asked.fetched_at is None:
        return "it was never asked"
    reasons = (
        (known.url == home or known.how == "seed", "the home page is asked in every crawl"),
        (_is_news(known, now), "news is asked in every crawl"),
        (
            asked.status != STATUS_OK and not _is_file(known) and not _is_confirmed(asked),
            "its last answer is not trusted",
        ),
        # many sitemaps give a day and no hour
        (known.lastmod and known.lastmod > asked.fetched_at - _DAY, "its sitemap says that it changed"),
        (now >= due_at(known) - SCHEDULE_TOLERANCE, "its turn has come"),
    )
    return next((reason for applies, reason in reasons if applies), None)


def _is_news(known: KnownUrl, now: datetime) -> bool:
    if known.how == "feed" or _NEWS_PATHS.search(ada_url.URL(known.url).pathname):
        return True
    return known.how == "news" and now - known.discovered_at < NEWS_PERIOD


def _is_file(known: KnownUrl) -> bool:
    return request_method(known.url, known.how) == "HEAD"


def _is_confirmed(asked: LastFetch) -> bool:
    """Whether runs enough found that an address is absent or leads elsewhere."""
    leads_off = asked.status is not None and (asked.status in GONE_STATUSES or 300 <= asked.status < 400)
    return leads_off and asked.misses >= MISSES_TO_CONFIRM


def due_at(known: KnownUrl) -> datetime:
    """Return until when an address that was asked is left alone, by how long it stood unchanged."""
    asked = known.last_fetch
    if asked.fetched_at is None:
        return known.discovered_at
    steady = asked.fetched_at - (asked.changed_at or asked.fetched_at)
    least = MIN_FILE_REST if _is_file(known) else timedelta(0)
    return asked.fetched_at + max(least, min(REST_SHARE * steady, MAX_REST))


def crawl_order(due: Iterable[KnownUrl], home: str) -> list[KnownUrl]:
    """Return addresses in the order to ask them, so that whatever ends a crawl early ends it fairly.

    The home page and news first, then what was never asked, shallow before deep, then what was asked longest ago.
    """

    def rank(known: KnownUrl) -> tuple[int, float, int, str]:
        if known.url == home or known.how in {"seed", "feed", "news"}:
            return 0, 0.0, known.depth, known.url
        moment = known.last_fetch.fetched_at.timestamp() if known.last_fetch.fetched_at else 0.0
        return 1, moment, known.depth, known.url

    return sorted(due, key=rank)
