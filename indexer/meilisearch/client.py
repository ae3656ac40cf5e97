"""The Meilisearch client behind one door: its errors are translated here and nowhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from indexer.meilisearch.engine.state import Engine
from indexer.records.errors import EngineUnreachableError, IndexingError

ENGINE_REQUEST_TIMEOUT = 60
"""Seconds one request may take: a batch of 50 MB is accepted in a few."""

FETCH_BATCH_SIZE = 1_000
"""Documents asked for at a time."""

_MIN_POLL_INTERVAL, _MAX_POLL_INTERVAL = 0.005, 0.1
"""Seconds between two looks at a task, growing."""


def quote_filter_value(value: str) -> str:
    """Return a value as a filter holds it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class EngineIndexes:
    """The indexes of one engine. Writing queues tasks; `wait` awaits them all and reports the first failure."""

    def __init__(self, engine: Engine) -> None:
        self._url = engine.url
        self._client = meilisearch.Client(
            engine.url, engine.key, timeout=ENGINE_REQUEST_TIMEOUT, custom_headers={"Accept-Encoding": "identity"}
        )
        self._tasks: list[int] = []

    # ---------------------------------------------------------------- reading

    def exists(self, name: str) -> bool:
        """Whether there is such an index."""
        with self._translated():
            try:
                self._client.get_raw_index(name)
            except MeilisearchApiError as error:
                if error.code == "index_not_found":
                    return False
                raise
        return True

    def names(self) -> list[str]:
        """Return the names of all indexes."""
        with self._translated():
            return [index.uid for index in self._client.get_indexes({"limit": 1000})["results"]]

    def settings(self, name: str) -> dict[str, Any]:
        """Return an index's settings."""
        with self._translated():
            return dict(
                self._client.http.get(f"indexes/{name}/settings")
            )  # the client's own call makes objects of some

    def fetch(self, name: str, fields: Sequence[str] | None, condition: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield documents, with all their fields when `fields` is None, that meet a filter `condition`."""
        offset = 0
        while True:
            body: dict[str, Any] = {"limit": FETCH_BATCH_SIZE, "offset": offset}
            if fields is not None:
                body["fields"] = list(fields)
            if condition:
                body["filter"] = condition
            with self._translated():
                answer = self._client.http.post(f"indexes/{name}/documents/fetch", body)
            yield from answer["results"]
            offset += FETCH_BATCH_SIZE
            if offset >= answer["total"]:
                return

    def hashes(self, name: str, condition: str) -> dict[str, str]:
        """Return the hash of each document that meets a filter, by id."""
        return {record["id"]: record["hash"] for record in self.fetch(name, ["id", "hash"], condition)}

    def fetch_by_ids(self, name: str, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the documents with these ids, whole."""
        remaining = iter(ids)
        while batch := list(islice(remaining, FETCH_BATCH_SIZE)):
            yield from self.fetch(name, None, f"id IN [{', '.join(map(quote_filter_value, batch))}]")

    def facet_counts(self, name: str, field: str, condition: str) -> dict[str, int]:
        """Return how many documents that meet `condition` have each value of a filterable field."""
        with self._translated():
            answer = self._client.index(name).search("", {"limit": 0, "facets": [field], "filter": condition})
        return dict(answer["facetDistribution"].get(field, {}))

    def last_task(self) -> int:
        """Return the number of the task queued last, by anyone; -1 before the first."""
        with self._translated():
            tasks = self._client.http.get("tasks?limit=1")["results"]
        return int(tasks[0]["uid"]) if tasks else -1

    # ---------------------------------------------------------------- writing

    def create(self, name: str) -> None:
        """Make an empty index whose documents are known by `id`, and wait until it is there."""
        self._queue(self._client.create_index, name, {"primaryKey": "id"})
        self.wait()

    def create_missing(self, *names: str) -> None:
        """Queue the making of those indexes that are not there; `wait` before they are used."""
        for name in names:
            if not self.exists(name):
                self._queue(self._client.create_index, name, {"primaryKey": "id"})

    def update_settings(self, name: str, settings: Mapping[str, Any]) -> bool:
        """Give an index those of `settings` that differ from its own; False when none does."""
        own = self.settings(name)
        changed = {key: value for key, value in settings.items() if _differs(key, own.get(key), value)}
        if changed.get("embedders") == {}:
            changed["embedders"] = None  # an empty set would leave what there is
        if changed:
            self._queue(self._client.index(name).update_settings, changed)
        return bool(changed)

    def add(self, name: str, documents: Sequence[bytes]) -> None:
        """Add documents, each JSON, or replace those with the same id."""
        if documents:
            self._queue(self._client.index(name).add_documents_json, b"[" + b",".join(documents) + b"]")

    def delete(self, name: str, condition: str) -> None:
        """Delete the documents that meet a filter."""
        self._queue(lambda: self._client.index(name).delete_documents(filter=condition))

    def drop(self, name: str) -> None:
        """Delete an index."""
        self._queue(self._client.index(name).delete)

    def swap(self, one: str, other: str) -> None:
        """Let two indexes change names, at one moment for every search."""
        self._queue(self._client.swap_indexes, [{"indexes": [one, other]}])

    def wait(self) -> None:
        """Wait until every queued task is done.

        Raises:
            IndexingError: one failed; it carries the engine's message.
            EngineUnreachableError: the engine is gone.
        """
        failures = []
        while self._tasks:
            task = self._finished(self._tasks.pop(0))
            if task["status"] != "succeeded":
                error = task.get("error") or {}
                failures.append(str(error.get("message") or task["status"]))
        if failures:
            reason = failures[0].rstrip(".")
            if "No space left" in reason or "MDB_MAP_FULL" in reason or "disk" in reason.lower():
                reason = f"the engine's disk is full ({reason}); make room and index again"
            raise IndexingError(f"the engine could not index: {reason}")

    def _finished(self, task: int) -> dict[str, Any]:
        pause = _MIN_POLL_INTERVAL
        while True:
            with self._translated():
                state: dict[str, Any] = self._client.http.get(f"tasks/{task}")
            if state["status"] not in {"enqueued", "processing"}:
                return state
            time.sleep(pause)
            pause = min(_MAX_POLL_INTERVAL, pause * 1.5)

    def _queue(self, call: Any, *arguments: Any) -> None:
        with self._translated():
            self._tasks.append(int(call(*arguments).task_uid))

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except MeilisearchApiError as error:
            if error.status_code in {401, 403}:
                raise EngineUnreachableError(
                    f"the engine at {self._url} refuses the key; set MEILI_MASTER_KEY to its master key"
                ) from error
            raise IndexingError(f"the engine refused: {error.message.partition('. Hint:')[0]}") from error
        except MeilisearchError as error:
            raise EngineUnreachableError(
                f"the engine at {self._url} stopped answering; start it with `regiozoek engine start` and index again"
            ) from error


_SETS = frozenset({"stopWords", "filterableAttributes", "sortableAttributes"})
"""Settings that are lists to JSON and sets to the engine, which returns them in its own order."""


def _differs(key: str, own: Any, wanted: Any) -> bool:
    if key in _SETS:
        return sorted(own or []) != sorted(wanted)
    if key == "embedders":  # the engine fills in what is not named, and shows no key
        named = {name: {k: v for k, v in fields.items() if k != "apiKey"} for name, fields in wanted.items()}
        held = {name: {k: (own or {}).get(name, {}).get(k) for k in fields} for name, fields in named.items()}
        return set(own or {}) != set(wanted) or held != named
    if key in {"pagination", "faceting"}:  # the engine fills in what is not named
        return any((own or {}).get(name) != value for name, value in wanted.items())
    return bool(own != wanted)
