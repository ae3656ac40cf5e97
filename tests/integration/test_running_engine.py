"""How long the engine runs: as long as somebody needs it."""

from pathlib import Path

from indexer.meilisearch.engine import service
from regiozoek.commands.running_engine import keep_engine_running, running_engine
from regiozoek.settings import load_settings


def test_the_last_command_stops_the_engine(tmp_path: Path, engine_cache: Path) -> None:
    """A run that began before serve and ends before it leaves the engine to serve."""
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


def test_an_engine_that_was_started_to_stay_stays(tmp_path: Path, engine_cache: Path) -> None:
    """After `engine start`, commands come and go and the engine runs on."""
    settings = load_settings(data=tmp_path)
    service.start_engine(tmp_path, engine_cache)
    keep_engine_running(tmp_path)
    with running_engine(settings):
        pass
    assert service.engine_status(tmp_path, engine_cache).running
    assert service.stop_engine(tmp_path)
