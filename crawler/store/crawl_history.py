"""The page store's history: crawl runs, the state of each site's crawl, and the events of pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update

from crawler.records.page_events import PageEvent, PageEventKind
from crawler.records.stored_records import SiteCrawlRecord
from crawler.store import schema
from crawler.store.session import StoreSession, as_utc, utc_now

MAX_MOVES_FOLLOWED = 20
"""Moves of a page that its history is followed back over."""


class CrawlHistory(StoreSession):
    """Reads and writes crawl runs, and reads the events of pages."""

    def begin_run(self, sites: Iterable[str]) -> int:
        """Return the id of the run to work in: the unfinished one over the same sites, or a new one."""
        names = ",".join(sorted(sites))
        run = schema.run_table
        with self._begin() as connection:
            row = connection.execute(
                select(run.c.id, run.c.sites, run.c.finished_at).order_by(run.c.id.desc()).limit(1)
            ).first()
            if row and row.finished_at is None and row.sites == names:
                return int(row.id)
            result = connection.execute(run.insert().values(started_at=utc_now(), sites=names))
            number = int(result.inserted_primary_key[0])  # type: ignore[index]
            rows = [{"site": site, "run": number} for site in names.split(",")]
            connection.execute(schema.site_crawl_table.insert(), rows)
            return number

    def finish_site(self, site: str, run: int, problem: str | None = None) -> None:
        """Record that every known URL of a site was requested, or the `problem` that ended its crawl early."""
        crawl = schema.site_crawl_table
        with self._begin() as connection:
            connection.execute(
                update(crawl)
                .where(crawl.c.site == site, crawl.c.run == run)
                .values(finished_at=utc_now(), problem=problem)
            )

    def finish_run(self, run: int) -> None:
        """Record that a run is finished, so that the next crawl starts a new one."""
        table = schema.run_table
        with self._begin() as connection:
            connection.execute(update(table).where(table.c.id == run).values(finished_at=utc_now()))

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
        finished = row.finished_at and as_utc(row.finished_at)
        return SiteCrawlRecord(row.site, row.run, as_utc(row.started_at), finished, row.problem, row.doubted or 0)

    def crawled_sites(self) -> tuple[str, ...]:
        """Return the ids of the sites that were ever crawled."""
        site = schema.site_crawl_table.c.site
        return tuple(row[0] for row in self._stream(select(site).distinct().order_by(site)))

    def page_history(self, url: str) -> tuple[PageEvent, ...]:
        """Return the events of a page, oldest first, with those of the URLs from which it moved."""
        history = schema.history_table
        events: list[PageEvent] = []
        urls = [url]
        for at in urls:  # grows during the loop
            rows = self._stream(select(history).where(history.c.url == at).order_by(history.c.id))
            other_url = None if at == url else at
            events += [_page_event(row, other_url) for row in rows]
            if len(urls) <= MAX_MOVES_FOLLOWED:
                origins = select(history.c.url).where(history.c.target == at).order_by(history.c.id)
                urls += dict.fromkeys(row.url for row in self._stream(origins) if row.url not in urls)
        return tuple(sorted(events, key=lambda event: event.at))

    def event_counts(self, site: str, run: int) -> dict[str, int]:
        """Return how many events of each kind the pages of a site had in a run."""
        history = schema.history_table.c
        return self._counts(
            select(history.what, func.count()).where(history.site == site, history.run == run).group_by(history.what)
        )

    def run_events(self, site: str, run: int, limit: int) -> tuple[PageEvent, ...]:
        """Return the first `limit` events of a site in a run, each with its `url`, without those of images."""
        history, url = schema.history_table.c, schema.url_table.c
        query = (
            select(schema.history_table)
            .join(schema.url_table, url.url == history.url)
            .where(history.site == site, history.run == run, url.how != "image")
            .order_by(history.id)
            .limit(limit)
        )
        return tuple(_page_event(row, row.url) for row in self._stream(query))

    def is_first_crawl(self, site: str, run: int) -> bool:
        """Return whether the pages of a site have no events from before a run."""
        history = schema.history_table.c
        return self._first(select(history.id).where(history.site == site, history.run < run).limit(1)) is None


def _page_event(row: Any, url: str | None) -> PageEvent:
    return PageEvent(as_utc(row.at), PageEventKind(row.what), row.detail, row.target, url)
