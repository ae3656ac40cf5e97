"""`regiozoek engine install|start|stop|status`."""

from __future__ import annotations

import typer

from regiozoek.options import Data, Json
from regiozoek.output import console
from regiozoek.settings import load

engine_app = typer.Typer(help="The managed Meilisearch.", no_args_is_help=True)


@engine_app.command()
def install(data: Data = None) -> None:
    """Obtain the engine, unless it is here already."""
    from indexer.meilisearch.engine import service

    settings = load(data=data)
    with console.progress("engine") as report:
        path = service.install(settings.cache, on_progress=report)
    console.OUT.print(str(path), soft_wrap=True)


@engine_app.command()
def start(data: Data = None) -> None:
    """Start the engine of a data folder and leave it running."""
    from indexer.meilisearch.engine import service
    from regiozoek.commands.running_engine import keep_running

    settings = load(data=data)
    with console.progress("engine") as report:
        engine = service.start(settings.data, settings.cache, on_progress=report)
    keep_running(settings.data)
    console.OUT.print(f"Meilisearch {engine.version} answers at {engine.url} (process {engine.pid}).", soft_wrap=True)


@engine_app.command()
def stop(data: Data = None) -> None:
    """Stop the engine of a data folder."""
    from indexer.meilisearch.engine import service

    stopped = service.stop(load(data=data).data)
    console.OUT.print("The engine is stopped." if stopped else "No engine was running.")


@engine_app.command()
def status(data: Data = None, json: Json = False) -> None:
    """Say whether the engine of a data folder runs, and where."""
    from indexer.meilisearch.engine import service

    settings = load(data=data)
    standing = service.status(settings.data, settings.cache)
    if json:
        console.print_json(standing)
    elif standing.running:
        console.OUT.print(f"Meilisearch {standing.version} answers at {standing.url} (process {standing.pid}).")
    else:
        installed = f"; its program is {standing.installed}" if standing.installed else "; it is not installed yet"
        console.OUT.print(f"The engine does not run{installed}.", soft_wrap=True)
