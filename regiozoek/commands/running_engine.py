"""The engine for the length of a command: one that runs is used, and the last command that needed it stops it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from indexer.meilisearch.engine import service
from indexer.meilisearch.engine.state import Engine
from regiozoek.output.console import progress, say
from regiozoek.settings import Settings


@contextlib.contextmanager
def running_engine(settings: Settings) -> Iterator[Engine]:
    """Yield an engine that answers.

    One that a command started ends with the last command that uses it (a nightly run may begin before
    `serve` and end before it); one that `engine start` started, or that MEILI_URL names, is left running.

    Raises:
        indexer.records.errors.EngineError: none can be had; the message says what to do.
    """
    if settings.meili_url:
        yield _ensure(settings)
        return
    mark = _mark(settings.data)
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.with_name("users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        if not service.status(settings.data, settings.cache).running:
            mark.touch()
        engine = _ensure(settings)
        try:
            yield engine
        finally:
            if mark.exists() and _alone(users) and service.stop(settings.data):
                mark.unlink(missing_ok=True)
                say("The engine is stopped.")


def keep_running(data: Path) -> None:
    """Have the engine of a data folder outlive the commands that use it."""
    _mark(data).unlink(missing_ok=True)


def _ensure(settings: Settings) -> Engine:
    with progress("engine") as report:
        return service.ensure(
            settings.data,
            settings.cache,
            url=settings.meili_url,
            key=settings.meili_key,
            on_progress=report,
        )


def _mark(data: Path) -> Path:
    """Return the file whose presence says that a command started the engine."""
    return data / "engine" / "started-by-a-command"


def _alone(users: TextIO) -> bool:
    """Tell whether no other command holds the engine; if so, none can until the file is closed."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
