"""Terminal output: progress bars and messages on standard error, results on standard output."""

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

PIPED_WIDTH = 140
"""Width of tables that are not printed on a terminal: wide enough that nothing is cut off."""

STDOUT = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
STDERR = Console(stderr=True, highlight=False)

ProgressReport = Callable[..., None]
"""Called with the name of a task, the number of items done, their total and, optionally, the number of errors."""


def print_message(sentence: str) -> None:
    """Print a message on standard error."""
    STDERR.print(sentence, markup=False, soft_wrap=True)


def print_error(problem: BaseException) -> None:
    """Print an error as a sentence on standard error."""
    sentence = str(problem)
    print_message(f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.")


def print_json(value: Any) -> None:
    """Print a result as JSON on standard output."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    sys.stdout.buffer.flush()


class _Rate(ProgressColumn):
    """Column with the rate per second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


class _Errors(ProgressColumn):
    """Column with the number of errors, empty without any."""

    def render(self, task: Task) -> Text:
        errors = task.fields["errors"]
        return Text(with_noun(errors, "error", "errors") if errors else "", style="red")


@contextlib.contextmanager
def progress_bars(title: str) -> Iterator[ProgressReport]:
    """Show one progress bar per task, with rate, errors and remaining time.

    Yields the function that reports progress. Nothing is shown when standard error is not a terminal.
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
    with Progress(*columns, console=STDERR, transient=True, disable=not STDERR.is_terminal) as bars:

        def report(name: str, done: int, total: int, errors: int = 0) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, title=title, errors=0)
            bars.update(tasks[name], completed=done, total=max(total, done, 1), errors=errors)

        yield report


def with_noun(number: int, one: str, many: str) -> str:
    """Return a number with the right form of its noun: "1 page", "12 pages"."""
    return f"{number} {one if number == 1 else many}"
