"""A command run to its end: the seconds it took, its CPU and the most memory it and its children held."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_EVERY = 0.1
"""Seconds between two looks at the memory: under 1% of a core for three processes."""

PAGE = os.sysconf("SC_PAGE_SIZE")


class CommandFailedError(Exception):
    """A measured command failed; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall-clock `seconds`, `cpu` seconds of all its processes, `peak_rss_mb` summed over them (MiB)."""

    seconds: float
    cpu: float
    peak_rss_mb: float
    output: str


def run(command: Sequence[str | Path], *, sound: Collection[int] = (0,)) -> Run:
    """Run a command and measure it, interpreter start included.

    `sound` are the exit codes that mean it did what was asked.

    Memory is resident set size summed over the process and its descendants, so what they share counts twice.

    Raises:
        CommandFailedError: it exited with another code.
    """
    before, started = os.times(), os.times().elapsed
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    peak, ended = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, ended), daemon=True)
    watcher.start()
    output, errors = process.communicate()
    after = os.times()
    ended.set()
    watcher.join()
    if process.returncode not in sound:
        raise CommandFailedError(f"{' '.join(map(str, command))}: {errors.strip()[-500:]}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(after.elapsed - started, cpu, peak[0] / 2**20, output)


def _watch(pid: int, peak: list[int], ended: threading.Event) -> None:
    while not ended.wait(SAMPLE_EVERY):
        peak[0] = max(peak[0], sum(map(_resident, _family(pid))))


def _family(pid: int) -> list[int]:
    """Return a process and its descendants (https://docs.kernel.org/filesystems/proc.html)."""
    family, found = [pid], 0
    while found < len(family):
        try:
            tasks = list(Path(f"/proc/{family[found]}/task").iterdir())
            family += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:  # ended meanwhile
            pass
        found += 1
    return family


def _resident(pid: int) -> int:
    """Return the resident bytes of a process, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0
