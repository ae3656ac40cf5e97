"""Tables of the page store (SQLAlchemy Core), the same on SQLite and PostgreSQL.

There is no table of pending URLs: pending is every row of `url` without a `skip` whose `asked_run` is older than the
current run. A page, the URLs found on it and the fact that it was requested are one transaction, so a killed crawl has
nothing to recover.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

page_store_metadata = MetaData()

run_table = Table(
    "run",
    page_store_metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("sites", Text, nullable=False, doc="ids, joined by commas, sorted"),
    Column("finished_at", DateTime(timezone=True), doc="null: running, or killed"),
)

site_crawl_table = Table(
    "site_crawl",
    page_store_metadata,
    Column("site", String(63), primary_key=True),
    Column("run", Integer, ForeignKey("run.id"), primary_key=True),
    Column("finished_at", DateTime(timezone=True), doc="null: known URLs remain to be requested"),
    Column("problem", Text, doc="why it ended early, a sentence"),
    Column("doubted", Integer, doc="pages that look gone and are kept, because they are too many at once"),
)

url_table = Table(
    "url",
    page_store_metadata,
    Column("url", Text, primary_key=True),
    Column("site", String(63), nullable=False),
    Column("how", String(12), nullable=False, doc="see crawler.records.stored_records.Discovery"),
    Column("source", Text, nullable=False, doc="the page or sitemap that contains it"),
    Column("depth", Integer, nullable=False, doc="links from the home page on the path first found"),
    Column("discovered_at", DateTime(timezone=True), nullable=False),
    Column("skip", Text, doc="why it is not fetched, a phrase; null: it is fetched"),
    Column("asked_run", Integer, doc="the last run that requested it; null: none yet"),
    Column("lastmod", DateTime(timezone=True), doc="when it last changed according to a sitemap"),
)
Index("url_by_site", url_table.c.site, url_table.c.asked_run)

page_table = Table(
    "page",
    page_store_metadata,
    Column("url", Text, primary_key=True),
    Column("site", String(63), nullable=False),
    Column("run", Integer, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Column("status", Integer, nullable=False),
    Column("kind", String(8), nullable=False, doc="see crawler.records.page.BodyKind"),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("extractor", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False, doc="the Page, JSON, zstd"),
    Column("fingerprint", LargeBinary, doc="of the body and some headers, see crawler.fetch.responses"),
    Column("changed_at", DateTime(timezone=True), doc="when a crawl last found something new here"),
    Column("misses", Integer, nullable=False, server_default="0", doc="runs in a row that found it gone or redirected"),
    Column("redirect", Text, doc="target of a 3xx, normal form"),
)
Index("page_by_site", page_table.c.site, page_table.c.url)

last_good_page_table = Table(
    "sound",
    page_store_metadata,
    Column("url", Text, primary_key=True),
    Column("site", String(63), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("record", LargeBinary, nullable=False, doc="the last Page with status 200, until its removal is confirmed"),
)
Index("sound_by_site", last_good_page_table.c.site, last_good_page_table.c.url)


def _derived_table(name: str) -> Table:
    """Return a table of data derived from each page's record, see indexer.corpus.cache."""
    table = Table(
        name,
        page_store_metadata,
        Column("url", Text, primary_key=True),
        Column("site", String(63), nullable=False),
        Column("key", LargeBinary, nullable=False, doc="digest of everything the data was derived from"),
        Column("data", LargeBinary, nullable=False),
    )
    Index(f"{name}_by_site", table.c.site, table.c.url)
    return table


note_table = _derived_table("note")
draft_table = _derived_table("draft")

template_line_table = Table(
    "repeated",
    page_store_metadata,
    Column("site", String(63), primary_key=True),
    Column("line", BigInteger, primary_key=True, doc="digest of a line that most pages of the site repeat"),
)

request_count_table = Table(
    "tally",
    page_store_metadata,
    Column("site", String(63), primary_key=True),
    Column("day", String(10), primary_key=True, doc="ISO date in the region's time zone"),
    Column("requests", Integer, nullable=False),
)

body_table = Table(
    "body",
    page_store_metadata,
    Column("url", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False, doc="the raw body after content decoding, zstd"),
)

history_table = Table(
    "history",
    page_store_metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("site", String(63), nullable=False),
    Column("run", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("what", String(8), nullable=False, doc="see crawler.records.page_events.PageEventKind"),
    Column("detail", Text, nullable=False),
    Column("target", Text, doc="the URL to which the page moved"),
)
Index("history_by_url", history_table.c.url)
Index("history_by_target", history_table.c.target)
Index("history_by_run", history_table.c.site, history_table.c.run)

robots_table = Table(
    "known_robots",
    page_store_metadata,
    Column("site", String(63), primary_key=True),
    Column("url", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Column("data", LargeBinary, nullable=False, doc="zstd"),
)

site_file_table = Table(
    "site_file",
    page_store_metadata,
    Column("site", String(63), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("kind", String(8), nullable=False, doc="robots, sitemap, probe, alias"),
    Column("run", Integer, nullable=False),
    Column("fetched_at", DateTime(timezone=True), nullable=False),
    Column("status", Integer, nullable=False),
    Column("redirect", Text),
    Column("content_type", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("error", Text),
    Column("problems", Text, nullable=False, server_default="", doc="phrases, one a line"),
    Column("data", LargeBinary, nullable=False, doc="zstd"),
)
