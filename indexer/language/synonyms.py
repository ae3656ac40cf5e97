"""What citizens call things and what the sites call them, read from `vocabulary/*.txt`.

A line is a group of names, the usual one first: `recyclagepark = containerpark = milieupark`. Behind `>` stand names
that only lead to the others: who says `vuilkar` means the collection of refuse, who asks for that need not mean one.
A name may have several words. `#` begins a remark.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from indexer.language.analysis import words

Phrase = tuple[str, ...]
"""A name as its folded words."""


@cache
def synonyms_by_phrase() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return for each name the other names of the same thing, in the order of the files.

    Of names of several words only the usual one leads anywhere: the words of the others, one by one, mean too much.
    """
    found: dict[Phrase, dict[Phrase, None]] = {}
    for equals, leading in _groups():
        targets = [name for place, name in enumerate(equals) if place == 0 or len(name) == 1]
        for name in (*equals, *leading):
            found.setdefault(name, {}).update(dict.fromkeys(other for other in targets if other != name))
    return {name: tuple(others) for name, others in found.items()}


@cache
def max_phrase_length() -> int:
    """Return the number of words of the longest name."""
    return max(map(len, synonyms_by_phrase()), default=0)


def _groups() -> Iterator[tuple[tuple[Phrase, ...], tuple[Phrase, ...]]]:
    """Yield (names that mean the same, names that only lead to them)."""
    for file in sorted(files("indexer.language").joinpath("vocabulary").iterdir(), key=lambda each: each.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = line.partition("#")[0].strip()
            if text:
                equals, _, leading = text.partition(">")
                yield _names(equals), _names(leading)


def _names(text: str) -> tuple[Phrase, ...]:
    return tuple(name for part in text.split("=") if (name := tuple(words(part))))
