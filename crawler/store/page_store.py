"""The page store: everything a crawl established, in one file.

SQLite in WAL mode by default; a SQLAlchemy URL can name a PostgreSQL when several machines share
the store. The indexer and the audit read it as often as they like; only a crawl writes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, get_args

import msgspec
import zstandard
from sqlalchemy import Connection, Engine, Table, bindparam, case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.records.http_status import GONE_STATUSES, STATUS_OK
from crawler.records.page import EXTRACTOR_VERSION, Page
from crawler.records.page_events import detect_change
from crawler.records.stored_records import (
    DerivedData,
    Discovery,
    FetchedPage,
    PageExpiry,
    SiteFile,
)
from crawler.store import schema
from crawler.store.database import database_errors_as_store_errors, open_database
from crawler.store.page_removal import expire_pages
from crawler.store.store_reader import StoreReader

PAGE_COMPRESSION_LEVEL = 3
"""zstd's default: 10,000 pages were written in 1.2 s and 63 MB with it."""

_BEFORE = select(schema.page_table).where(schema.page_table.c.url.in_(bindparam("urls", expanding=True)))
_ASKED = (
    update(schema.url_table).where(schema.url_table.c.url == bindparam("at")).values(asked_run=bindparam("asked_run"))
)
_STILL = (
    update(schema.page_table)
    .where(schema.page_table.c.url == bindparam("at"))
    .values(run=bindparam("in_run"), fetched_at=bindparam("moment"))
)
_DROP_BODY = delete(schema.body_table).where(schema.body_table.c.url == bindparam("at"))
_DROP_SOUND = delete(schema.last_good_page_table).where(schema.last_good_page_table.c.url == bindparam("at"))
# Statements of every page, built once: building one takes longer than the database does.


class PageStore(StoreReader):
    """Reads and writes one page store. Open it with `PageStore.open`; use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._encoder = msgspec.json.Encoder()
        self._put_page = self._replacing(schema.page_table, ("url",))
        self._put_body = self._replacing(schema.body_table, ("url",))
        self._put_beside = {
            name: self._replacing(schema.page_store_metadata.tables[name], ("url",)) for name in get_args(DerivedData)
        }
        self._put_robots = self._replacing(schema.robots_table, ("site",))
        self._keep_sound = self._insert(schema.last_good_page_table).on_conflict_do_nothing(index_elements=["url"])
        self._count = self._counting()
        self._add_urls = self._adding_urls()

    @classmethod
    def open(cls, where: Path | str) -> Self:
        """Open the store at a file path or a SQLAlchemy URL, creating its tables when absent.

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

    # ------------------------------------------------------------------- runs

    def begin(self, sites: Iterable[str]) -> int:
        """Return the run to work in: the unfinished one over the same sites, or a new one."""
        names = ",".join(sorted(sites))
        with self._begin() as connection:
            row = connection.execute(
                select(schema.run_table.c.id, schema.run_table.c.sites, schema.run_table.c.finished_at)
                .order_by(schema.run_table.c.id.desc())
                .limit(1)
            ).first()
            if row and row.finished_at is None and row.sites == names:
                return int(row.id)
            result = connection.execute(schema.run_table.insert().values(started_at=_now(), sites=names))
            run = int(result.inserted_primary_key[0])  # type: ignore[index]
            connection.execute(
                schema.site_crawl_table.insert(), [{"site": site, "run": run} for site in names.split(",")]
            )
            return run

    def finish_site(self, site: str, run: int, problem: str | None = None) -> None:
        """Note that every known address of a site was asked, or the `problem` that ended its crawl early."""
        crawl = schema.site_crawl_table
        with self._begin() as connection:
            connection.execute(
                update(crawl)
                .where(crawl.c.site == site, crawl.c.run == run)
                .values(finished_at=_now(), problem=problem)
            )

    def finish(self, run: int) -> None:
        """Note that a run is over, so that the next crawl starts a new one."""
        with self._begin() as connection:
            connection.execute(update(schema.run_table).where(schema.run_table.c.id == run).values(finished_at=_now()))

    def expire_pages(self, site: str, run: int, max_shrink: float) -> PageExpiry:
        """Give up the pages of a site whose end is confirmed, unless more than `max_shrink` of them went at once.

        See `crawler.store.page_removal`.
        """
        with self._begin() as connection:
            return expire_pages(connection, site, run, max_shrink, _now())

    # ------------------------------------------------------------------ pages

    def keep_beside(self, name: DerivedData, site: str, values: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Keep what was worked out of pages of a site, given as (url, key, data); see `records`."""
        if values:
            rows = [{"url": url, "site": site, "key": key, "data": data} for url, key, data in values]
            with self._begin() as connection:
                connection.execute(self._put_beside[name], rows)

    def save(self, run: int, page: Page, body: bytes, discoveries: Sequence[Discovery] = ()) -> None:
        """Store a fetched page, its raw body and the addresses it yields, as one transaction."""
        self.save_all(run, [FetchedPage(page, body, discoveries)])

    def save_all(
        self,
        run: int,
        entries: Sequence[FetchedPage],
        unchanged: Mapping[str, datetime] | None = None,
        requests: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        """Store what a moment of crawling brought, as one transaction: all of it is kept, or nothing.

        Args:
            run: the run at hand.
            entries: answers, at most one an address.
            unchanged: addresses whose stored answer still holds, with the moment that was established.
            requests: how many more requests went out, by site and day (ISO date).
        """
        with self._begin() as connection:
            if entries:
                self._save(connection, run, entries)
            if unchanged:
                rows = [{"at": url, "in_run": run, "moment": moment} for url, moment in unchanged.items()]
                connection.execute(_STILL, rows)
            asked = [*(entry.page.url for entry in entries), *(unchanged or ())]
            if asked:
                connection.execute(_ASKED, [{"at": url, "asked_run": run} for url in asked])
            for (site, day), number in (requests or {}).items():
                connection.execute(self._count, {"site": site, "day": day, "requests": number})

    def read_again(self, page: Page, discoveries: Sequence[Discovery] = ()) -> None:
        """Replace the record of a page by what this extractor reads in its stored body; nothing happened to it."""
        record = zstandard.compress(self._encoder.encode(page), PAGE_COMPRESSION_LEVEL)
        with self._begin() as connection:
            connection.execute(
                update(schema.page_table)
                .where(schema.page_table.c.url == page.url)
                .values(record=record, extractor=EXTRACTOR_VERSION, kind=page.kind.value)
            )
            self._discover(connection, page.site, discoveries)

    def discover(self, site: str, discoveries: Iterable[Discovery]) -> None:
        """Add addresses to a site's known ones; of one already known only a lifted `skip` and a `lastmod` count."""
        with self._begin() as connection:
            self._discover(connection, site, discoveries)

    def skip(self, reasons: Mapping[str, str | None]) -> None:
        """State why known addresses are not to be fetched (None: they are again).

        What is stored of them goes at the end of their site's crawl, see `expire_pages`.
        """
        rows = [{"at": url, "reason": reason} for url, reason in reasons.items()]
        if rows:
            with self._begin() as connection:
                change = (
                    update(schema.url_table)
                    .where(schema.url_table.c.url == bindparam("at"))
                    .values(skip=bindparam("reason"))
                )
                connection.execute(change, rows)

    # ------------------------------------------------------------------ sites

    def save_site_files(self, site: str, run: int, files: Iterable[SiteFile]) -> None:
        """Replace what is stored of a site's robots file, sitemaps and probes."""
        with self._begin() as connection:
            connection.execute(delete(schema.site_file_table).where(schema.site_file_table.c.site == site))
            rows = [
                {
                    "site": site,
                    "url": file.url,
                    "kind": file.kind,
                    "run": run,
                    "fetched_at": file.fetched_at,
                    "status": file.status,
                    "redirect": file.redirect,
                    "content_type": file.content_type,
                    "source": file.source,
                    "error": file.error,
                    "problems": "\n".join(file.problems),
                    "data": zstandard.compress(file.body, PAGE_COMPRESSION_LEVEL),
                }
                for file in files
            ]
            if rows:
                connection.execute(schema.site_file_table.insert(), rows)

    def keep_robots(self, file: SiteFile) -> None:
        """Keep a robots.txt that established rules, for the days when it cannot be had."""
        row = {"site": file.site, "url": file.url, "status": file.status, "fetched_at": file.fetched_at}
        with self._begin() as connection:
            connection.execute(self._put_robots, row | {"data": zstandard.compress(file.body, PAGE_COMPRESSION_LEVEL)})

    def repeats(self, site: str, lines: Iterable[int]) -> None:
        """Replace the hashes of the lines that most pages of a site repeat."""
        with self._begin() as connection:
            connection.execute(delete(schema.template_line_table).where(schema.template_line_table.c.site == site))
            rows = [{"site": site, "line": line} for line in sorted(lines)]
            if rows:
                connection.execute(schema.template_line_table.insert(), rows)

    # ----------------------------------------------------------------- inside

    def _save(self, connection: Connection, run: int, entries: Sequence[FetchedPage]) -> None:
        before = {row.url: row for row in connection.execute(_BEFORE, {"urls": [entry.page.url for entry in entries]})}
        pages, bodies, dropped, kept, back, events = [], [], [], [], [], []
        for entry in entries:
            page, old = entry.page, before.get(entry.page.url)
            event = detect_change(self._decoded(old.record) if old else None, page)
            if event:
                about = {"url": page.url, "site": page.site, "run": run}
                events.append(
                    about | {"at": event.at, "what": event.what, "detail": event.detail, "target": event.target}
                )
            pages.append(self._row(run, entry, old, new=event is not None or bool(entry.discoveries)))
            if entry.body:
                bodies.append({"url": page.url, "data": zstandard.compress(entry.body, PAGE_COMPRESSION_LEVEL)})
            elif old and page.status == STATUS_OK:
                dropped.append({"at": page.url})
            if old and page.status == STATUS_OK != old.status:
                back.append({"at": page.url})
            if old and page.status != STATUS_OK == old.status:
                kept.append({"url": page.url, "site": page.site, "kind": old.kind, "record": old.record})
        for statement, rows in (
            (self._put_page, pages),
            (self._put_body, bodies),
            (_DROP_BODY, dropped),
            (_DROP_SOUND, back),
            (self._keep_sound, kept),
            (schema.history_table.insert(), events),
        ):
            if rows:
                connection.execute(statement, rows)
        for site in dict.fromkeys(entry.page.site for entry in entries):
            found = [item for entry in entries if entry.page.site == site for item in entry.discoveries]
            self._discover(connection, site, found)

    def _row(self, run: int, entry: FetchedPage, old: Any, *, new: bool) -> dict[str, Any]:
        page = entry.page
        misses = old.misses if old else 0
        if page.status in GONE_STATUSES or 300 <= page.status < 400:
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
            "record": zstandard.compress(self._encoder.encode(page), PAGE_COMPRESSION_LEVEL),
            "fingerprint": entry.fingerprint,
            "changed_at": page.fetched_at if new or not old else old.changed_at,
            "misses": misses,
            "redirect": page.redirect,
        }

    def _discover(self, connection: Connection, site: str, discoveries: Iterable[Discovery]) -> None:
        now = _now()
        rows = [
            {
                "url": found.url,
                "site": site,
                "how": found.how,
                "source": found.source,
                "depth": found.depth,
                "discovered_at": now,
                "skip": found.skip,
                "lastmod": found.lastmod,
            }
            for found in discoveries
        ]
        if rows:
            connection.execute(self._add_urls, rows)

    def _replacing(self, table: Table, key: tuple[str, ...]) -> Any:
        insert = self._insert(table)
        fresh = {column.name: insert.excluded[column.name] for column in table.c if column.name not in key}
        return insert.on_conflict_do_update(index_elements=list(key), set_=fresh)

    def _adding_urls(self) -> Any:
        insert = self._insert(schema.url_table)
        lifted = insert.excluded.skip.is_(None) & schema.url_table.c.skip.is_not(None)
        fresh = {
            "skip": case((lifted, None), else_=schema.url_table.c.skip),
            "lastmod": func.coalesce(insert.excluded.lastmod, schema.url_table.c.lastmod),
        }
        return insert.on_conflict_do_update(
            index_elements=["url"], set_=fresh, where=lifted | insert.excluded.lastmod.is_not(None)
        )

    def _counting(self) -> Any:
        insert = self._insert(schema.request_count_table)
        total = schema.request_count_table.c.requests + insert.excluded.requests
        return insert.on_conflict_do_update(index_elements=["site", "day"], set_={"requests": total})

    @contextlib.contextmanager
    def _begin(self) -> Iterator[Connection]:
        with database_errors_as_store_errors(self._engine), self._engine.begin() as connection:
            yield connection


def _now() -> datetime:
    return datetime.now(UTC)
