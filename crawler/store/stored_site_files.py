"""The page store's site files: robots.txt, sitemaps, aliases and the probe, as last fetched."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine, delete, select

from crawler.records.stored_records import SiteFile
from crawler.store import schema
from crawler.store.session import StoreSession, as_utc, compress, decompress


class StoredSiteFiles(StoreSession):
    """Reads and writes the site files."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._upsert_robots = self._upsert(schema.robots_table, ("site",))

    def site_files(self, site: str, kind: str | None = None) -> tuple[SiteFile, ...]:
        """Return the site files of a site as last fetched, all of them or those of one kind."""
        file = schema.site_file_table
        query = select(file).where(file.c.site == site).order_by(file.c.url)
        rows = self._stream(query.where(file.c.kind == kind) if kind else query)
        return tuple(
            SiteFile(
                site=row.site,
                kind=row.kind,
                url=row.url,
                status=row.status,
                fetched_at=as_utc(row.fetched_at),
                body=decompress(row.data),
                content_type=row.content_type,
                redirect=row.redirect,
                source=row.source,
                error=row.error,
                problems=tuple(row.problems.splitlines()),
            )
            for row in rows
        )

    def save_site_files(self, site: str, run: int, files: Iterable[SiteFile]) -> None:
        """Replace the stored site files of a site."""
        table = schema.site_file_table
        with self._begin() as connection:
            connection.execute(delete(table).where(table.c.site == site))
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
                    "data": compress(file.body),
                }
                for file in files
            ]
            if rows:
                connection.execute(table.insert(), rows)

    def fallback_robots(self, site: str) -> SiteFile | None:
        """Return the last usable robots.txt of a site, None when there never was one."""
        row = self._first(select(schema.robots_table).where(schema.robots_table.c.site == site))
        if row is None:
            return None
        return SiteFile(
            site=site,
            kind="robots",
            url=row.url,
            status=row.status,
            fetched_at=as_utc(row.fetched_at),
            body=decompress(row.data),
        )

    def save_fallback_robots(self, file: SiteFile) -> None:
        """Store a usable robots.txt, for the days when it cannot be fetched."""
        row = {"site": file.site, "url": file.url, "status": file.status, "fetched_at": file.fetched_at}
        with self._begin() as connection:
            connection.execute(self._upsert_robots, row | {"data": compress(file.body)})
