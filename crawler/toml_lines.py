"""On which line of a registry a table or a key stands, which tomllib does not report."""

from __future__ import annotations

import re


class Lines:
    """Line numbers (1-based) of the [[site]] tables and keys in a registry's text."""

    def __init__(self, text: str) -> None:
        self._tables: list[int] = []
        self._keys: dict[tuple[int, str], int] = {}
        self._top: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(r"\s*\[\[\s*site\s*\]\]", line):
                self._tables.append(number)
            elif key := re.match(r'\s*\[*"?([A-Za-z0-9_-]+)"?\]*\s*(=|$)', line):
                self._top.setdefault(key[1], number)
                self._keys.setdefault((len(self._tables) - 1, key[1]), number)

    def top(self, key: str) -> int:
        """Return the line on which a key first stands, 1 when it cannot be told."""
        return self._top.get(key, 1)

    def key(self, table: int, key: str) -> int:
        """Return the line of a key in a table (0-based), the table's own when the key is not in it."""
        start = self._tables[table] if table < len(self._tables) else 1
        return self._keys.get((table, key), start)
