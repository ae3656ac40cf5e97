"""Engine service: install, start, stop and inspect the managed engine; `ensure_engine` does what is needed."""

from __future__ import annotations

import logging
from pathlib import Path

from indexer.meilisearch.engine import disk, download, find_binary, health, process
from indexer.meilisearch.engine.download import DownloadProgress
from indexer.meilisearch.engine.engine_lock import engine_lock
from indexer.meilisearch.engine.pinned_release import MEILISEARCH_VERSION, BinarySource
from indexer.meilisearch.engine.state import Engine, EngineFolder, EngineProcess, EngineStatus
from indexer.records.errors import EngineError

logger = logging.getLogger(__name__)

START_LOCK_TIMEOUT = 120.0
"""Seconds to wait for another process that starts or stops the same engine: longer than either takes."""

MAX_PORT_ATTEMPTS = 5
"""Another program can take a free port before the engine listens on it."""

MEILISEARCH_MAJOR_VERSION = 1
"""The major version that an engine at MEILI_URL must have."""


def install_engine(
    cache: Path, origin: BinarySource | None = None, on_progress: DownloadProgress | None = None
) -> Path:
    """Return the engine's binary: the `meilisearch` on PATH, the cached one, or a new download into `cache`.

    Raises:
        EngineMissingError: it could not be downloaded; the message says why, and what else can be done.
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
    """Return the managed engine of a data folder; start it unless it is already running.

    `port` is a preference: if another program uses it, the engine gets a free one.

    Raises:
        EngineError: there is no binary, the data is of another version, the disk is full, or it does not start.
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
        raise EngineError(f"{MAX_PORT_ATTEMPTS} ports in a row were used by other programs; run it again")


def stop_engine(data: Path) -> bool:
    """Stop the managed engine of a data folder; return False when none was running.

    Raises:
        EngineError: it does not stop.
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
    """Return whether the managed engine of a data folder is running, where, and the size of its data."""
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
    """Return a working engine: the one at `url` (MEILI_URL) with `key` (MEILI_MASTER_KEY), otherwise the managed one.

    Raises:
        EngineUnreachableError: the engine at `url` does not respond, or rejects the key.
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
    """Return the recorded engine if it runs and responds; stop it if it hangs, clear its record if it is gone."""
    state = folder.state()
    if state is None:
        return None
    if process.is_alive(state):
        if process.becomes_healthy(state, folder, process.ENGINE_HANG_TIMEOUT):
            return state
        logger.warning("the engine (process %s) does not respond; it is restarted", state.pid)
        process.terminate(state, process.ENGINE_STOP_TIMEOUT)
    folder.clear_process()
    return None


def _check_data(folder: EngineFolder, version: str) -> None:
    written_by = folder.data_version()
    if written_by is not None and written_by != version:
        raise EngineError(
            f"the engine's data in {folder.database} was written by Meilisearch {written_by} and this is {version}; "
            "delete that folder and index again; everything in it comes from the page store"
        )


def _engine(state: EngineProcess, folder: EngineFolder) -> Engine:
    return Engine(process.engine_url(state.port), folder.key(), state.version, managed=True, pid=state.pid)
