"""The engine as the commands see it: install, start, stop, status, and `ensure_engine`, which does what is needed."""

from __future__ import annotations

import logging
from pathlib import Path

from indexer.meilisearch.engine import disk, download, find_binary, health, process
from indexer.meilisearch.engine.download import DownloadProgress
from indexer.meilisearch.engine.engine_lock import engine_lock
from indexer.meilisearch.engine.release import MEILISEARCH_VERSION, BinarySource
from indexer.meilisearch.engine.state import Engine, EngineFolder, EngineProcess, EngineStatus
from indexer.records.errors import EngineError

logger = logging.getLogger(__name__)

START_LOCK_TIMEOUT = 120.0
"""Seconds to wait for another process that starts or stops the same engine: longer than either takes."""

MAX_PORT_ATTEMPTS = 5
"""A free port can be taken between the moment it is found and the moment the engine listens."""

MEILISEARCH_MAJOR_VERSION = 1
"""Meilisearch's major version: what an engine named by MEILI_URL must have."""


def install_engine(
    cache: Path, origin: BinarySource | None = None, on_progress: DownloadProgress | None = None
) -> Path:
    """Return the engine's binary: the `meilisearch` on PATH, else the cached one, else obtain it into `cache`.

    Raises:
        EngineMissingError: it could not be obtained; the message says why, and what else one can do.
        EngineError: the cache folder cannot be written.
    """
    return find_binary.find_on_path() or download.download_engine(
        cache.absolute(), origin or BinarySource(), on_progress
    )


def start_engine(
    data: Path,
    cache: Path,
    *,
    port: int | None = None,
    origin: BinarySource | None = None,
    on_progress: DownloadProgress | None = None,
) -> Engine:
    """Return the managed engine of a data folder, starting it unless it runs already.

    `port` is a wish: when another program has it, the engine gets one that is free.

    Raises:
        EngineError: there is no binary, the data is another version's, the disk is full, or it does not start.
    """
    folder = EngineFolder.of(data)
    with engine_lock(folder.lock, START_LOCK_TIMEOUT):
        if running := _running(folder):
            return _engine(running, folder)
        binary = install_engine(cache, origin, on_progress)
        version = find_binary.binary_version(binary)
        _check_data(folder, version)
        disk.require_space(folder.root, process.ENGINE_DISK_SPACE, "the engine")
        for _ in range(MAX_PORT_ATTEMPTS):
            state = process.spawn_engine(binary, version, folder, process.free_port(port))
            try:
                ready = process.wait_until_ready(state, folder)
            except EngineError:
                folder.clear_process()
                raise
            if ready:
                return _engine(state, folder)
            port = None
        folder.clear_process()
        raise EngineError(f"{MAX_PORT_ATTEMPTS} ports in a row were taken by other programs; run it again")


def stop_engine(data: Path) -> bool:
    """Stop the managed engine of a data folder; False when none was running.

    Raises:
        EngineError: it does not end.
    """
    folder = EngineFolder.of(data)
    if not folder.root.exists():
        return False
    with engine_lock(folder.lock, START_LOCK_TIMEOUT):
        state = folder.state()
        was_running = state is not None and process.is_alive(state)
        if state:
            process.terminate(state)
        folder.clear_process()
        return was_running


def engine_status(data: Path, cache: Path) -> EngineStatus:
    """Say whether the managed engine of a data folder runs, where, and what its data takes on disk."""
    folder = EngineFolder.of(data)
    state = folder.state()
    binary = find_binary.find_on_path() or find_binary.find_in_cache(cache.absolute(), BinarySource())
    installed = str(binary) if binary else None
    if state and process.is_alive(state) and process.is_healthy(state, folder):
        return EngineStatus(
            True, process.engine_url(state.port), state.pid, state.version, state.started_at, installed, folder.size()
        )
    return EngineStatus(False, None, None, folder.data_version(), None, installed, folder.size())


def ensure_engine(
    data: Path,
    cache: Path,
    *,
    url: str | None = None,
    key: str | None = None,
    on_progress: DownloadProgress | None = None,
) -> Engine:
    """Return an engine that answers: the one at `url` (MEILI_URL) with `key` (MEILI_MASTER_KEY), else the managed one.

    Raises:
        EngineUnreachableError: the one at `url` does not answer, or refuses the key.
        EngineError: see `start_engine`.
    """
    if not url:
        return start_engine(data, cache, on_progress=on_progress)
    url = url.rstrip("/")
    version = health.fetch_engine_version(url, key or "")
    if version.split(".")[0] != str(MEILISEARCH_MAJOR_VERSION):
        raise EngineError(f"the engine at {url} is Meilisearch {version}; use version {MEILISEARCH_VERSION}")
    return Engine(url, key or "", version, managed=False)


def _running(folder: EngineFolder) -> EngineProcess | None:
    """Return the recorded engine when it runs and answers; end it when it hangs, forget it when it is gone."""
    state = folder.state()
    if state is None:
        return None
    if process.is_alive(state):
        if process.becomes_healthy(state, folder, process.HANG_TIMEOUT):
            return state
        logger.warning("the engine (process %s) runs but does not answer; it is started again", state.pid)
        process.terminate(state, process.STOP_TIMEOUT)
    folder.clear_process()
    return None


def _check_data(folder: EngineFolder, version: str) -> None:
    written_by = folder.data_version()
    if written_by is not None and written_by != version:
        raise EngineError(
            f"the engine's data in {folder.database} was written by Meilisearch {written_by} and this is {version}; "
            "remove that folder and index again, everything in it comes from the page store"
        )


def _engine(state: EngineProcess, folder: EngineFolder) -> Engine:
    return Engine(process.engine_url(state.port), folder.key(), state.version, managed=True, pid=state.pid)
