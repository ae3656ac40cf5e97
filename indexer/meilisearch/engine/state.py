"""Engine state in the data folder: the master key, and the process that was started last."""

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
    """An engine that responds.

    Attributes:
        url: its URL, without a slash at the end.
        key: a key with all permissions that this package needs.
        version: such as "1.21.0".
        managed: whether Regiozoek started it, and may stop it.
        pid: of the managed process, None otherwise.
    """

    url: str
    key: str
    version: str
    managed: bool
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Status of the managed engine of a data folder.

    `installed` is the binary that would be started (None: none yet), `disk_bytes` the size of its data.
    """

    running: bool
    url: str | None
    pid: int | None
    version: str | None
    started_at: datetime | None
    installed: str | None
    disk_bytes: int


class EngineProcess(msgspec.Struct, frozen=True):
    """The engine process that was started last.

    `started_ticks` is the start time of the process according to the kernel (clock ticks since boot, None where it
    cannot be read). It distinguishes the engine from another process that got the same pid later.
    """

    pid: int
    port: int
    started_at: datetime
    version: str
    started_ticks: int | None = msgspec.field(name="born")  # its name in state.json


@dataclass(frozen=True, slots=True)
class EngineFolder:
    """The folder of a managed engine, `<data>/engine`."""

    root: Path

    @classmethod
    def of(cls, data: Path) -> EngineFolder:
        """Return the engine's folder in a data folder."""
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
        """The engine's output."""
        return self.root / "engine.log"

    def key(self) -> str:
        """Return the master key; generate one if there is none (256 bits, readable by the owner only)."""
        path = self.root / "master.key"
        with disk.translate_disk_errors(self.root):
            if path.exists():
                key = path.read_text(encoding="ascii").strip()
                if len(key) < 16:  # the minimum of Meilisearch in production
                    raise EngineError(
                        f"{path} has no key of 16 characters or more; delete the file, and a new key is generated"
                    )
                path.chmod(0o600)
                return key
            key = secrets.token_urlsafe(32)
            with disk.atomic_write(path, 0o600) as file:
                file.write(key.encode())
            return key

    def state(self) -> EngineProcess | None:
        """Return the process that was started last, None when there was none or its record cannot be read."""
        try:
            return msgspec.json.decode(self._state.read_bytes(), type=EngineProcess)
        except (OSError, msgspec.DecodeError):
            return None

    def save_process(self, state: EngineProcess) -> None:
        """Record the process that was started."""
        with disk.translate_disk_errors(self.root), disk.atomic_write(self._state, 0o600) as file:
            file.write(msgspec.json.encode(state))

    def clear_process(self) -> None:
        """Record that no process is running."""
        with disk.translate_disk_errors(self.root):
            self._state.unlink(missing_ok=True)

    def data_version(self) -> str | None:
        """Return the version that wrote the engine's data, None when there is none yet."""
        try:
            return (self.database / "VERSION").read_text(encoding="ascii").strip()
        except OSError:
            return None

    def size(self) -> int:
        """Return the size of the engine's data in bytes."""
        total = 0
        for path in self.database.rglob("*"):
            try:
                total += path.stat().st_blocks * 512
            except OSError:  # the engine deletes files meanwhile
                continue
        return total

    @property
    def _state(self) -> Path:
        return self.root / "state.json"
