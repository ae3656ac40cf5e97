"""A command run to its end: the seconds it took, its CPU and the most memory it and its children held."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_SAMPLE_INTERVAL = 0.1
"""Seconds between two looks at the memory: under 1% of a core for three processes."""

PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")

MIB = 2**20


class CommandFailedError(Exception):
    """A measured command failed; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class CommandMetrics:
    """One run: wall-clock `seconds`, `cpu` seconds of all its processes, `peak_rss_mb` summed over them (MiB).

    `generations` say where the memory is: the most (MiB) that the command itself held at any moment, then its
    children together, then theirs. These moments differ, so that the sum may be above `peak_rss_mb`.
    """

    seconds: float
    cpu: float
    peak_rss_mb: float
    generations: tuple[float, ...]
    output: str


def run_measured(command: Sequence[str | Path], *, sound: Collection[int] = (0,)) -> CommandMetrics:
    """Run a command and measure it, interpreter start included.

    `sound` are the exit codes that mean it did what was asked.

    Memory is resident set size summed over the process and its descendants, so what they share counts twice.

    Raises:
        CommandFailedError: it exited with another code.
    """
    before, started = os.times(), os.times().elapsed
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peaks, ended = _Peaks(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, ended), daemon=True)
    watcher.start()
    output, errors = process.communicate()
    after = os.times()
    ended.set()
    watcher.join()
    if process.returncode not in sound:
        raise CommandFailedError(f"{' '.join(map(str, command))}: {errors.strip()[-500:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    generations = tuple(size / MIB for size in peaks.generations)
    return CommandMetrics(after.elapsed - started, cpu, peaks.whole / MIB, generations, output)


@dataclass(slots=True)
class _Peaks:
    """The most bytes seen so far: of all processes together, and of each generation of them."""

    whole: int = 0
    generations: list[int] = field(default_factory=list)

    def see(self, sizes: Sequence[int]) -> None:
        self.whole = max(self.whole, sum(sizes))
        pairs = itertools.zip_longest(self.generations, sizes, fillvalue=0)
        self.generations = [max(before, now) for before, now in pairs]


def _watch(pid: int, peaks: _Peaks, ended: threading.Event) -> None:
    while not ended.wait(MEMORY_SAMPLE_INTERVAL):
        peaks.see([sum(map(_resident, generation)) for generation in _generations(pid)])


def _generations(pid: int) -> Iterator[list[int]]:
    """Yield a process, then its children, then theirs (https://docs.kernel.org/filesystems/proc.html)."""
    generation = [pid]
    while generation:
        yield generation
        generation = [child for parent in generation for child in _children(parent)]


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # ended meanwhile
        return []


def _resident(pid: int) -> int:
    """Return the resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has used, in hundredths: user and system, as proc_pid_stat(5) has them."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS
