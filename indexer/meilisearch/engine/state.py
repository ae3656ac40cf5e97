"""What the data folder remembers of the managed engine: its key, and the process that was started last."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from indexer.meilisearch.engine import disk
from indexer.records.errors import EngineError


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answers.

    Attributes:
        url: its address, without a slash at the end.
        key: a key that may do everything this package does.
        version: such as "1.21.0".
        managed: whether Regiozoek started it, and may stop it.
        pid: the managed process, None otherwise.
    """

    url: str
    key: str
    version: str
    managed: bool
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What is known of the managed engine of a data folder.

    `installed` is the binary that would be started (None: none yet), `disk_bytes` what its data takes.
    """

    running: bool
    url: str | None
    pid: int | None
    version: str | None
    started_at: datetime | None
    installed: str | None
    disk_bytes: int


@dataclass(frozen=True, slots=True)
class EngineProcess:
    """The engine process started last.

    `born` is when the kernel says the process began (clock ticks since boot, None where that
    cannot be read): with it a pid that was given to another process is recognised.
    """

    pid: int
    port: int
    started_at: datetime
    version: str
    born: int | None


@dataclass(frozen=True, slots=True)
class EngineFolder:
    """Where a managed engine keeps everything, all under `<data>/engine`."""

    root: Path

    @classmethod
    def of(cls, data: Path) -> EngineFolder:
        """Return the engine's folder inside a data folder."""
        return cls(data.absolute() / "engine")

    @property
    def database(self) -> Path:
        """Meilisearch's own data."""
        return self.root / "data.ms"

    @property
    def lock(self) -> Path:
        """Held while the engine is started or stopped."""
        return self.root / "lock"

    @property
    def log(self) -> Path:
        """What the engine prints."""
        return self.root / "engine.log"

    def key(self) -> str:
        """Return the master key, made at random when there is none yet (256 bits, readable by the owner alone)."""
        path = self.root / "master.key"
        with disk.translate_disk_errors(self.root):
            if path.exists():
                key = path.read_text(encoding="ascii").strip()
                if len(key) < 16:  # Meilisearch refuses fewer in production
                    raise EngineError(
                        f"{path} holds no key of 16 characters or more; remove the file, a new one is made"
                    )
                path.chmod(0o600)
                return key
            key = secrets.token_urlsafe(32)
            with disk.atomic_write(path, 0o600) as file:
                file.write(key.encode())
            return key

    def state(self) -> EngineProcess | None:
        """Return what was started last, None when nothing was or its record cannot be read."""
        try:
            return msgspec.json.decode(self._state.read_bytes(), type=EngineProcess)
        except (OSError, msgspec.DecodeError):
            return None

    def save_process(self, state: EngineProcess) -> None:
        """Record what was started."""
        with disk.translate_disk_errors(self.root), disk.atomic_write(self._state, 0o600) as file:
            file.write(msgspec.json.encode(state))

    def clear_process(self) -> None:
        """Record that nothing runs."""
        with disk.translate_disk_errors(self.root):
            self._state.unlink(missing_ok=True)

    def data_version(self) -> str | None:
        """Return the version that wrote the engine's data, None when there is none yet."""
        try:
            return (self.database / "VERSION").read_text(encoding="ascii").strip()
        except OSError:
            return None

    def size(self) -> int:
        """Return how many bytes the engine's data takes."""
        total = 0
        for path in self.database.rglob("*"):
            try:
                total += path.stat().st_blocks * 512
            except OSError:  # the engine removes files while we look
                continue
        return total

    @property
    def _state(self) -> Path:
        return self.root / "state.json"
