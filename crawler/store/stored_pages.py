"""The page store's pages: records, raw bodies, template lines and data derived from pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import Engine, Select, Table, delete, func, or_, select

from crawler.extract.template_lines import strip_lines
from crawler.records.http_status import STATUS_OK
from crawler.records.page import EXTRACTOR_VERSION, READABLE_KINDS, Page
from crawler.records.stored_records import DerivedData, StoredRecord, Validators
from crawler.store import schema
from crawler.store.session import StoreSession, as_utc, decompress


class StoredPages(StoreSession):
    """Reads pages, and what is stored with them."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._upsert_derived = {
            name: self._upsert(schema.page_store_metadata.tables[name], ("url",)) for name in get_args(DerivedData)
        }

    def pages(self, site: str | None = None, *, whole: bool = False) -> Iterator[Page]:
        """Yield every stored page with its last response (whatever its status), by site and URL.

        The texts lack the lines of the site's template (see `crawler.extract.template_lines`), unless `whole`.
        """
        query = select(schema.page_table.c.site, schema.page_table.c.record)
        query = query.order_by(schema.page_table.c.site, schema.page_table.c.url)
        if site is not None:
            query = query.where(schema.page_table.c.site == site)
        template: dict[str, frozenset[int]] = {}
        for row in self._stream(query):
            if not whole and row.site not in template:
                template[row.site] = self.template_lines(row.site)
            yield strip_lines(self._decode_page(row.record), template.get(row.site, frozenset()))

    def current_pages(self, site: str) -> Iterator[Page]:
        """Yield every stored page of a site as citizens should find it: see `pages`.

        Where a page that existed now gives an error, or its removal is not confirmed yet, that is its last good
        response.
        """
        yield from map(self.record_decoder(site), (stored.record for stored in self.stored_records(site)))

    def stored_records(self, site: str, derived: DerivedData | None = None) -> Iterator[StoredRecord]:
        """Yield what `current_pages` does in its stored form, each with its `derived` data; see `record_decoder`."""
        page, last_good = schema.page_table.c, schema.last_good_page_table.c
        columns = [page.url, page.status, page.record, last_good.record.label("last_good_record")]
        tables = schema.page_table.outerjoin(schema.last_good_page_table, last_good.url == page.url)
        if derived:
            derived_table = schema.page_store_metadata.tables[derived]
            columns += [derived_table.c.key, derived_table.c.data]
            tables = tables.outerjoin(derived_table, derived_table.c.url == page.url)
        query = select(*columns).select_from(tables).where(page.site == site).order_by(page.url)
        for url, status, record, last_good_record, *more in self._stream(query):
            found = (more[0], more[1]) if more and more[0] is not None else None
            if last_good_record is None:
                yield StoredRecord(url, status, record, found)
            else:
                yield StoredRecord(url, STATUS_OK, last_good_record, found)

    def record_decoder(self, site: str) -> Callable[[bytes], Page]:
        """Return the function that turns stored records of a site into pages without template lines."""
        template = self.template_lines(site)
        return lambda record: strip_lines(self._decode_page(record), template)

    def page(self, url: str) -> Page | None:
        """Return the stored page of `url` with its last response, None when it was never fetched."""
        return self._one_page(schema.page_table, url)

    def last_good_page(self, url: str) -> Page | None:
        """Return the last 200 response of a page that has failed since and is not removed; None for any other."""
        return self._one_page(schema.last_good_page_table, url)

    def body(self, url: str) -> bytes | None:
        """Return the raw body of the last 200 response of `url` after content decoding, None when none is stored."""
        row = self._first(select(schema.body_table.c.data).where(schema.body_table.c.url == url))
        return decompress(row[0]) if row else None

    def outdated_urls(self, site: str) -> list[str]:
        """Return the pages of a site that an earlier extractor version read and whose raw body is stored."""
        page = schema.page_table.c
        query = (
            select(page.url)
            .join(schema.body_table, schema.body_table.c.url == page.url)
            .where(page.site == site, page.status == STATUS_OK, page.extractor < EXTRACTOR_VERSION)
            .order_by(page.url)
        )
        return [row.url for row in self._stream(query)]

    def validators(self, site: str) -> dict[str, Validators]:
        """Return the validators of each 200 response of a site that this extractor version read, by URL."""
        page = schema.page_table.c
        query = select(page.url, page.etag, page.last_modified, page.fingerprint).where(
            page.site == site,
            page.status == STATUS_OK,
            page.extractor == EXTRACTOR_VERSION,
            or_(page.etag.is_not(None), page.last_modified.is_not(None), page.fingerprint.is_not(None)),
        )
        return {row.url: Validators(row.etag, row.last_modified, row.fingerprint) for row in self._stream(query)}

    def template_lines(self, site: str) -> frozenset[int]:
        """Return the digests of the lines that most pages of a site repeat (see `crawler.extract.template_lines`)."""
        lines = schema.template_line_table.c
        return frozenset(row.line for row in self._stream(select(lines.line).where(lines.site == site)))

    def save_template_lines(self, site: str, lines: Iterable[int]) -> None:
        """Replace the digests of the lines that most pages of a site repeat."""
        table = schema.template_line_table
        with self._begin() as connection:
            connection.execute(delete(table).where(table.c.site == site))
            rows = [{"site": site, "line": line} for line in sorted(lines)]
            if rows:
                connection.execute(table.insert(), rows)

    def save_derived(self, name: DerivedData, site: str, values: Sequence[tuple[str, bytes, bytes]]) -> None:
        """Store data derived from pages of a site, given as (url, key, data); see `stored_records`."""
        if values:
            rows = [{"url": url, "site": site, "key": key, "data": data} for url, key, data in values]
            with self._begin() as connection:
                connection.execute(self._upsert_derived[name], rows)

    def status_counts(self, site: str) -> dict[int, int]:
        """Return how many stored responses of a site have each HTTP status (0: no response)."""
        page = schema.page_table.c
        return self._counts(select(page.status, func.count()).where(page.site == site).group_by(page.status))

    def count_readable_pages(self, site: str) -> int:
        """Return how many pages and documents of a site gave 200 and were read."""
        return int(self._first(self._readable(func.count(), site))[0])

    def freshness(self, site: str) -> tuple[datetime | None, datetime | None]:
        """Return when the pages of a site were last requested: the median time and the oldest; None without pages."""
        number = self.count_readable_pages(site)
        if number == 0:
            return None, None
        fetched_at = schema.page_table.c.fetched_at
        times = self._readable(fetched_at, site).order_by(fetched_at)
        median, oldest = self._first(times.offset(number // 2).limit(1)), self._first(times.limit(1))
        return as_utc(median[0]), as_utc(oldest[0])

    def _readable(self, column: Any, site: str) -> Select[Any]:
        page = schema.page_table.c
        return select(column).where(page.site == site, page.status == STATUS_OK, page.kind.in_(READABLE_KINDS))

    def _one_page(self, table: Table, url: str) -> Page | None:
        row = self._first(select(table.c.site, table.c.record).where(table.c.url == url))
        return strip_lines(self._decode_page(row.record), self.template_lines(row.site)) if row else None
