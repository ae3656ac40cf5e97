"""Return freed memory to the operating system, so that a process shrinks again after a large page.

The C library keeps freed memory between blocks in use. After pages of 10 MB (240 MiB each while it is parsed), a reader
process stayed at 407 MiB; with a trim it returns to 170. Lower thresholds in the C library's environment variables did
not help (239 to 390 MiB). A fresh reader costs a second of imports, a trim 2 ms.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

TRIM_INTERVAL_BYTES = 8 * 1024 * 1024
"""Bytes of bodies between two trims: 60 trims over the 480 MB of Debian's rust-doc, 2 ms each."""


def _trim() -> Callable[[int], int] | None:
    """Return glibc's malloc_trim (man 3 malloc_trim); None where the C library has none."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
    return trim


_TRIM = _trim()


def trim_memory() -> bool:
    """Return freed memory to the system now; False where the C library cannot."""
    if _TRIM is None:
        return False
    _TRIM(0)
    return True


class MemoryTrimmer:
    """Trims memory each time that bodies of `every` bytes were processed."""

    def __init__(self, every: int = TRIM_INTERVAL_BYTES, trim: Callable[[], object] = trim_memory) -> None:
        self._every = every
        self._trim = trim
        self._processed = 0

    def add(self, size: int) -> None:
        """Count a processed body of `size` bytes."""
        self._processed += size
        if self._processed >= self._every:
            self._processed = 0
            self._trim()
