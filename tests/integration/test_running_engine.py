"""Lifetime of the engine: it runs until the last command that uses it."""

from pathlib import Path

from indexer.meilisearch.engine import service
from regiozoek.commands.running_engine import keep_engine_running, running_engine
from regiozoek.settings import load_settings


def test_last_command_stops_the_engine(tmp_path: Path, engine_cache: Path) -> None:
    """A run that starts before `serve` and finishes before it leaves the engine running."""
    settings = load_settings(data=tmp_path)

    def runs() -> bool:
        return service.engine_status(tmp_path, engine_cache).running

    run, serve = running_engine(settings), running_engine(settings)
    first, second = run.__enter__(), serve.__enter__()
    assert first == second
    run.__exit__(None, None, None)
    assert runs()
    serve.__exit__(None, None, None)
    assert not runs()


def test_engine_start_keeps_the_engine_running(tmp_path: Path, engine_cache: Path) -> None:
    """Later commands do not stop it."""
    settings = load_settings(data=tmp_path)
    service.start_engine(tmp_path, engine_cache)
    keep_engine_running(tmp_path)
    with running_engine(settings):
        pass
    assert service.engine_status(tmp_path, engine_cache).running
    assert service.stop_engine(tmp_path)
