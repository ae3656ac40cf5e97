"""Database tables of harvests, next to those of the page store (SQLAlchemy Core, SQLite and PostgreSQL)."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, String, Table, Text

harvest_metadata = MetaData()

record_table = Table(
    "source_record",
    harvest_metadata,
    Column("source", String(63), primary_key=True),
    Column("key", Text, primary_key=True, doc="see indexer.sources.record.Record"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("data", LargeBinary, nullable=False, doc="the Record, JSON, zstd"),
)

state_table = Table(
    "source_state",
    harvest_metadata,
    Column("source", String(63), primary_key=True),
    Column("tried_at", DateTime(timezone=True), doc="last harvest"),
    Column("succeeded_at", DateTime(timezone=True), doc="last successful harvest"),
    Column("failures", Integer, nullable=False, doc="harvests in a row that failed"),
    Column("suspended_until", DateTime(timezone=True), doc="null: not suspended"),
    Column("problem", Text, doc="a phrase; null: none"),
    Column("problem_since", DateTime(timezone=True)),
    Column("doubted", Integer, nullable=False, doc="records whose loss the next harvest must confirm; 0: none"),
    Column("cursor", Text, nullable=False, doc="where the next harvest of an event stream continues"),
)
