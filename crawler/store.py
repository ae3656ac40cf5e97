"""The page store: everything a crawl established, in one file.

SQLite in WAL mode by default; a SQLAlchemy URL can name a PostgreSQL when several machines share
the store. The indexer and the audit read it as often as they like; only a crawl writes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec
import zstandard
from sqlalchemy import (
    Connection,
    Engine,
    Select,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from crawler import schema
from crawler.database import connect, translated
from crawler.history import Event, What, event_of
from crawler.page import EXTRACTOR_VERSION, Kind, Page
from crawler.stored import Discovery, KnownUrl, SiteCrawl, SiteFile, Validators

__all__ = ["Discovery", "KnownUrl", "PageStore", "SiteCrawl", "SiteFile", "Validators"]

COMPRESSION_LEVEL = 3
"""zstd's default: 10,000 pages were written in 1.2 s and 63 MB with it."""

MAX_DECOMPRESSED = 256 * 1024 * 1024
"""Bytes: a stored body can never claim to be larger, since no fetch may be."""


class PageStore:
    """Reads and writes one page store. Open it with `PageStore.open`; use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._upsert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Page)

    @classmethod
    def open(cls, where: Path | str) -> Self:
        """Open the store at a file path or a SQLAlchemy URL, creating its tables when absent.

        Raises:
            StoreError: the file or database cannot be opened, or is not a page store.
        """
        return cls(connect(where))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---------------------------------------------------------------- reading

    def pages(self, site: str | None = None) -> Iterator[Page]:
        """Yield every stored page (answers of any status included), by site and address."""
        query = select(schema.page.c.record).order_by(schema.page.c.site, schema.page.c.url)
        if site is not None:
            query = query.where(schema.page.c.site == site)
        decompress = zstandard.ZstdDecompressor().decompress
        for row in self._stream(query):
            yield self._decoder.decode(decompress(row[0], max_output_size=MAX_DECOMPRESSED))

    def page(self, url: str) -> Page | None:
        """Return the stored page of `url`, None when it was never fetched."""
        row = self._first(select(schema.page.c.record).where(schema.page.c.url == url))
        return self._decoder.decode(zstandard.decompress(row[0], MAX_DECOMPRESSED)) if row else None

    def body(self, url: str) -> bytes | None:
        """Return the raw body of `url` after content decoding, None when none is kept."""
        row = self._first(select(schema.body.c.data).where(schema.body.c.url == url))
        return zstandard.decompress(row[0], MAX_DECOMPRESSED) if row else None

    def validators(self, site: str) -> dict[str, Validators]:
        """Return what conditional requests can send, for each 200 answer of a site that this extractor read."""
        page = schema.page.c
        query = select(page.url, page.etag, page.last_modified).where(
            page.site == site,
            page.status == 200,
            page.extractor == EXTRACTOR_VERSION,
            or_(page.etag.is_not(None), page.last_modified.is_not(None)),
        )
        return {row.url: Validators(row.etag, row.last_modified) for row in self._stream(query)}

    def known(self, site: str) -> Iterator[KnownUrl]:
        """Yield every address of a site that anything ever named, skipped ones included."""
        for row in self._stream(select(schema.url).where(schema.url.c.site == site).order_by(schema.url.c.url)):
            yield _known(row)

    def known_url(self, url: str) -> KnownUrl | None:
        """Return the story of one address, None when nothing ever named it."""
        row = self._first(select(schema.url).where(schema.url.c.url == url))
        return _known(row) if row else None

    def site_files(self, site: str) -> tuple[SiteFile, ...]:
        """Return the robots file, sitemaps and probe of a site as last fetched."""
        rows = self._stream(
            select(schema.site_file).where(schema.site_file.c.site == site).order_by(schema.site_file.c.url)
        )
        return tuple(
            SiteFile(
                site=row.site,
                kind=row.kind,
                url=row.url,
                status=row.status,
                fetched_at=_utc(row.fetched_at),
                body=zstandard.decompress(row.data, MAX_DECOMPRESSED),
                content_type=row.content_type,
                redirect=row.redirect,
                source=row.source,
                error=row.error,
            )
            for row in rows
        )

    def history(self, url: str) -> tuple[Event, ...]:
        """Return what happened to a page, the oldest event first."""
        history = schema.history
        rows = self._stream(select(history).where(history.c.url == url).order_by(history.c.id))
        return tuple(Event(_utc(row.at), What(row.what), row.detail) for row in rows)

    def happened(self, site: str, run: int) -> dict[str, int]:
        """Return how many pages of a site had each kind of event in a run."""
        history = schema.history.c
        query = (
            select(history.what, func.count()).where(history.site == site, history.run == run).group_by(history.what)
        )
        return {row[0]: row[1] for row in self._stream(query)}

    def known_robots(self, site: str) -> SiteFile | None:
        """Return the last robots.txt of a site that established rules, None when there never was one."""
        row = self._first(select(schema.known_robots).where(schema.known_robots.c.site == site))
        if row is None:
            return None
        body = zstandard.decompress(row.data, MAX_DECOMPRESSED)
        moment = _utc(row.fetched_at)
        return SiteFile(site=site, kind="robots", url=row.url, status=row.status, fetched_at=moment, body=body)

    def last_crawl(self, site: str) -> SiteCrawl | None:
        """Return the last crawl that included a site, None when there was none."""
        crawl, run = schema.site_crawl, schema.run
        query = (
            select(crawl.c.site, crawl.c.run, run.c.started_at, crawl.c.finished_at, crawl.c.problem)
            .join(run, run.c.id == crawl.c.run)
            .where(crawl.c.site == site)
            .order_by(crawl.c.run.desc())
            .limit(1)
        )
        row = self._first(query)
        if row is None:
            return None
        return SiteCrawl(
            row.site, row.run, _utc(row.started_at), row.finished_at and _utc(row.finished_at), row.problem
        )

    def sites(self) -> tuple[str, ...]:
        """Return the ids of the sites that were ever crawled."""
        return tuple(
            row[0]
            for row in self._stream(select(schema.site_crawl.c.site).distinct().order_by(schema.site_crawl.c.site))
        )

    def statuses(self, site: str) -> dict[int, int]:
        """Return how many stored answers of a site have each HTTP status (0: no answer)."""
        page = schema.page.c
        return {
            row[0]: row[1]
            for row in self._stream(select(page.status, func.count()).where(page.site == site).group_by(page.status))
        }

    def readable(self, site: str) -> int:
        """Return how many pages and documents of a site answered with 200 and were read."""
        page = schema.page.c
        query = select(func.count()).where(
            page.site == site, page.status == 200, page.kind.in_((Kind.HTML, Kind.PDF, Kind.OFFICE))
        )
        return int(self._first(query)[0])

    def skips(self, site: str) -> dict[str, int]:
        """Return how many known addresses of a site are not asked, by reason."""
        url = schema.url.c
        query = select(url.skip, func.count()).where(url.site == site, url.skip.is_not(None)).group_by(url.skip)
        return {row[0]: row[1] for row in self._stream(query)}

    # ---------------------------------------------------------------- writing

    def begin(self, sites: Iterable[str]) -> int:
        """Return the run to work in: the unfinished one over the same sites, or a new one."""
        names = ",".join(sorted(sites))
        with self._begin() as connection:
            row = connection.execute(
                select(schema.run.c.id, schema.run.c.sites, schema.run.c.finished_at)
                .order_by(schema.run.c.id.desc())
                .limit(1)
            ).first()
            if row and row.finished_at is None and row.sites == names:
                return int(row.id)
            result = connection.execute(schema.run.insert().values(started_at=_now(), sites=names))
            run = int(result.inserted_primary_key[0])  # type: ignore[index]
            connection.execute(schema.site_crawl.insert(), [{"site": site, "run": run} for site in names.split(",")])
            return run

    def discover(self, site: str, discoveries: Iterable[Discovery]) -> None:
        """Add addresses to a site's known ones; one already known keeps its story, but for a `skip` that is lifted."""
        with self._begin() as connection:
            self._discover(connection, site, discoveries)

    def pending(self, site: str, run: int) -> list[KnownUrl]:
        """Return the addresses of a site that `run` has still to ask, shallow ones first."""
        url = schema.url.c
        query = (
            select(schema.url)
            .where(url.site == site, url.skip.is_(None), or_(url.asked_run.is_(None), url.asked_run < run))
            .order_by(url.depth, url.url)
        )
        return [_known(row) for row in self._stream(query)]

    def save(self, run: int, page: Page, body: bytes, discoveries: Iterable[Discovery] = ()) -> None:
        """Store a fetched page, its raw body and the addresses it yields, as one transaction."""
        record = self._encoder.encode(page)
        with self._begin() as connection:
            self._remember(connection, run, page)
            values: dict[str, Any] = {
                "site": page.site,
                "run": run,
                "fetched_at": page.fetched_at,
                "status": page.status,
                "kind": page.kind.value,
                "etag": page.headers.get("etag"),
                "last_modified": page.headers.get("last-modified"),
                "extractor": EXTRACTOR_VERSION,
                "record": zstandard.compress(record, COMPRESSION_LEVEL),
            }
            connection.execute(
                self._upsert(schema.page)
                .values(url=page.url, **values)
                .on_conflict_do_update(index_elements=["url"], set_=values)
            )
            if body:
                data = {"data": zstandard.compress(body, COMPRESSION_LEVEL)}
                connection.execute(
                    self._upsert(schema.body)
                    .values(url=page.url, **data)
                    .on_conflict_do_update(index_elements=["url"], set_=data)
                )
            else:
                connection.execute(delete(schema.body).where(schema.body.c.url == page.url))
            connection.execute(update(schema.url).where(schema.url.c.url == page.url).values(asked_run=run))
            self._discover(connection, page.site, discoveries)

    def unchanged(self, run: int, url: str, fetched_at: datetime) -> None:
        """Note that `run` asked for `url` and the server said the stored answer still holds (304)."""
        with self._begin() as connection:
            connection.execute(
                update(schema.page).where(schema.page.c.url == url).values(run=run, fetched_at=fetched_at)
            )
            connection.execute(update(schema.url).where(schema.url.c.url == url).values(asked_run=run))

    def skip(self, url: str, reason: str | None) -> None:
        """State why a known address is not to be fetched (None: it is again), and drop what was stored of it."""
        with self._begin() as connection:
            connection.execute(update(schema.url).where(schema.url.c.url == url).values(skip=reason))
            if reason is not None:
                connection.execute(delete(schema.page).where(schema.page.c.url == url))
                connection.execute(delete(schema.body).where(schema.body.c.url == url))

    def save_site_files(self, site: str, run: int, files: Iterable[SiteFile]) -> None:
        """Replace what is stored of a site's robots file, sitemaps and probe."""
        with self._begin() as connection:
            connection.execute(delete(schema.site_file).where(schema.site_file.c.site == site))
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
                    "data": zstandard.compress(file.body, COMPRESSION_LEVEL),
                }
                for file in files
            ]
            if rows:
                connection.execute(schema.site_file.insert(), rows)

    def keep_robots(self, file: SiteFile) -> None:
        """Keep a robots.txt that established rules, for the days when it cannot be had."""
        values = {
            "url": file.url,
            "status": file.status,
            "fetched_at": file.fetched_at,
            "data": zstandard.compress(file.body, COMPRESSION_LEVEL),
        }
        insert = self._upsert(schema.known_robots).values(site=file.site, **values)
        with self._begin() as connection:
            connection.execute(insert.on_conflict_do_update(index_elements=["site"], set_=values))

    def finish_site(self, site: str, run: int, problem: str | None = None) -> None:
        """Note that every known address of a site was asked, or the `problem` that ended its crawl early."""
        crawl = schema.site_crawl
        with self._begin() as connection:
            connection.execute(
                update(crawl)
                .where(crawl.c.site == site, crawl.c.run == run)
                .values(finished_at=_now(), problem=problem)
            )

    def finish(self, run: int) -> None:
        """Note that a run is over, so that the next crawl starts a new one."""
        with self._begin() as connection:
            connection.execute(update(schema.run).where(schema.run.c.id == run).values(finished_at=_now()))

    # ---------------------------------------------------------------- inside

    def _remember(self, connection: Connection, run: int, page: Page) -> None:
        """Add to a page's history what this fetch changes, if anything."""
        row = connection.execute(select(schema.page.c.record).where(schema.page.c.url == page.url)).first()
        event = event_of(self._decoder.decode(zstandard.decompress(row[0], MAX_DECOMPRESSED)) if row else None, page)
        if event:
            facts = {"at": event.at, "what": event.what, "detail": event.detail}
            connection.execute(schema.history.insert().values(url=page.url, site=page.site, run=run, **facts))

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
            }
            for found in discoveries
        ]
        if rows:
            insert = self._upsert(schema.url)
            lift = insert.on_conflict_do_update(
                index_elements=["url"],
                set_={"skip": None},
                where=insert.excluded.skip.is_(None) & schema.url.c.skip.is_not(None),
            )
            connection.execute(lift, rows)

    @contextlib.contextmanager
    def _begin(self) -> Iterator[Connection]:
        with translated(self._engine), self._engine.begin() as connection:
            yield connection

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        with translated(self._engine), self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=500).execute(query)

    def _first(self, query: Select[Any]) -> Any:
        with translated(self._engine), self._engine.connect() as connection:
            return connection.execute(query).first()


def _known(row: Any) -> KnownUrl:
    return KnownUrl(row.url, row.site, row.how, row.source, row.depth, _utc(row.discovered_at), row.skip, row.asked_run)


def _now() -> datetime:
    return datetime.now(UTC)


def _utc(moment: datetime) -> datetime:
    """SQLite forgets time zones; everything stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
