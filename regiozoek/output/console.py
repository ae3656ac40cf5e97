"""What a person at a terminal sees: progress and sentences on standard error, results on standard output."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

PIPED = 140
"""Columns of a table that goes to a file or a program: wide enough that nothing is cut."""

OUT = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED)
ERR = Console(stderr=True, highlight=False)

Report = Callable[..., None]
"""Called with what is worked on, how much of it is done, how much there is, and (it may) how much of it went wrong."""


def say(sentence: str) -> None:
    """Tell the person what happens, on standard error."""
    ERR.print(sentence, markup=False, soft_wrap=True)


def complain(problem: BaseException) -> None:
    """Tell the person what went wrong, as a sentence."""
    sentence = str(problem)
    say(f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.")


def print_json(value: Any) -> None:
    """Print a result as JSON on standard output; records become objects."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


class _Rate(ProgressColumn):
    """How much is done in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


class _Errors(ProgressColumn):
    """How much went wrong, where anything did."""

    def render(self, task: Task) -> Text:
        errors = task.fields["errors"]
        return Text(count(errors, "error", "errors") if errors else "", style="red")


@contextlib.contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show a bar for each thing that is worked on: how far it is, how fast, what went wrong and the time left.

    Yields what reports its progress. Where standard error is no terminal nothing is shown.
    """
    columns = (
        TextColumn("[bold]{task.fields[title]}"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(),
        _Errors(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bars:

        def report(name: str, done: int, total: int, errors: int = 0) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, title=title, errors=0)
            bars.update(tasks[name], completed=done, total=max(total, done, 1), errors=errors)

        yield report


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun: "1 page", "12 pages"."""
    return f"{number} {one if number == 1 else many}"
