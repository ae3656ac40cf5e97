"""The page store's URLs: every known URL of a site, why some are skipped, and how many requests a site got."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, case, func, or_, select, update

from crawler.records.stored_records import Discovery, KnownUrl, LastFetch
from crawler.store import schema
from crawler.store.session import StoreSession, as_utc, utc_now

_KNOWN_URLS = select(
    schema.url_table,
    schema.page_table.c.fetched_at,
    schema.page_table.c.changed_at,
    schema.page_table.c.status,
    func.coalesce(schema.page_table.c.misses, 0).label("misses"),
).select_from(schema.url_table.outerjoin(schema.page_table, schema.page_table.c.url == schema.url_table.c.url))

_MARK_REQUESTED = (
    update(schema.url_table).where(schema.url_table.c.url == bindparam("at")).values(asked_run=bindparam("asked_run"))
)


class StoredUrls(StoreSession):
    """Reads and writes the known URLs of sites."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._upsert_urls = self._url_statement()
        self._add_requests = self._request_statement()

    def known_urls(self, site: str) -> Iterator[KnownUrl]:
        """Yield every URL of a site that was ever discovered, skipped ones included."""
        url = schema.url_table.c
        for row in self._stream(_KNOWN_URLS.where(url.site == site).order_by(url.url)):
            yield _known_url(row)

    def known_url(self, url: str) -> KnownUrl | None:
        """Return what is known about one URL, None when it was never discovered."""
        row = self._first(_KNOWN_URLS.where(schema.url_table.c.url == url))
        return _known_url(row) if row else None

    def pending_urls(self, site: str, run: int) -> list[KnownUrl]:
        """Return the URLs of a site that `run` has not requested yet, shallow ones first."""
        url = schema.url_table.c
        pending = or_(url.asked_run.is_(None), url.asked_run < run)
        query = _KNOWN_URLS.where(url.site == site, url.skip.is_(None), pending)
        return [_known_url(row) for row in self._stream(query.order_by(url.depth, url.url))]

    def skip_counts(self, site: str) -> dict[str, int]:
        """Return how many known URLs of a site are skipped, by reason."""
        url = schema.url_table.c
        return self._counts(
            select(url.skip, func.count()).where(url.site == site, url.skip.is_not(None)).group_by(url.skip)
        )

    def count_requests(self, site: str, day: str) -> int:
        """Return how many requests a site got on a day (an ISO date)."""
        counts = schema.request_count_table.c
        row = self._first(select(counts.requests).where(counts.site == site, counts.day == day))
        return int(row.requests) if row else 0

    def add_urls(self, site: str, discoveries: Iterable[Discovery]) -> None:
        """Add URLs to the known ones of a site. For a known URL, only a lifted `skip` and a `lastmod` count."""
        with self._begin() as connection:
            self._insert_urls(connection, site, discoveries)

    def set_skip_reasons(self, reasons: Mapping[str, str | None]) -> None:
        """Set why known URLs are skipped (None: they are requested again).

        Their stored pages are removed at the end of their site's crawl: see `PageStore.expire_pages`.
        """
        rows = [{"at": url, "reason": reason} for url, reason in reasons.items()]
        if rows:
            url = schema.url_table
            statement = update(url).where(url.c.url == bindparam("at")).values(skip=bindparam("reason"))
            with self._begin() as connection:
                connection.execute(statement, rows)

    def _insert_urls(self, connection: Connection, site: str, discoveries: Iterable[Discovery]) -> None:
        now = utc_now()
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
            connection.execute(self._upsert_urls, rows)

    def _mark_requested(self, connection: Connection, urls: Iterable[str], run: int) -> None:
        rows = [{"at": url, "asked_run": run} for url in urls]
        if rows:
            connection.execute(_MARK_REQUESTED, rows)

    def _save_request_counts(self, connection: Connection, requests: Mapping[tuple[str, str], int]) -> None:
        for (site, day), number in requests.items():
            connection.execute(self._add_requests, {"site": site, "day": day, "requests": number})

    def _url_statement(self) -> Any:
        url = schema.url_table
        insert = self._insert(url)
        lifted = insert.excluded.skip.is_(None) & url.c.skip.is_not(None)
        values = {
            "skip": case((lifted, None), else_=url.c.skip),
            "lastmod": func.coalesce(insert.excluded.lastmod, url.c.lastmod),
        }
        return insert.on_conflict_do_update(
            index_elements=["url"], set_=values, where=lifted | insert.excluded.lastmod.is_not(None)
        )

    def _request_statement(self) -> Any:
        counts = schema.request_count_table
        insert = self._insert(counts)
        total = counts.c.requests + insert.excluded.requests
        return insert.on_conflict_do_update(index_elements=["site", "day"], set_={"requests": total})


def _known_url(row: Any) -> KnownUrl:
    return KnownUrl(
        url=row.url,
        site=row.site,
        how=row.how,
        source=row.source,
        depth=row.depth,
        discovered_at=as_utc(row.discovered_at),
        skip=row.skip,
        last_run=row.asked_run,
        lastmod=row.lastmod and as_utc(row.lastmod),
        last_fetch=LastFetch(
            row.fetched_at and as_utc(row.fetched_at), row.changed_at and as_utc(row.changed_at), row.status, row.misses
        ),
    )
