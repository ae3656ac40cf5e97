"""What can be asked of a page store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Engine, Select, Table, func, or_, select

from crawler.extract.boilerplate import strip_lines
from crawler.records.http_status import STATUS_OK
from crawler.records.page import EXTRACTOR_VERSION, READABLE_KINDS, Page
from crawler.records.page_events import PageEvent, PageEventKind
from crawler.records.stored_records import (
    DerivedData,
    KnownUrl,
    LastFetch,
    SiteCrawlRecord,
    SiteFile,
    StoredRecord,
    Validators,
)
from crawler.store import schema
from crawler.store.database import database_errors_as_store_errors

MAX_STORED_BODY = 256 * 1024 * 1024
"""Bytes: a stored body can never claim to be larger, since no fetch may be."""

MAX_MOVES_FOLLOWED = 20
"""Moves that a history is followed back over."""


class StoreReader:
    """The reading half of `crawler.store.page_store.PageStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._decoder = msgspec.json.Decoder(Page)

    # ------------------------------------------------------------------ pages

    def pages(self, site: str | None = None, *, whole: bool = False) -> Iterator[Page]:
        """Yield every stored page as it answered last (whatever its status), by site and address.

        What most pages of a site repeat is left out of their texts (see `crawler.extract.boilerplate`), unless `whole`.
        """
        query = select(schema.page_table.c.site, schema.page_table.c.record)
        yield from self._pages(query, site, whole=whole)

    def believed(self, site: str) -> Iterator[Page]:
        """Yield every stored page of a site as citizens should find it: see `pages`.

        Where a page that was there answers with an error now, or its end is not confirmed yet, that is its last
        sound answer.
        """
        yield from map(self.reader(site), (stored.record for stored in self.records(site)))

    def records(self, site: str, beside: DerivedData | None = None) -> Iterator[StoredRecord]:
        """Yield what `believed` does, as it is stored, each with what is kept `beside` it; see `reader`."""
        page, sound = schema.page_table.c, schema.last_good_page_table.c
        columns = [page.url, page.status, page.record, sound.record.label("sound")]
        tables = schema.page_table.outerjoin(schema.last_good_page_table, sound.url == page.url)
        if beside:
            kept = schema.page_store_metadata.tables[beside]
            columns += [kept.c.key, kept.c.data]
            tables = tables.outerjoin(kept, kept.c.url == page.url)
        query = select(*columns).select_from(tables).where(page.site == site).order_by(page.url)
        for url, status, record, last_sound, *more in self._stream(query):
            found = (more[0], more[1]) if more and more[0] is not None else None
            if last_sound is None:
                yield StoredRecord(url, status, record, found)
            else:
                yield StoredRecord(url, STATUS_OK, last_sound, found)

    def reader(self, site: str) -> Callable[[bytes], Page]:
        """Return what makes a Page of a stored record of a site, without what most of its pages repeat."""
        repeated = self.repeated(site)
        return lambda record: strip_lines(self._decoded(record), repeated)

    def page(self, url: str) -> Page | None:
        """Return the stored page of `url` as it answered last, None when it was never fetched."""
        return self._one(schema.page_table, url)

    def sound(self, url: str) -> Page | None:
        """Return the last sound answer of a page that has none now and is not given up, None for any other."""
        return self._one(schema.last_good_page_table, url)

    def body(self, url: str) -> bytes | None:
        """Return the raw body of the last sound answer of `url` after content decoding, None when none is kept."""
        row = self._first(select(schema.body_table.c.data).where(schema.body_table.c.url == url))
        return zstandard.decompress(row[0], MAX_STORED_BODY) if row else None

    def outdated(self, site: str) -> list[str]:
        """Return the pages of a site that an earlier extractor read and whose raw body is kept."""
        page = schema.page_table.c
        query = (
            select(page.url)
            .join(schema.body_table, schema.body_table.c.url == page.url)
            .where(page.site == site, page.status == STATUS_OK, page.extractor < EXTRACTOR_VERSION)
            .order_by(page.url)
        )
        return [row.url for row in self._stream(query)]

    def validators(self, site: str) -> dict[str, Validators]:
        """Return what tells whether an answer still holds, for each 200 answer of a site that this extractor read."""
        page = schema.page_table.c
        query = select(page.url, page.etag, page.last_modified, page.fingerprint).where(
            page.site == site,
            page.status == STATUS_OK,
            page.extractor == EXTRACTOR_VERSION,
            or_(page.etag.is_not(None), page.last_modified.is_not(None), page.fingerprint.is_not(None)),
        )
        return {row.url: Validators(row.etag, row.last_modified, row.fingerprint) for row in self._stream(query)}

    def repeated(self, site: str) -> frozenset[int]:
        """Return the hashes of the lines that most pages of a site repeat (see `crawler.extract.boilerplate`)."""
        lines = schema.template_line_table.c
        return frozenset(row.line for row in self._stream(select(lines.line).where(lines.site == site)))

    # -------------------------------------------------------------- addresses

    def known(self, site: str) -> Iterator[KnownUrl]:
        """Yield every address of a site that anything ever named, skipped ones included."""
        for row in self._stream(_KNOWN.where(schema.url_table.c.site == site).order_by(schema.url_table.c.url)):
            yield _known(row)

    def known_url(self, url: str) -> KnownUrl | None:
        """Return the story of one address, None when nothing ever named it."""
        row = self._first(_KNOWN.where(schema.url_table.c.url == url))
        return _known(row) if row else None

    def pending(self, site: str, run: int) -> list[KnownUrl]:
        """Return the addresses of a site that `run` has not asked yet, shallow ones first."""
        url = schema.url_table.c
        query = _KNOWN.where(url.site == site, url.skip.is_(None), or_(url.asked_run.is_(None), url.asked_run < run))
        return [_known(row) for row in self._stream(query.order_by(url.depth, url.url))]

    def history(self, url: str) -> tuple[PageEvent, ...]:
        """Return what happened to a page, and before it moved there to the page it was, the oldest event first."""
        history = schema.history_table
        events: list[PageEvent] = []
        met = [url]
        for at in met:  # grows while it is gone through
            rows = self._stream(select(history).where(history.c.url == at).order_by(history.c.id))
            whose = None if at == url else at
            events += [_event(row, whose) for row in rows]
            if len(met) <= MAX_MOVES_FOLLOWED:
                origins = select(history.c.url).where(history.c.target == at).order_by(history.c.id)
                met += dict.fromkeys(row.url for row in self._stream(origins) if row.url not in met)
        return tuple(sorted(events, key=lambda event: event.at))

    # ------------------------------------------------------------------ sites

    def site_files(self, site: str, kind: str | None = None) -> tuple[SiteFile, ...]:
        """Return the robots file, sitemaps and probes of a site as last fetched, or those of one kind."""
        file = schema.site_file_table
        asked = select(file).where(file.c.site == site).order_by(file.c.url)
        rows = self._stream(asked.where(file.c.kind == kind) if kind else asked)
        return tuple(
            SiteFile(
                site=row.site,
                kind=row.kind,
                url=row.url,
                status=row.status,
                fetched_at=_utc(row.fetched_at),
                body=zstandard.decompress(row.data, MAX_STORED_BODY),
                content_type=row.content_type,
                redirect=row.redirect,
                source=row.source,
                error=row.error,
                problems=tuple(row.problems.splitlines()),
            )
            for row in rows
        )

    def known_robots(self, site: str) -> SiteFile | None:
        """Return the last robots.txt of a site that established rules, None when there never was one."""
        row = self._first(select(schema.robots_table).where(schema.robots_table.c.site == site))
        if row is None:
            return None
        body = zstandard.decompress(row.data, MAX_STORED_BODY)
        moment = _utc(row.fetched_at)
        return SiteFile(site=site, kind="robots", url=row.url, status=row.status, fetched_at=moment, body=body)

    def last_crawl(self, site: str) -> SiteCrawlRecord | None:
        """Return the last crawl that included a site, None when there was none."""
        crawl, run = schema.site_crawl_table, schema.run_table
        query = (
            select(crawl, run.c.started_at)
            .join(run, run.c.id == crawl.c.run)
            .where(crawl.c.site == site)
            .order_by(crawl.c.run.desc())
            .limit(1)
        )
        row = self._first(query)
        if row is None:
            return None
        finished = row.finished_at and _utc(row.finished_at)
        return SiteCrawlRecord(row.site, row.run, _utc(row.started_at), finished, row.problem, row.doubted or 0)

    def sites(self) -> tuple[str, ...]:
        """Return the ids of the sites that were ever crawled."""
        site = schema.site_crawl_table.c.site
        return tuple(row[0] for row in self._stream(select(site).distinct().order_by(site)))

    # ----------------------------------------------------------------- counts

    def happened(self, site: str, run: int) -> dict[str, int]:
        """Return how many pages of a site had each kind of event in a run."""
        history = schema.history_table.c
        return self._counts(
            select(history.what, func.count()).where(history.site == site, history.run == run).group_by(history.what)
        )

    def news(self, site: str, run: int, most: int) -> tuple[PageEvent, ...]:
        """Return the first `most` events of a site in a run, each with the `url` it happened to; no images."""
        history, url = schema.history_table.c, schema.url_table.c
        query = (
            select(schema.history_table)
            .join(schema.url_table, url.url == history.url)
            .where(history.site == site, history.run == run, url.how != "image")
            .order_by(history.id)
            .limit(most)
        )
        return tuple(_event(row, row.url) for row in self._stream(query))

    def is_first(self, site: str, run: int) -> bool:
        """Tell whether nothing happened to a site's pages before a run."""
        history = schema.history_table.c
        return self._first(select(history.id).where(history.site == site, history.run < run).limit(1)) is None

    def statuses(self, site: str) -> dict[int, int]:
        """Return how many stored answers of a site have each HTTP status (0: no answer)."""
        page = schema.page_table.c
        return self._counts(select(page.status, func.count()).where(page.site == site).group_by(page.status))

    def readable(self, site: str) -> int:
        """Return how many pages and documents of a site answered with 200 and were read."""
        page = schema.page_table.c
        query = select(func.count()).where(page.site == site, page.status == STATUS_OK, page.kind.in_(READABLE_KINDS))
        return int(self._first(query)[0])

    def freshness(self, site: str) -> tuple[datetime | None, datetime | None]:
        """Return when the pages of a site were asked last: the median moment and the oldest; None without pages."""
        page = schema.page_table.c
        condition = (page.site == site, page.status == STATUS_OK, page.kind.in_(READABLE_KINDS))
        number = int(self._first(select(func.count()).where(*condition))[0])
        if number == 0:
            return None, None
        moments = select(page.fetched_at).where(*condition).order_by(page.fetched_at)
        median, oldest = self._first(moments.offset(number // 2).limit(1)), self._first(moments.limit(1))
        return _utc(median[0]), _utc(oldest[0])

    def skips(self, site: str) -> dict[str, int]:
        """Return how many known addresses of a site are not asked, by reason."""
        url = schema.url_table.c
        return self._counts(
            select(url.skip, func.count()).where(url.site == site, url.skip.is_not(None)).group_by(url.skip)
        )

    def requests_on(self, site: str, day: str) -> int:
        """Return how many requests went to a site on a day (an ISO date)."""
        tally = schema.request_count_table.c
        row = self._first(select(tally.requests).where(tally.site == site, tally.day == day))
        return int(row.requests) if row else 0

    # ----------------------------------------------------------------- inside

    def _pages(self, query: Select[Any], site: str | None, *, whole: bool = False) -> Iterator[Page]:
        query = query.order_by(schema.page_table.c.site, schema.page_table.c.url)
        if site is not None:
            query = query.where(schema.page_table.c.site == site)
        sites = () if whole else self.sites() if site is None else (site,)
        repeated = {name: self.repeated(name) for name in sites}
        for row in self._stream(query):
            yield strip_lines(self._decoded(row.record), repeated.get(row.site, frozenset()))

    def _one(self, table: Table, url: str) -> Page | None:
        row = self._first(select(table.c.site, table.c.record).where(table.c.url == url))
        return strip_lines(self._decoded(row.record), self.repeated(row.site)) if row else None

    def _decoded(self, record: bytes) -> Page:
        return self._decoder.decode(zstandard.decompress(record, MAX_STORED_BODY))

    def _counts(self, query: Select[Any]) -> dict[Any, int]:
        return {row[0]: row[1] for row in self._stream(query)}

    def _stream(self, query: Select[Any]) -> Iterator[Any]:
        with database_errors_as_store_errors(self._engine), self._engine.connect() as connection:
            yield from connection.execution_options(yield_per=500).execute(query)

    def _first(self, query: Select[Any]) -> Any:
        with database_errors_as_store_errors(self._engine), self._engine.connect() as connection:
            return connection.execute(query).first()


_KNOWN = select(
    schema.url_table,
    schema.page_table.c.fetched_at,
    schema.page_table.c.changed_at,
    schema.page_table.c.status,
    func.coalesce(schema.page_table.c.misses, 0).label("misses"),
).select_from(schema.url_table.outerjoin(schema.page_table, schema.page_table.c.url == schema.url_table.c.url))


def _known(row: Any) -> KnownUrl:
    return KnownUrl(
        url=row.url,
        site=row.site,
        how=row.how,
        source=row.source,
        depth=row.depth,
        discovered_at=_utc(row.discovered_at),
        skip=row.skip,
        asked_run=row.asked_run,
        lastmod=row.lastmod and _utc(row.lastmod),
        asked=LastFetch(
            row.fetched_at and _utc(row.fetched_at), row.changed_at and _utc(row.changed_at), row.status, row.misses
        ),
    )


def _event(row: Any, url: str | None) -> PageEvent:
    return PageEvent(_utc(row.at), PageEventKind(row.what), row.detail, row.target, url)


def _utc(moment: datetime) -> datetime:
    """SQLite forgets time zones; everything stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
