"""Documents on their way to the engine, in batches it takes well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from indexer.meilisearch.client import EngineIndexes, quote_filter_value
from indexer.records.document import Document, decode_document

MAX_BATCH_SIZE = 2_000
"""Documents of one task: the engine takes up several waiting ones together, and starts while others are prepared."""

FIRST_BATCH_SIZE = 250
"""Documents of the first task, each next one has twice as many: the engine starts early, and its cost of each round of
work (some .3 s beside 1 ms a document) is paid few times."""

MAX_BATCH_BYTES = 40_000_000
"""Bytes of one task: the engine refuses 100 MB."""

DELETE_BATCH_SIZE = 1_000
"""Ids named in one deletion."""

DocumentCallback = Callable[[Document | None], None]
"""Shown each document that an index has when all is done; None is nothing to show."""


class DocumentBatcher:
    """Collects documents and sends them to one index when a batch is full; call `flush` at the end."""

    def __init__(self, indexes: EngineIndexes, target: str) -> None:
        self._indexes, self._target = indexes, target
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._most = FIRST_BATCH_SIZE

    def add(self, document: bytes) -> None:
        """Add a document, JSON."""
        size = len(document)
        if self._waiting and (len(self._waiting) >= self._most or self._bytes + size > MAX_BATCH_BYTES):
            self.flush()
            self._most = min(MAX_BATCH_SIZE, 2 * self._most)
        self._waiting.append(document)
        self._bytes += size

    def keep(self, records: Iterable[Mapping[str, Any]], index: str, seen: DocumentCallback) -> None:
        """Show the documents that stay in `index` to `seen`, and add them where it is another index that is filled."""
        for record in records:
            seen(decode_document(record))
            if self._target != index:
                self.add(orjson.dumps(record))

    def flush(self) -> None:
        """Send what waits."""
        self._indexes.add(self._target, self._waiting)
        self._waiting, self._bytes = [], 0

    def delete(self, ids: Sequence[str]) -> None:
        """Delete documents by id."""
        remaining = iter(ids)
        while batch := list(islice(remaining, DELETE_BATCH_SIZE)):
            self._indexes.delete(self._target, f"id IN [{', '.join(map(quote_filter_value, batch))}]")
