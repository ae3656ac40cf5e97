"""Line numbers in a TOML registry, which tomllib does not report, and mistakes with their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from pydantic import ValidationError

from crawler.records.errors import Mistake

_TABLE = re.compile(r'\s*\[\[\s*"?([A-Za-z0-9_-]+)"?\s*\]\]')
_SUBTABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\.\s*([A-Za-z0-9_-]+)")
_KEY = re.compile(r'\s*\[*"?([A-Za-z0-9_-]+)"?\]*\s*(=|$)')


class TomlLines:
    """Line numbers (1-based) of the [[`table`]] tables and their keys in a registry's text."""

    def __init__(self, text: str, table: str = "site") -> None:
        self._tables: list[int] = []
        self._keys: dict[tuple[int, str], int] = {}
        self._top: dict[str, int] = {}
        within = False
        for number, line in enumerate(text.splitlines(), 1):
            if found := _TABLE.match(line):
                within = found[1] == table
                self._top.setdefault(found[1], number)
                if within:
                    self._tables.append(number)
            elif found := _SUBTABLE.match(line):
                within = False  # the keys of [site.part] do not belong to the table, but the part does
                if found[1] == table:
                    self._keys.setdefault((len(self._tables) - 1, found[2]), number)
            elif found := _KEY.match(line):
                self._top.setdefault(found[1], number)
                if within:
                    self._keys.setdefault((len(self._tables) - 1, found[1]), number)

    def line_of(self, key: str) -> int:
        """Return the line on which a top-level key first occurs, 1 when it is unknown."""
        return self._top.get(key, 1)

    def key_line(self, table: int, key: str) -> int:
        """Return the line of a key in a table (0-based), that of the table when the key is not in it."""
        start = self._tables[table] if table < len(self._tables) else 1
        return self._keys.get((table, key), start)

    def validation_mistakes(
        self, table: int, error: ValidationError, message: Callable[[str, str], str]
    ) -> list[Mistake]:
        """Return the mistakes of a table (0-based) that failed validation, one per key.

        `message` builds the text from a key and pydantic's name for the error.
        """
        wrong: dict[str, str] = {}
        for detail in error.errors():
            wrong.setdefault(str(detail["loc"][0]), detail["type"])
        return [Mistake(self.key_line(table, key), message(key, kind)) for key, kind in wrong.items()]


def toml_syntax_mistake(text: str, error: tomllib.TOMLDecodeError) -> Mistake:
    """Return why a text is not valid TOML, with the line that tomllib reports, else the last one."""
    at = re.search(r"at line (\d+)", str(error))
    reason = re.sub(r"\s*\(at .*\)$", "", str(error))
    return Mistake(int(at[1]) if at else len(text.splitlines()), f"is not valid TOML: {reason}")
