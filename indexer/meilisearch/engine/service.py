"""The engine as the commands see it: install, start, stop, status, and `ensure`, which does what is needed."""

from __future__ import annotations

import logging
from pathlib import Path

from indexer.meilisearch.engine import disk, download, find_binary, health, process
from indexer.meilisearch.engine.download import Progress
from indexer.meilisearch.engine.engine_lock import engine_lock
from indexer.meilisearch.engine.release import VERSION, Origin
from indexer.meilisearch.engine.state import Engine, EngineStatus, Folder, State
from indexer.records.errors import EngineError

logger = logging.getLogger(__name__)

LOCK_PATIENCE = 120.0
"""Seconds to wait for another process that starts or stops the same engine: longer than either takes."""

PORT_ATTEMPTS = 5
"""A free port can be taken between the moment it is found and the moment the engine listens."""

MAJOR = 1
"""Meilisearch's major version: what an engine named by MEILI_URL must have."""


def install(cache: Path, origin: Origin | None = None, on_progress: Progress | None = None) -> Path:
    """Return the engine's binary: the `meilisearch` on PATH, else the cached one, else obtain it into `cache`.

    Raises:
        EngineMissingError: it could not be obtained; the message says why, and what else one can do.
        EngineError: the cache folder cannot be written.
    """
    return find_binary.on_path() or download.obtain(cache.absolute(), origin or Origin(), on_progress)


def start(
    data: Path,
    cache: Path,
    *,
    port: int | None = None,
    origin: Origin | None = None,
    on_progress: Progress | None = None,
) -> Engine:
    """Return the managed engine of a data folder, starting it unless it runs already.

    `port` is a wish: when another program has it, the engine gets one that is free.

    Raises:
        EngineError: there is no binary, the data is another version's, the disk is full, or it does not start.
    """
    folder = Folder.of(data)
    with engine_lock(folder.lock, LOCK_PATIENCE):
        if running := _running(folder):
            return _engine(running, folder)
        binary = install(cache, origin, on_progress)
        version = find_binary.version_of(binary)
        _check_data(folder, version)
        disk.require_space(folder.root, process.NEEDED, "the engine")
        for _ in range(PORT_ATTEMPTS):
            state = process.spawn(binary, version, folder, process.free_port(port))
            try:
                ready = process.wait_until_ready(state, folder)
            except EngineError:
                folder.forget()
                raise
            if ready:
                return _engine(state, folder)
            port = None
        folder.forget()
        raise EngineError(f"{PORT_ATTEMPTS} ports in a row were taken by other programs; run it again")


def stop(data: Path) -> bool:
    """Stop the managed engine of a data folder; False when none was running.

    Raises:
        EngineError: it does not end.
    """
    folder = Folder.of(data)
    if not folder.root.exists():
        return False
    with engine_lock(folder.lock, LOCK_PATIENCE):
        state = folder.state()
        was_running = state is not None and process.alive(state)
        if state:
            process.end(state)
        folder.forget()
        return was_running


def status(data: Path, cache: Path) -> EngineStatus:
    """Say whether the managed engine of a data folder runs, where, and what its data takes on disk."""
    folder = Folder.of(data)
    state = folder.state()
    binary = find_binary.on_path() or find_binary.in_cache(cache.absolute(), Origin())
    installed = str(binary) if binary else None
    if state and process.alive(state) and process.answers(state, folder):
        return EngineStatus(
            True, process.url_of(state.port), state.pid, state.version, state.started_at, installed, folder.size()
        )
    return EngineStatus(False, None, None, folder.data_version(), None, installed, folder.size())


def ensure(
    data: Path,
    cache: Path,
    *,
    url: str | None = None,
    key: str | None = None,
    on_progress: Progress | None = None,
) -> Engine:
    """Return an engine that answers: the one at `url` (MEILI_URL) with `key` (MEILI_MASTER_KEY), else the managed one.

    Raises:
        EngineUnreachableError: the one at `url` does not answer, or refuses the key.
        EngineError: see `start`.
    """
    if not url:
        return start(data, cache, on_progress=on_progress)
    url = url.rstrip("/")
    version = health.version_at(url, key or "")
    if version.split(".")[0] != str(MAJOR):
        raise EngineError(f"the engine at {url} is Meilisearch {version}; use version {VERSION}")
    return Engine(url, key or "", version, managed=False)


def _running(folder: Folder) -> State | None:
    """Return the recorded engine when it runs and answers; end it when it hangs, forget it when it is gone."""
    state = folder.state()
    if state is None:
        return None
    if process.alive(state):
        if process.answers_within(state, folder, process.HANG_PATIENCE):
            return state
        logger.warning("the engine (process %s) runs but does not answer; it is started again", state.pid)
        process.end(state, process.STOP_PATIENCE)
    folder.forget()
    return None


def _check_data(folder: Folder, version: str) -> None:
    written_by = folder.data_version()
    if written_by is not None and written_by != version:
        raise EngineError(
            f"the engine's data in {folder.database} was written by Meilisearch {written_by} and this is {version}; "
            "remove that folder and index again, everything in it comes from the page store"
        )


def _engine(state: State, folder: Folder) -> Engine:
    return Engine(process.url_of(state.port), folder.key(), state.version, managed=True, pid=state.pid)
