"""Command-line options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder for everything that is kept.  [default: ./var]", file_okay=False)
]
SitesOption = Annotated[
    Path | None, typer.Option("--sites", help="Registry of sites.  [default: the twelve around Kortrijk]")
]
OnlySitesOption = Annotated[list[str] | None, typer.Option("--only", help="Id of a site; may be given several times.")]
OnlySourcesOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Id of a source, asked whether it is due or not; may be given several times."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
