"""A running engine for the duration of a command: started if needed, stopped by the last command that uses it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from indexer.meilisearch.engine import service
from indexer.meilisearch.engine.state import Engine
from regiozoek.output.console import print_message, progress_bars
from regiozoek.settings import Settings


@contextlib.contextmanager
def running_engine(settings: Settings) -> Iterator[Engine]:
    """Yield a running engine.

    An engine that a command started stops with the last command that uses it: a nightly run may start before `serve`
    and end before it. An engine of `engine start` or `MEILI_URL` is left running.

    Raises:
        EngineError: no engine is available; the message says what to do.
    """
    if settings.meili_url:
        yield _ensure(settings)
        return
    mark = _mark(settings.data)
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.with_name("users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if not service.engine_status(settings.data, settings.cache).running:
            mark.touch()
        engine = _ensure(settings)
        try:
            yield engine
        finally:
            if mark.exists() and _alone(users) and service.stop_engine(settings.data):
                mark.unlink(missing_ok=True)
                print_message("Stopped the engine.")


def keep_engine_running(data: Path) -> None:
    """Keep the engine of a data folder running after the commands that use it."""
    _mark(data).unlink(missing_ok=True)


def _ensure(settings: Settings) -> Engine:
    with progress_bars("engine") as report:
        return service.ensure_engine(
            settings.data,
            settings.cache,
            url=settings.meili_url,
            key=settings.meili_key,
            on_progress=report,
        )


def _mark(data: Path) -> Path:
    """Return the marker file that exists while the engine was started by a command."""
    return data / "engine" / "started-by-a-command"


def _alone(users: TextIO) -> bool:
    """Whether no other command uses the engine; if so, none can start to until the file is closed."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
