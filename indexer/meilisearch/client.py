"""Meilisearch client: the indexes of one engine; the library's errors are translated here and nowhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from crawler.records.http_status import REFUSED_STATUSES
from indexer.meilisearch.engine.state import Engine
from indexer.records.errors import EngineUnreachableError, IndexingError

ENGINE_REQUEST_TIMEOUT = 60
"""Seconds for one request; a batch of 50 MB is accepted in a few."""

FETCH_BATCH_SIZE = 1_000
"""Documents per request."""

_MIN_POLL_INTERVAL, _MAX_POLL_INTERVAL = 0.005, 0.1
"""Seconds between two status requests for a task; the interval grows from the first to the second."""


def quote_filter_value(value: str) -> str:
    """Return a value as a quoted string for a filter expression."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class EngineIndexes:
    """The indexes of one engine. Write methods queue tasks; `wait` waits for all and reports the first failure."""

    def __init__(self, engine: Engine) -> None:
        self._url = engine.url
        self._client = meilisearch.Client(
            engine.url, engine.key, timeout=ENGINE_REQUEST_TIMEOUT, custom_headers={"Accept-Encoding": "identity"}
        )
        self._tasks: list[int] = []

    # ---------------------------------------------------------------- reading

    def exists(self, name: str) -> bool:
        """Return whether an index exists."""
        with self._translate_errors():
            try:
                self._client.get_raw_index(name)
            except MeilisearchApiError as error:
                if error.code == "index_not_found":
                    return False
                raise
        return True

    def names(self) -> list[str]:
        """Return the names of all indexes."""
        with self._translate_errors():
            return [index.uid for index in self._client.get_indexes({"limit": 1000})["results"]]

    def settings(self, name: str) -> dict[str, Any]:
        """Return the settings of an index."""
        with self._translate_errors():
            return dict(
                self._client.http.get(f"indexes/{name}/settings")
            )  # the library's own method converts some values

    def fetch(self, name: str, fields: Sequence[str] | None, condition: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the documents that match a filter `condition`, with these fields (None: all)."""
        offset = 0
        while True:
            body: dict[str, Any] = {"limit": FETCH_BATCH_SIZE, "offset": offset}
            if fields is not None:
                body["fields"] = list(fields)
            if condition:
                body["filter"] = condition
            with self._translate_errors():
                response = self._client.http.post(f"indexes/{name}/documents/fetch", body)
            yield from response["results"]
            offset += FETCH_BATCH_SIZE
            if offset >= response["total"]:
                return

    def hashes(self, name: str, condition: str) -> dict[str, str]:
        """Return the hash of each document that matches a filter, by id."""
        return {record["id"]: record["hash"] for record in self.fetch(name, ["id", "hash"], condition)}

    def fetch_by_ids(self, name: str, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the documents with these ids, with all their fields."""
        remaining = iter(ids)
        while batch := list(islice(remaining, FETCH_BATCH_SIZE)):
            yield from self.fetch(name, None, f"id IN [{', '.join(map(quote_filter_value, batch))}]")

    def facet_counts(self, name: str, field: str, condition: str) -> dict[str, int]:
        """Return how many documents that match `condition` have each value of a filterable field."""
        with self._translate_errors():
            response = self._client.index(name).search("", {"limit": 0, "facets": [field], "filter": condition})
        return dict(response["facetDistribution"].get(field, {}))

    def last_task(self) -> int:
        """Return the number of the last task that any client queued; -1 before the first."""
        with self._translate_errors():
            tasks = self._client.http.get("tasks?limit=1")["results"]
        return int(tasks[0]["uid"]) if tasks else -1

    # ---------------------------------------------------------------- writing

    def create(self, name: str) -> None:
        """Create an empty index with the primary key `id`, and wait until it exists."""
        self._queue(self._client.create_index, name, {"primaryKey": "id"})
        self.wait()

    def create_missing(self, *names: str) -> None:
        """Queue the creation of those indexes that do not exist; `wait` before using them."""
        for name in names:
            if not self.exists(name):
                self._queue(self._client.create_index, name, {"primaryKey": "id"})

    def update_settings(self, name: str, settings: Mapping[str, Any]) -> bool:
        """Apply those of `settings` that differ from the index's own; return whether any did."""
        own = self.settings(name)
        changed = {key: value for key, value in settings.items() if _differs(key, own.get(key), value)}
        if changed.get("embedders") == {}:
            changed["embedders"] = None  # Meilisearch ignores an empty object
        if changed:
            self._queue(self._client.index(name).update_settings, changed)
        return bool(changed)

    def add(self, name: str, documents: Sequence[bytes]) -> None:
        """Add documents, each as JSON; they replace documents with the same id."""
        if documents:
            self._queue(self._client.index(name).add_documents_json, b"[" + b",".join(documents) + b"]")

    def delete(self, name: str, condition: str) -> None:
        """Delete the documents that match a filter."""
        self._queue(lambda: self._client.index(name).delete_documents(filter=condition))

    def drop(self, name: str) -> None:
        """Delete an index."""
        self._queue(self._client.index(name).delete)

    def swap(self, one: str, other: str) -> None:
        """Swap the names of two indexes atomically."""
        self._queue(self._client.swap_indexes, [{"indexes": [one, other]}])

    def wait(self) -> None:
        """Wait until every queued task is done.

        Raises:
            IndexingError: a task failed; the message includes the engine's.
            EngineUnreachableError: the engine does not respond.
        """
        failures = []
        while self._tasks:
            task = self._wait_for(self._tasks.pop(0))
            if task["status"] != "succeeded":
                error = task.get("error") or {}
                failures.append(str(error.get("message") or task["status"]))
        if failures:
            reason = failures[0].rstrip(".")
            if "No space left" in reason or "MDB_MAP_FULL" in reason or "disk" in reason.lower():
                reason = f"the engine's disk is full ({reason}); make room and index again"
            raise IndexingError(f"the engine could not index: {reason}")

    def _wait_for(self, task: int) -> dict[str, Any]:
        interval = _MIN_POLL_INTERVAL
        while True:
            with self._translate_errors():
                state: dict[str, Any] = self._client.http.get(f"tasks/{task}")
            if state["status"] not in {"enqueued", "processing"}:
                return state
            time.sleep(interval)
            interval = min(_MAX_POLL_INTERVAL, interval * 1.5)

    def _queue(self, call: Any, *arguments: Any) -> None:
        with self._translate_errors():
            self._tasks.append(int(call(*arguments).task_uid))

    @contextlib.contextmanager
    def _translate_errors(self) -> Iterator[None]:
        try:
            yield
        except MeilisearchApiError as error:
            if error.status_code in REFUSED_STATUSES:
                raise EngineUnreachableError(
                    f"the engine at {self._url} rejected the key; set MEILI_MASTER_KEY to its master key"
                ) from error
            raise IndexingError(f"the engine rejected the request: {error.message.partition('. Hint:')[0]}") from error
        except MeilisearchError as error:
            raise EngineUnreachableError(
                f"the engine at {self._url} stopped responding; start it with `regiozoek engine start` and index again"
            ) from error


_SETS = frozenset({"stopWords", "filterableAttributes", "sortableAttributes"})
"""Settings that are lists in JSON and sets in Meilisearch, which returns them in its own order."""


def _differs(key: str, own: Any, wanted: Any) -> bool:
    if key in _SETS:
        return sorted(own or []) != sorted(wanted)
    if key == "embedders":  # Meilisearch adds defaults and hides the key
        named = {name: {k: v for k, v in fields.items() if k != "apiKey"} for name, fields in wanted.items()}
        current = {name: {k: (own or {}).get(name, {}).get(k) for k in fields} for name, fields in named.items()}
        return set(own or {}) != set(wanted) or current != named
    if key in {"pagination", "faceting"}:  # Meilisearch adds defaults
        return any((own or {}).get(name) != value for name, value in wanted.items())
    return bool(own != wanted)
