"""Synonyms: what citizens call things and what the sites call them, from `synonym_lists/*.txt`.

A line is a group of equivalent names, the usual one first: `recyclagepark = containerpark = milieupark`. Names after
`>` lead to the others, but not the other way round: `vuilkar` means the collection of refuse, but who searches for that
does not mean a vuilkar. A name may have several words. `#` starts a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from indexer.language.analysis import words

Phrase = tuple[str, ...]
"""A name as its normalised words."""


@cache
def synonyms_by_phrase() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return the other names of the same thing for each name, in the order of the files.

    A name of several words is a synonym only if it is the usual one of its group: the words of the others are too
    ambiguous on their own.
    """
    found: dict[Phrase, dict[Phrase, None]] = {}
    for equivalent, leading in _groups():
        targets = [name for index, name in enumerate(equivalent) if index == 0 or len(name) == 1]
        for name in (*equivalent, *leading):
            found.setdefault(name, {}).update(dict.fromkeys(other for other in targets if other != name))
    return {name: tuple(others) for name, others in found.items()}


@cache
def max_phrase_length() -> int:
    """Return the number of words of the longest name."""
    return max(map(len, synonyms_by_phrase()), default=0)


def _groups() -> Iterator[tuple[tuple[Phrase, ...], tuple[Phrase, ...]]]:
    """Yield (equivalent names, names that only lead to them) for each line."""
    for file in sorted(files("indexer.language").joinpath("synonym_lists").iterdir(), key=lambda each: each.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            text = line.partition("#")[0].strip()
            if text:
                equivalent, _, leading = text.partition(">")
                yield _names(equivalent), _names(leading)


def _names(text: str) -> tuple[Phrase, ...]:
    return tuple(name for part in text.split("=") if (name := tuple(words(part))))
