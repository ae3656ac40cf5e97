"""PageStore: everything that crawls established about the sites, in one database.

By default the database is one SQLite file in WAL mode. A SQLAlchemy URL can name a PostgreSQL server when several
machines share the store. Only a crawl writes pages; the indexer and the audit read them at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec
from sqlalchemy import Connection, Engine, bindparam, delete, select, update

from crawler.records.http_status import GONE_STATUSES, PERMANENT_REDIRECTS, STATUS_OK, is_redirect
from crawler.records.page import EXTRACTOR_VERSION, Page
from crawler.records.page_events import detect_change
from crawler.records.stored_records import Discovery, FetchedPage, PageExpiry
from crawler.store import schema
from crawler.store.crawl_history import CrawlHistory
from crawler.store.database import open_database
from crawler.store.page_removal import expire_pages
from crawler.store.session import compress, utc_now
from crawler.store.stored_pages import StoredPages
from crawler.store.stored_site_files import StoredSiteFiles
from crawler.store.stored_urls import StoredUrls

# Statements that run for every page are built once: building one takes longer than executing it.
_PAGES_BEFORE = select(schema.page_table).where(schema.page_table.c.url.in_(bindparam("urls", expanding=True)))
_MARK_UNCHANGED = (
    update(schema.page_table)
    .where(schema.page_table.c.url == bindparam("at"))
    .values(run=bindparam("in_run"), fetched_at=bindparam("moment"))
)
_DELETE_BODY = delete(schema.body_table).where(schema.body_table.c.url == bindparam("at"))
_DELETE_LAST_GOOD = delete(schema.last_good_page_table).where(schema.last_good_page_table.c.url == bindparam("at"))


class PageStore(StoredPages, StoredUrls, StoredSiteFiles, CrawlHistory):
    """Reads and writes one page store. Open it with `PageStore.open`; use it as a context manager.

    The parts of the store are its base classes. The methods here write several parts in one transaction.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._encoder = msgspec.json.Encoder()
        self._upsert_page = self._upsert(schema.page_table, ("url",))
        self._upsert_body = self._upsert(schema.body_table, ("url",))
        self._insert_last_good = self._insert(schema.last_good_page_table).on_conflict_do_nothing(
            index_elements=["url"]
        )

    @classmethod
    def open(cls, where: Path | str) -> Self:
        """Open the store at a file path or a SQLAlchemy URL. Creates missing tables.

        Raises:
            StoreError: the file or database cannot be opened, or is not a page store.
        """
        return cls(open_database(where))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def save_page(self, run: int, page: Page, body: bytes, discoveries: Sequence[Discovery] = ()) -> None:
        """Store a fetched page, its raw body and the URLs found on it, in one transaction."""
        self.save_batch(run, [FetchedPage(page, body, discoveries)])

    def save_batch(
        self,
        run: int,
        entries: Sequence[FetchedPage],
        unchanged: Mapping[str, datetime] | None = None,
        requests: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        """Store a batch of fetched pages in one transaction: all of it or nothing.

        Args:
            run: the id of the current run.
            entries: fetched pages, at most one per URL.
            unchanged: URLs whose stored page is still valid, with the time when that was confirmed.
            requests: how many more requests were sent, by site and day (ISO date).
        """
        with self._begin() as connection:
            if entries:
                self._save_pages(connection, run, entries)
            if unchanged:
                rows = [{"at": url, "in_run": run, "moment": moment} for url, moment in unchanged.items()]
                connection.execute(_MARK_UNCHANGED, rows)
            self._mark_requested(connection, [*(entry.page.url for entry in entries), *(unchanged or ())], run)
            self._save_request_counts(connection, requests or {})

    def replace_extraction(self, page: Page, discoveries: Sequence[Discovery] = ()) -> None:
        """Replace the record of a page by what this extractor version reads in its stored body, without an event."""
        record = compress(self._encoder.encode(page))
        with self._begin() as connection:
            connection.execute(
                update(schema.page_table)
                .where(schema.page_table.c.url == page.url)
                .values(record=record, extractor=EXTRACTOR_VERSION, kind=page.kind.value)
            )
            self._insert_urls(connection, page.site, discoveries)

    def expire_pages(self, site: str, run: int, max_shrink: float) -> PageExpiry:
        """Remove the pages of a site that are confirmed gone, unless more than `max_shrink` of them went at once.

        See `crawler.store.page_removal`.
        """
        with self._begin() as connection:
            return expire_pages(connection, site, run, max_shrink, utc_now())

    def doubt_loss(self, site: str, run: int, number: int) -> bool:
        """Record that a site seems to lose too many documents after a run; return whether to hold them.

        They are not held when an earlier crawl already led to doubts that were not settled since.
        """
        crawl = schema.site_crawl_table
        if self._has_earlier_doubts(site, run):
            return False
        with self._begin() as connection:
            connection.execute(update(crawl).where(crawl.c.site == site, crawl.c.run == run).values(doubted=number))
        return True

    def settle_doubts(self, site: str, run: int) -> None:
        """Forget the doubts of the crawls before a run, since the site has its documents again."""
        crawl = schema.site_crawl_table
        if self._has_earlier_doubts(site, run):
            with self._begin() as connection:
                connection.execute(update(crawl).where(crawl.c.site == site, crawl.c.run < run).values(doubted=0))

    def _has_earlier_doubts(self, site: str, run: int) -> bool:
        crawl = schema.site_crawl_table.c
        return self._first(select(crawl.run).where(crawl.site == site, crawl.run < run, crawl.doubted > 0)) is not None

    def moved_pages(self, site: str) -> dict[str, str]:
        """Return the pages of a site that are permanently redirected, as URL → target."""
        page = schema.page_table.c
        query = select(page.url, page.redirect).where(
            page.site == site, page.status.in_(PERMANENT_REDIRECTS), page.redirect.is_not(None)
        )
        return {row.url: row.redirect for row in self._stream(query)}

    def _save_pages(self, connection: Connection, run: int, entries: Sequence[FetchedPage]) -> None:
        urls = [entry.page.url for entry in entries]
        before = {row.url: row for row in connection.execute(_PAGES_BEFORE, {"urls": urls})}
        pages, bodies, bodies_dropped, newly_failed, recovered, events = [], [], [], [], [], []
        for entry in entries:
            page, old = entry.page, before.get(entry.page.url)
            event = detect_change(self._decode_page(old.record) if old else None, page)
            if event:
                about = {"url": page.url, "site": page.site, "run": run}
                events.append(
                    about | {"at": event.at, "what": event.what, "detail": event.detail, "target": event.target}
                )
            pages.append(self._page_row(run, entry, old, is_new=event is not None or bool(entry.discoveries)))
            if entry.body:
                bodies.append({"url": page.url, "data": compress(entry.body)})
            elif old and page.status == STATUS_OK:
                bodies_dropped.append({"at": page.url})
            if old and page.status == STATUS_OK != old.status:
                recovered.append({"at": page.url})
            if old and page.status != STATUS_OK == old.status:
                newly_failed.append({"url": page.url, "site": page.site, "kind": old.kind, "record": old.record})
        for statement, rows in (
            (self._upsert_page, pages),
            (self._upsert_body, bodies),
            (_DELETE_BODY, bodies_dropped),
            (_DELETE_LAST_GOOD, recovered),
            (self._insert_last_good, newly_failed),
            (schema.history_table.insert(), events),
        ):
            if rows:
                connection.execute(statement, rows)
        for site in dict.fromkeys(entry.page.site for entry in entries):
            found = [item for entry in entries if entry.page.site == site for item in entry.discoveries]
            self._insert_urls(connection, site, found)

    def _page_row(self, run: int, entry: FetchedPage, old: Any, *, is_new: bool) -> dict[str, Any]:
        page = entry.page
        misses = old.misses if old else 0
        if page.status in GONE_STATUSES or is_redirect(page.status):
            misses += 1 if old is None or old.run != run else 0
        elif page.status == STATUS_OK:
            misses = 0
        return {
            "url": page.url,
            "site": page.site,
            "run": run,
            "fetched_at": page.fetched_at,
            "status": page.status,
            "kind": page.kind.value,
            "etag": page.headers.get("etag"),
            "last_modified": page.headers.get("last-modified"),
            "extractor": EXTRACTOR_VERSION,
            "record": compress(self._encoder.encode(page)),
            "fingerprint": entry.fingerprint,
            "changed_at": page.fetched_at if is_new or not old else old.changed_at,
            "misses": misses,
            "redirect": page.redirect,
        }
