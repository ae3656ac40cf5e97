"""Open the database of the page store, create its tables, and translate its errors into one sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.schema import CreateColumn

from crawler.records.errors import StoreError
from crawler.store import schema

SQLITE_LOCK_TIMEOUT = 30
"""Seconds to wait while another process writes to the SQLite file."""


def open_database(where: Path | str) -> Engine:
    """Return an engine for a file path or a SQLAlchemy URL. Creates missing tables.

    Raises:
        StoreError: the file or database cannot be opened, or is not a page store.
    """
    location = str(where)
    if "://" not in location:
        path = Path(where)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"cannot create the folder {path.parent} ({error.strerror}); choose another with --data"
            ) from error
        location = f"sqlite:///{path}"
    name = "named by REGIOZOEK_DATABASE_URL"
    try:
        url = make_url(location)
        name = _display_name(url)
        engine = create_engine(url, connect_args={"timeout": SQLITE_LOCK_TIMEOUT} if url.drivername == "sqlite" else {})
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        with database_errors_as_store_errors(engine), engine.begin() as connection:
            schema.page_store_metadata.create_all(connection)
            _add_columns(connection)
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(f"cannot open the page store {name}: {error}") from error
    return engine


@contextlib.contextmanager
def database_errors_as_store_errors(engine: Engine) -> Iterator[None]:
    """Translate errors of the database into a StoreError with one sentence."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error.orig)
        if "disk is full" in reason:
            reason = "the disk is full; free some space and run the command again, nothing stored is lost"
        elif "locked" in reason:
            reason = "another program has locked it; stop that program first"
        elif "malformed" in reason or "not a database" in reason:
            reason = "the file is damaged; move it away and crawl again"
        raise StoreError(f"the page store {_display_name(engine.url)} failed: {reason}") from error


def _add_columns(connection: Connection) -> None:
    """Upgrade a store of an earlier version: columns were only ever added, each nullable or with a default."""
    inspector = inspect(connection)
    for table in schema.page_store_metadata.sorted_tables:
        present = {column["name"] for column in inspector.get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}')
    for index in (index for table in schema.page_store_metadata.sorted_tables for index in table.indexes):
        index.create(connection, checkfirst=True)


def _display_name(url: URL) -> str:
    """Return the name of a store in messages: its file, or its URL without the password."""
    return url.database or "" if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
