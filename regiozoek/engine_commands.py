"""`regiozoek engine install|start|stop|status`."""

from __future__ import annotations

import typer

from regiozoek import console
from regiozoek.options import Data, Json
from regiozoek.settings import load

engine_app = typer.Typer(help="The managed Meilisearch.", no_args_is_help=True)


@engine_app.command()
def install(data: Data = None) -> None:
    """Obtain the engine, unless it is here already."""
    from indexer.engine import manage

    settings = load(data=data)
    with console.progress("engine") as report:
        path = manage.install(settings.cache, on_progress=report)
    console.OUT.print(str(path), soft_wrap=True)


@engine_app.command()
def start(data: Data = None) -> None:
    """Start the engine of a data folder and leave it running."""
    from indexer.engine import manage
    from regiozoek.engine import keep_running

    settings = load(data=data)
    with console.progress("engine") as report:
        engine = manage.start(settings.data, settings.cache, on_progress=report)
    keep_running(settings.data)
    console.OUT.print(f"Meilisearch {engine.version} answers at {engine.url} (process {engine.pid}).", soft_wrap=True)


@engine_app.command()
def stop(data: Data = None) -> None:
    """Stop the engine of a data folder."""
    from indexer.engine import manage

    stopped = manage.stop(load(data=data).data)
    console.OUT.print("The engine is stopped." if stopped else "No engine was running.")


@engine_app.command()
def status(data: Data = None, json: Json = False) -> None:
    """Say whether the engine of a data folder runs, and where."""
    from indexer.engine import manage

    settings = load(data=data)
    standing = manage.status(settings.data, settings.cache)
    if json:
        console.print_json(standing)
    elif standing.running:
        console.OUT.print(f"Meilisearch {standing.version} answers at {standing.url} (process {standing.pid}).")
    else:
        installed = f"; its program is {standing.installed}" if standing.installed else "; it is not installed yet"
        console.OUT.print(f"The engine does not run{installed}.", soft_wrap=True)
