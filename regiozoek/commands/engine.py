"""`regiozoek engine install|start|stop|status`: manages the Meilisearch that Regiozoek runs itself."""

from __future__ import annotations

import typer

from regiozoek.options import DataOption, JsonOption
from regiozoek.output import console
from regiozoek.settings import load_settings

engine_app = typer.Typer(help="Manage the Meilisearch that Regiozoek runs itself.", no_args_is_help=True)


@engine_app.command("install")
def engine_install_command(data: DataOption = None) -> None:
    """Download the engine, unless it is already installed."""
    from indexer.meilisearch.engine import service

    settings = load_settings(data=data)
    with console.progress_bars("engine") as report:
        path = service.install_engine(settings.cache, on_progress=report)
    console.STDOUT.print(str(path), soft_wrap=True)


@engine_app.command("start")
def engine_start_command(data: DataOption = None) -> None:
    """Start the engine of a data folder and leave it running."""
    from indexer.meilisearch.engine import service
    from regiozoek.commands.running_engine import keep_engine_running

    settings = load_settings(data=data)
    with console.progress_bars("engine") as report:
        engine = service.start_engine(settings.data, settings.cache, on_progress=report)
    keep_engine_running(settings.data)
    console.STDOUT.print(f"Meilisearch {engine.version} runs at {engine.url} (process {engine.pid}).", soft_wrap=True)


@engine_app.command("stop")
def engine_stop_command(data: DataOption = None) -> None:
    """Stop the engine of a data folder."""
    from indexer.meilisearch.engine import service

    stopped = service.stop_engine(load_settings(data=data).data)
    console.STDOUT.print("Stopped the engine." if stopped else "No engine was running.")


@engine_app.command("status")
def engine_status_command(data: DataOption = None, json: JsonOption = False) -> None:
    """Show whether the engine of a data folder runs, and where."""
    from indexer.meilisearch.engine import service

    settings = load_settings(data=data)
    status = service.engine_status(settings.data, settings.cache)
    if json:
        console.print_json(status)
    elif status.running:
        console.STDOUT.print(f"Meilisearch {status.version} runs at {status.url} (process {status.pid}).")
    else:
        installed = f"; its program is {status.installed}" if status.installed else "; it is not installed yet"
        console.STDOUT.print(f"The engine does not run{installed}.", soft_wrap=True)
