"""What was worked out of words before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Value = TypeVar("_Value")

MAX_CACHED_WORDS = 1 << 17
"""Words remembered: the vocabulary of 10⁵ pages mostly fits, and a lemma and its stem cost 30 µs in pure Python."""


class BoundedCache(dict[str, _Value]):
    """What a function makes of each word, asked for as `memo[word]`; when it is full it starts over.

    A lookup costs a fifth of a call that remembers with `functools.lru_cache`, which keeps the order of use as well.
    """

    def __init__(self, make: Callable[[str], _Value], most: int = MAX_CACHED_WORDS) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, word: str) -> _Value:
        if len(self) >= self._most:
            self.clear()
        value = self[word] = self._make(word)
        return value
