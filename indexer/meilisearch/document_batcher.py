"""Document batcher: send documents to the engine in batches of a suitable size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import orjson

from indexer.meilisearch.client import EngineIndexes, quote_filter_value
from indexer.records.document import Document, decode_document

MAX_INDEX_BATCH_SIZE = 2_000
"""Documents per task. The engine combines several waiting tasks, and starts while others are being prepared."""

FIRST_BATCH_SIZE = 250
"""Documents in the first task; each further one has twice as many. The engine starts early, and its fixed cost of
each round (about .3 s, compared with 1 ms per document) is paid only a few times."""

MAX_INDEX_BATCH_BYTES = 40_000_000
"""Bytes per task; the engine rejects 100 MB."""

DELETE_BATCH_SIZE = 1_000
"""Ids per deletion."""

DocumentCallback = Callable[[Document | None], None]
"""Called with each document that the index has at the end of a sync; None is ignored."""


class DocumentBatcher:
    """Collects documents and sends them to one index whenever a batch is full; call `flush` at the end."""

    def __init__(self, indexes: EngineIndexes, target: str) -> None:
        self._indexes, self._target = indexes, target
        self._batch: list[bytes] = []
        self._bytes = 0
        self._batch_size = FIRST_BATCH_SIZE

    def add(self, document: bytes) -> None:
        """Add a document, as JSON."""
        size = len(document)
        if self._batch and (len(self._batch) >= self._batch_size or self._bytes + size > MAX_INDEX_BATCH_BYTES):
            self.flush()
            self._batch_size = min(MAX_INDEX_BATCH_SIZE, 2 * self._batch_size)
        self._batch.append(document)
        self._bytes += size

    def keep(self, records: Iterable[Mapping[str, Any]], index: str, on_document: DocumentCallback) -> None:
        """Call `on_document` with documents that remain in `index`, and copy them if another index is being filled."""
        for record in records:
            on_document(decode_document(record))
            if self._target != index:
                self.add(orjson.dumps(record))

    def flush(self) -> None:
        """Send the current batch."""
        self._indexes.add(self._target, self._batch)
        self._batch, self._bytes = [], 0

    def delete(self, ids: Sequence[str]) -> None:
        """Delete documents by id."""
        remaining = iter(ids)
        while batch := list(islice(remaining, DELETE_BATCH_SIZE)):
            self._indexes.delete(self._target, f"id IN [{', '.join(map(quote_filter_value, batch))}]")
