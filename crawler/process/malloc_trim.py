"""Freed memory goes back to the system, so that a process is as large as what it holds, not as the most it ever held.

The C library keeps what is freed between pieces in use. A reader that met pages of 10 MB (240 MiB each while it is
read) stood at 407 MiB in the end; with a trim it is back where it was, at 170. Lower thresholds in the C library's
environment variables did not help (239 to 390 MiB), and a fresh reader costs a second of imports, a trim 2 ms.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

TRIM_INTERVAL_BYTES = 8 * 1024 * 1024
"""Bytes of bodies after which freed memory is given back: 60 trims over the 480 MB of Debian's rust-doc, 2 ms each."""


def _trim() -> Callable[[int], int] | None:
    """Return glibc's malloc_trim (man 3 malloc_trim); None on systems whose C library has none, which go without."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return trim


_TRIM = _trim()


def trim_memory() -> bool:
    """Give freed memory back to the system now; False where the C library knows no way to."""
    if _TRIM is None:
        return False
    _TRIM(0)
    return True


class MemoryTrimmer:
    """Gives freed memory back each time that `every` bytes were handled."""

    def __init__(self, every: int = TRIM_INTERVAL_BYTES, trim_memory: Callable[[], object] = trim_memory) -> None:
        self._every = every
        self._give_back = trim_memory
        self._handled = 0

    def add(self, size: int) -> None:
        """Take note that a body of `size` bytes is done with."""
        self._handled += size
        if self._handled >= self._every:
            self._handled = 0
            self._give_back()
