"""The engine as a process: started on its own, recognised later, stopped on purpose."""

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

START_TIMEOUT = 60.0
"""Seconds until a started engine must answer: an empty one needs less than one, a big one several."""

STOP_TIMEOUT = 30.0
"""Seconds until an engine that was asked to end is ended by force; nothing acknowledged is lost by that."""

HANG_TIMEOUT = 10.0
"""Seconds a running engine may be silent before it is taken for hung and started again."""

_POLL_INTERVAL = 0.05
"""Seconds between two looks at a process that starts or ends."""

ENGINE_DISK_SPACE = 200 * 2**20
"""Bytes free on the disk before an engine is started: an index of the region takes about as much."""


def engine_url(port: int) -> str:
    """Return the address of a managed engine."""
    return f"http://127.0.0.1:{port}"


def spawn_engine(binary: Path, version: str, folder: EngineFolder, port: int) -> EngineProcess:
    """Start the engine on a loopback port, in a session of its own so that it outlives us, and record it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEILI_")}
    # The key goes through the environment, since other users can read a command line.
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


def wait_until_ready(state: EngineProcess, folder: EngineFolder, timeout: float = START_TIMEOUT) -> bool:
    """Wait until the engine answers our key; False when its port turned out to be another program's.

    Raises:
        EngineError: it ended by itself, or did not answer in time.
    """
    deadline = time.monotonic() + timeout
    while True:
        if is_healthy(state, folder):
            return True
        if not is_alive(state):
            said = _last_log_line(folder)
            if "Address already in use" in said:
                return False
            if "No space left" in said:
                raise EngineError(f"the disk under {folder.root} is full; make room and run it again")
            raise EngineError(f'the engine ended while starting ("{said}"); its full story is in {folder.log}')
        if time.monotonic() > deadline:
            terminate(state)
            raise EngineError(f"the engine did not answer within {timeout:g} s; its story is in {folder.log}")
        time.sleep(_POLL_INTERVAL)


def is_healthy(state: EngineProcess, folder: EngineFolder) -> bool:
    """Whether what listens on the recorded port is our engine, in the recorded version."""
    try:
        return (
            health.fetch_engine_version(engine_url(state.port), folder.key(), timeout=2.0, proxies=False)
            == state.version
        )
    except EngineUnreachableError:
        return False


def becomes_healthy(state: EngineProcess, folder: EngineFolder, timeout: float) -> bool:
    """Whether a running engine answers within `timeout` seconds: a busy one may be slow."""
    deadline = time.monotonic() + timeout
    while not is_healthy(state, folder):
        if time.monotonic() > deadline or not is_alive(state):
            return False
        time.sleep(_POLL_INTERVAL)
    return True


def is_alive(state: EngineProcess) -> bool:
    """Whether the recorded process still runs, and is not another one with its number."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(state.pid, os.WNOHANG)  # our own child would stay a zombie otherwise
    try:
        os.kill(state.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's: never ours
        return False
    return _process_start_time(state.pid) == state.born


def terminate(state: EngineProcess, timeout: float = STOP_TIMEOUT) -> None:
    """End the recorded process and wait until it is gone.

    Raises:
        EngineError: it does not end even by force.
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
        raise EngineError(f"the engine (process {state.pid}) does not end; end it with: kill -9 {state.pid}")


def free_port(wished: int | None = None) -> int:
    """Return `wished` when nothing listens there on loopback, else a port the system says is free."""
    for port in (wished, 0):
        if port is None:
            continue
        with socket.socket() as probe_socket:
            try:
                probe_socket.bind(("127.0.0.1", port))
            except OSError:
                logger.warning("port %s is taken by another program; the engine gets another", port)
                continue
            return int(probe_socket.getsockname()[1])
    raise EngineError("no port is free on loopback; end programs that listen there and run it again")


def _process_start_time(pid: int) -> int | None:
    """Return when the kernel says a process began (field 22 of /proc/PID/stat), None where it does not say."""
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
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
