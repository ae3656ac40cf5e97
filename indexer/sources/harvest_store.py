"""Harvest store: the records and the state of each source, in the database of the page store.

A source that fails changes nothing here, so an index can be rebuilt from its last records.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import msgspec
import zstandard
from sqlalchemy import Connection, Engine, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from crawler.store.database import database_errors_as_store_errors, open_database
from indexer.sources.harvest_schema import harvest_metadata, record_table, state_table
from indexer.sources.record import Record

RECORD_COMPRESSION_LEVEL = 3
"""zstd level, the same as in the page store."""

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Bytes of one decompressed record."""

RECORD_BATCH_SIZE = 500
"""Records per batch, and keys per SQL statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The state of a source, see `indexer.sources.harvest_schema.state_table`; times are UTC."""

    source: str
    tried_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    suspended_until: datetime | None = None
    problem: str | None = None
    problem_since: datetime | None = None
    doubted: int = 0
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class RecordChanges:
    """How many records of a source a harvest added, changed and removed."""

    added: int
    changed: int
    removed: int


class HarvestStore:
    """Reads and writes records and source states. Open it with `HarvestStore.open`; use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
        self._encoder, self._decoder = msgspec.json.Encoder(), msgspec.json.Decoder(Record)

    @classmethod
    def open(cls, where: Path | str) -> Self:
        """Open the page store at a file path or a SQLAlchemy URL, and create the tables of harvests if needed.

        Raises:
            crawler.records.errors.StoreError: it cannot be opened, or is not a page store.
        """
        engine = open_database(where)
        with database_errors_as_store_errors(engine):
            harvest_metadata.create_all(engine)
        return cls(engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---------------------------------------------------------------- reading

    def states(self) -> dict[str, SourceState]:
        """Return the state of each source that was ever harvested, by id."""
        with database_errors_as_store_errors(self._engine), self._engine.connect() as connection:
            return {
                row.source: _state(row)
                for row in connection.execute(select(state_table).order_by(state_table.c.source))
            }

    def records(self, source: str) -> Iterator[Record]:
        """Yield the records of a source, ordered by key."""
        query = select(record_table.c.data).where(record_table.c.source == source).order_by(record_table.c.key)
        with database_errors_as_store_errors(self._engine), self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=RECORD_BATCH_SIZE).execute(query):
                yield self._decoder.decode(zstandard.decompress(row.data, MAX_RECORD_BYTES))

    def counts(self) -> dict[str, int]:
        """Return how many records each source has."""
        query = select(record_table.c.source, func.count()).group_by(record_table.c.source)
        with database_errors_as_store_errors(self._engine), self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    # ---------------------------------------------------------------- writing

    def save(
        self, records: Sequence[Record], removed: Collection[str], state: SourceState, now: datetime
    ) -> RecordChanges:
        """Store records, remove those with `removed` keys, and store the source's state, in one transaction."""
        name = state.source
        with database_errors_as_store_errors(self._engine), self._engine.begin() as connection:
            known = select(record_table.c.key, record_table.c.data).where(record_table.c.source == name)
            before = {row.key: row.data for row in connection.execute(known)}
            encoded = {
                each.key: zstandard.compress(self._encoder.encode(each), RECORD_COMPRESSION_LEVEL) for each in records
            }
            differing = {key: data for key, data in encoded.items() if before.get(key) != data}
            lost = [key for key in removed if key in before and key not in encoded]
            if differing:
                rows = [
                    {"source": name, "key": key, "data": data, "changed_at": now} for key, data in differing.items()
                ]
                insert = self._insert(record_table)
                excluded = {column: insert.excluded[column] for column in ("data", "changed_at")}
                connection.execute(insert.on_conflict_do_update(index_elements=["source", "key"], set_=excluded), rows)
            for start in range(0, len(lost), RECORD_BATCH_SIZE):
                keys = lost[start : start + RECORD_BATCH_SIZE]
                connection.execute(
                    delete(record_table).where(record_table.c.source == name, record_table.c.key.in_(keys))
                )
            self._write_state(connection, state)
        added = len(differing.keys() - before.keys())
        return RecordChanges(added, len(differing) - added, len(lost))

    def save_state(self, state: SourceState) -> None:
        """Store the state of a source."""
        with database_errors_as_store_errors(self._engine), self._engine.begin() as connection:
            self._write_state(connection, state)

    def remove_other_sources(self, sources: Collection[str]) -> None:
        """Remove every source except these, with its records, because the registry no longer has it."""
        with database_errors_as_store_errors(self._engine), self._engine.begin() as connection:
            for table in (record_table, state_table):
                connection.execute(delete(table).where(table.c.source.not_in(sources)))

    def _write_state(self, connection: Connection, state: SourceState) -> None:
        row = {column.name: getattr(state, column.name) for column in state_table.c}
        insert = self._insert(state_table)
        updated = {name: insert.excluded[name] for name in row if name != "source"}
        connection.execute(insert.on_conflict_do_update(index_elements=["source"], set_=updated), [row])


@contextlib.contextmanager
def open_existing_harvest_store(where: Path | str) -> Iterator[HarvestStore | None]:
    """Open the harvest store if there is a page store; otherwise yield None and create nothing."""
    if "://" not in str(where) and not Path(where).exists():
        yield None
        return
    with HarvestStore.open(where) as store:
        yield store


def _state(row: Any) -> SourceState:
    return SourceState(
        source=row.source,
        tried_at=_utc(row.tried_at),
        succeeded_at=_utc(row.succeeded_at),
        failures=row.failures,
        suspended_until=_utc(row.suspended_until),
        problem=row.problem,
        problem_since=_utc(row.problem_since),
        doubted=row.doubted,
        cursor=row.cursor,
    )


def _utc(moment: datetime | None) -> datetime | None:
    """Return a time as UTC; SQLite does not store time zones, and all stored times are UTC."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
