"""Engine process: start it in the background, recognise it later, and stop it."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from indexer.meilisearch.engine import disk, health
from indexer.meilisearch.engine.state import EngineFolder, EngineProcess
from indexer.records.errors import EngineError, EngineUnreachableError

logger = logging.getLogger(__name__)

INDEXING_MEMORY = "512Mb"
"""Keeps the engine at 1.0 GB instead of 3.0 on 50,000 documents, with no clear slowdown (measured)."""

ENGINE_START_TIMEOUT = 60.0
"""Seconds until a started engine must respond: an empty one needs less than one, a large one several."""

ENGINE_STOP_TIMEOUT = 30.0
"""Seconds until an engine that does not stop is killed; nothing that it acknowledged is lost."""

ENGINE_HANG_TIMEOUT = 10.0
"""Seconds after which a running engine that does not respond is restarted."""

_POLL_INTERVAL = 0.05
"""Seconds between two checks of a process that starts or stops."""

ENGINE_DISK_SPACE = 200 * 2**20
"""Free bytes that starting an engine needs: an index of the region takes about as much."""


def engine_url(port: int) -> str:
    """Return the URL of a managed engine."""
    return f"http://127.0.0.1:{port}"


def spawn_engine(binary: Path, version: str, folder: EngineFolder, port: int) -> EngineProcess:
    """Start the engine on a loopback port, in its own session so that it outlives us, and record it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEILI_")}
    # The key is passed in the environment, since other users can read a command line.
    environment["MEILI_MASTER_KEY"] = folder.key()
    with disk.translate_disk_errors(folder.root), folder.log.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the verified binary, or the one the user put on PATH
            [
                str(binary),
                "--env=production",
                "--no-analytics",
                "--log-level=WARN",
                f"--http-addr=127.0.0.1:{port}",
                f"--db-path={folder.database}",
                f"--dump-dir={folder.root / 'dumps'}",
                f"--snapshot-dir={folder.root / 'snapshots'}",
                f"--max-indexing-memory={INDEXING_MEMORY}",
            ],
            cwd=folder.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    state = EngineProcess(process.pid, port, datetime.now(UTC), version, _process_start_time(process.pid))
    folder.save_process(state)
    return state


def wait_until_ready(state: EngineProcess, folder: EngineFolder, timeout: float = ENGINE_START_TIMEOUT) -> bool:
    """Wait until the engine responds to our key; return False when its port belongs to another program.

    Raises:
        EngineError: it stopped by itself, or did not respond in time.
    """
    deadline = time.monotonic() + timeout
    while True:
        if is_healthy(state, folder):
            return True
        if not is_alive(state):
            line = _last_log_line(folder)
            if "Address already in use" in line:
                return False
            if "No space left" in line:
                raise EngineError(f"the disk under {folder.root} is full; make room and run it again")
            raise EngineError(f'the engine stopped while starting ("{line}"); see {folder.log}')
        if time.monotonic() > deadline:
            terminate(state)
            raise EngineError(f"the engine did not respond within {timeout:g} s; see {folder.log}")
        time.sleep(_POLL_INTERVAL)


def is_healthy(state: EngineProcess, folder: EngineFolder) -> bool:
    """Return whether our engine, in the recorded version, listens on the recorded port."""
    try:
        return (
            health.fetch_engine_version(engine_url(state.port), folder.key(), timeout=2.0, proxies=False)
            == state.version
        )
    except EngineUnreachableError:
        return False


def becomes_healthy(state: EngineProcess, folder: EngineFolder, timeout: float) -> bool:
    """Return whether a running engine responds within `timeout` seconds; a busy one may be slow."""
    deadline = time.monotonic() + timeout
    while not is_healthy(state, folder):
        if time.monotonic() > deadline or not is_alive(state):
            return False
        time.sleep(_POLL_INTERVAL)
    return True


def is_alive(state: EngineProcess) -> bool:
    """Return whether the recorded process still runs, and its number was not given to another one."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(state.pid, os.WNOHANG)  # otherwise our own child would remain a zombie
    try:
        os.kill(state.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's process, so not ours
        return False
    return _process_start_time(state.pid) == state.started_ticks


def terminate(state: EngineProcess, timeout: float = ENGINE_STOP_TIMEOUT) -> None:
    """Stop the recorded process and wait until it is gone.

    Raises:
        EngineError: it does not stop even when it is killed.
    """
    for number, wait in ((signal.SIGTERM, timeout), (signal.SIGKILL, 5.0)):
        if not is_alive(state):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(state.pid, number)
        deadline = time.monotonic() + wait
        while is_alive(state) and time.monotonic() < deadline:
            time.sleep(_POLL_INTERVAL)
    if is_alive(state):
        raise EngineError(f"the engine (process {state.pid}) does not stop; run: kill -9 {state.pid}")


def free_port(preferred: int | None = None) -> int:
    """Return the `preferred` port if it is free on loopback, otherwise any free port."""
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe_socket:
            try:
                probe_socket.bind(("127.0.0.1", port))
            except OSError:
                logger.warning("port %s is used by another program; the engine gets another one", port)
                continue
            return int(probe_socket.getsockname()[1])
    raise EngineError("no port is free on loopback; stop programs that listen there and run it again")


def _process_start_time(pid: int) -> int | None:
    """Return the start time of a process (field 22 of /proc/PID/stat), None where the kernel does not provide it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])


def _last_log_line(folder: EngineFolder) -> str:
    try:
        lines = folder.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), "no output")
