"""The engine for the length of a command: one that runs is used, one that was started is stopped again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from indexer.engine import manage
from indexer.engine.state import Engine
from regiozoek.console import progress, say
from regiozoek.settings import Settings


@contextlib.contextmanager
def running_engine(settings: Settings) -> Iterator[Engine]:
    """Yield an engine that answers; when this started it, it ends with the block.

    Raises:
        indexer.errors.EngineError: none can be had; the message says what to do.
    """
    ran_before = bool(settings.meili_url) or manage.status(settings.data, settings.cache).running
    with progress("engine") as report:
        engine = manage.ensure(
            settings.data,
            settings.cache,
            url=settings.meili_url,
            key=settings.meili_key,
            on_progress=report,
        )
    try:
        yield engine
    finally:
        if not ran_before and manage.stop(settings.data):
            say("The engine is stopped.")
