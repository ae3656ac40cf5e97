"""Remove pages at the end of a site's crawl, when they are confirmed gone.

A page is removed when two runs in a row found it gone (404, 410) or temporarily redirected, when one run found a
permanent redirect, or when it may no longer be requested. When a site seems to lose too many pages in one run, nothing
is removed until the next run finds the same: a failed deployment looks just like that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from crawler.records.http_status import GONE_STATUSES, PERMANENT_REDIRECTS, STATUS_OK
from crawler.records.page import READABLE_KINDS
from crawler.records.page_events import MISSES_TO_CONFIRM, PageEventKind
from crawler.records.stored_records import PageExpiry
from crawler.store import schema

MIN_SUSPICIOUS_LOSS = 5
"""Minimum number of lost pages that can be too many: losing one of three is no sign of a failure."""


def expire_pages(connection: Connection, site: str, run: int, max_shrink: float, now: datetime) -> PageExpiry:
    """Remove the pages of a site that are confirmed gone; see the module.

    Args:
        connection: in a transaction.
        site: id of the site.
        run: the run that ends for the site.
        max_shrink: share of the site's readable pages that may be removed in one run.
        now: the time of the events.
    """
    absent, refused = _absent(connection, site), _refused(connection, site)
    lost = sum(row.kind in READABLE_KINDS for row in (*absent, *refused)) - _found_again(connection, absent)
    too_many = lost >= MIN_SUSPICIOUS_LOSS and lost > max_shrink * _readable(connection, site)
    doubted = lost if too_many and not _doubted_before(connection, site, run) else 0
    crawl = schema.site_crawl_table
    connection.execute(update(crawl).where(crawl.c.site == site, crawl.c.run == run).values(doubted=doubted))
    if doubted:
        return PageExpiry(doubted=doubted)
    confirmed = [row for row in absent if row.status in PERMANENT_REDIRECTS or row.misses >= MISSES_TO_CONFIRM]
    _delete_rows(connection, schema.last_good_page_table, [row.url for row in (*confirmed, *refused)])
    _delete_rows(connection, schema.body_table, [row.url for row in (*confirmed, *refused)])
    _delete_rows(connection, schema.page_table, [row.url for row in refused])
    events = [(row.url, PageEventKind.GONE, f"HTTP {row.status} in {row.misses} crawls") for row in confirmed]
    events = [event for event, row in zip(events, confirmed, strict=True) if row.status in GONE_STATUSES]
    events += [(row.url, PageEventKind.DROPPED, row.skip) for row in refused]
    if events:
        about = {"site": site, "run": run, "at": now}
        connection.execute(
            schema.history_table.insert(),
            [about | {"url": url, "what": what, "detail": detail} for url, what, detail in events],
        )
    return PageExpiry(removed=len(confirmed) + len(refused))


def _absent(connection: Connection, site: str) -> list[Any]:
    """Return the pages that were good once and are now gone or redirected."""
    page, last_good = schema.page_table, schema.last_good_page_table
    query = (
        select(last_good.c.url, last_good.c.kind, page.c.status, page.c.misses, page.c.redirect)
        .join(page, page.c.url == last_good.c.url)
        .where(last_good.c.site == site, page.c.status.in_(GONE_STATUSES) | page.c.status.between(300, 399))
    )
    return list(connection.execute(query))


def _refused(connection: Connection, site: str) -> list[Any]:
    """Return the stored pages that may no longer be requested."""
    page, url = schema.page_table, schema.url_table
    query = select(page.c.url, page.c.kind, url.c.skip).join(url, url.c.url == page.c.url)
    return list(connection.execute(query.where(page.c.site == site, url.c.skip.is_not(None))))


def _found_again(connection: Connection, absent: list[Any]) -> int:
    """Count the pages to which absent ones moved: many that all redirect to the home page count as one page."""
    targets = sorted({row.redirect for row in absent if row.redirect and row.kind in READABLE_KINDS})
    page = schema.page_table.c
    counts = (
        connection.execute(
            select(func.count()).where(page.url.in_(targets[start : start + 500]), page.status == STATUS_OK)
        ).scalar_one()
        for start in range(0, len(targets), 500)
    )
    return sum(counts)


def _readable(connection: Connection, site: str) -> int:
    """Count the pages that a site had before: those that are good now, and those that were."""
    page, last_good = schema.page_table.c, schema.last_good_page_table.c
    good = select(func.count()).where(page.site == site, page.status == STATUS_OK, page.kind.in_(READABLE_KINDS))
    formerly_good = select(func.count()).where(last_good.site == site, last_good.kind.in_(READABLE_KINDS))
    return int(connection.execute(good).scalar_one()) + int(connection.execute(formerly_good).scalar_one())


def _doubted_before(connection: Connection, site: str, run: int) -> bool:
    """Return whether the previous crawl that reached this point also found too many pages gone."""
    crawl = schema.site_crawl_table.c
    query = (
        select(crawl.doubted)
        .where(crawl.site == site, crawl.run < run, crawl.doubted.is_not(None))
        .order_by(crawl.run.desc())
        .limit(1)
    )
    return bool(connection.execute(query).scalar())


def _delete_rows(connection: Connection, table: Any, urls: list[str]) -> None:
    for start in range(0, len(urls), 500):
        connection.execute(delete(table).where(table.c.url.in_(urls[start : start + 500])))
