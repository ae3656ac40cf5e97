"""Run a command and measure its wall-clock time, CPU time and peak memory, child processes included."""

from __future__ import annotations

import itertools
import os
import subprocess
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_SAMPLE_INTERVAL = 0.1
"""Seconds between two memory samples; takes less than 1% of a core for three processes."""

_PAGE_SIZE, _CLOCK_TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")

MIB = 2**20


class CommandFailedError(Exception):
    """A measured command failed; the message contains the end of its error output."""


@dataclass(frozen=True, slots=True)
class CommandMetrics:
    """Metrics of one run: wall-clock `seconds`, and `cpu` seconds and `peak_rss_mb` (MiB) summed over all processes.

    `generations` contains the peak memory (MiB) of the command itself, of its child processes together, and of their
    child processes together. These peaks are at different moments, so that their sum can exceed `peak_rss_mb`.
    """

    seconds: float
    cpu: float
    peak_rss_mb: float
    generations: tuple[float, ...]
    output: str


def run_measured(command: Sequence[str | Path], *, exit_codes: Collection[int] = (0,)) -> CommandMetrics:
    """Run a command and measure it, interpreter start included.

    Memory is the resident set size, summed over the process and its descendants. Shared memory is counted in each.

    Args:
        command: The program and its arguments.
        exit_codes: Exit codes that mean success.

    Raises:
        CommandFailedError: the command exited with another code.
    """
    before, started = os.times(), os.times().elapsed
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peaks, ended = _Peaks(), threading.Event()
    sampler = threading.Thread(target=_sample_memory, args=(process.pid, peaks, ended), daemon=True)
    sampler.start()
    output, errors = process.communicate()
    after = os.times()
    ended.set()
    sampler.join()
    if process.returncode not in exit_codes:
        raise CommandFailedError(f"{' '.join(map(str, command))}: {errors.strip()[-500:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    generations = tuple(size / MIB for size in peaks.generations)
    return CommandMetrics(after.elapsed - started, cpu, peaks.total / MIB, generations, output)


@dataclass(slots=True)
class _Peaks:
    """Peak memory in bytes so far: of all processes together, and of each generation of processes."""

    total: int = 0
    generations: list[int] = field(default_factory=list)

    def add(self, sizes: Sequence[int]) -> None:
        self.total = max(self.total, sum(sizes))
        pairs = itertools.zip_longest(self.generations, sizes, fillvalue=0)
        self.generations = [max(before, now) for before, now in pairs]


def _sample_memory(pid: int, peaks: _Peaks, ended: threading.Event) -> None:
    while not ended.wait(MEMORY_SAMPLE_INTERVAL):
        peaks.add([sum(map(_resident, generation)) for generation in _generations(pid)])


def _generations(pid: int) -> Iterator[list[int]]:
    """Yield a process, its child processes, their child processes and so on (https://docs.kernel.org/filesystems/proc.html)."""
    generation = [pid]
    while generation:
        yield generation
        generation = [child for parent in generation for child in _children(parent)]


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # the process has ended
        return []


def _resident(pid: int) -> int:
    """Return the resident set size of a process in bytes, 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_SIZE
    except OSError:
        return 0


def cpu_seconds(pid: int) -> float:
    """Return the user and system CPU seconds of a process, with a resolution of 0.01 s (proc_pid_stat(5))."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _CLOCK_TICKS
