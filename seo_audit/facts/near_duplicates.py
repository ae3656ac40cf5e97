"""Near-identical texts: MinHash and locality-sensitive hashing propose, an exact comparison decides.

Texts are compared as sets of two-word shingles, so that order counts. Of 128 permutations in 16
bands of 8, a pair at the 0.9 that the rule asks is proposed with probability 0.9999 and a pair at
0.5 with 0.06. Each text is compared with the first of every cluster only, never with all of its
members, so a template repeated ten thousand times costs ten thousand comparisons.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash, RMinHashLSH

THRESHOLD = 0.9
"""Jaccard similarity from which two texts are near-identical (catalogue: 0.9)."""

PERMUTATIONS = 128
BANDS = 16
SEED = 20260101
"""Fixed, so that two audits of one store agree."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text as the sorted hashes of its shingles, with their MinHash."""

    shingles: NDArray[np.uint32]
    minhash: Any

    def similarity(self, other: Fingerprint) -> float:
        """Return the exact Jaccard similarity of two texts, 0 to 1."""
        union = len(self.shingles) + len(other.shingles)
        shared = len(np.intersect1d(self.shingles, other.shingles, assume_unique=True))
        return shared / (union - shared) if union else 0.0

    def share_in(self, other: Fingerprint) -> float:
        """Return which share of this text also stands in `other`, 0 to 1."""
        shared = len(np.intersect1d(self.shingles, other.shingles, assume_unique=True))
        return shared / len(self.shingles) if len(self.shingles) else 0.0


def fingerprint(text: str) -> Fingerprint | None:
    """Return a text's fingerprint, None below two words."""
    words = text.lower().split()
    if len(words) < 2:
        return None
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words)}
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(list(pairs))
    hashes = np.fromiter((crc32(pair.encode()) for pair in pairs), dtype=np.uint32, count=len(pairs))
    return Fingerprint(np.unique(hashes), minhash)


def clusters(texts: Iterable[tuple[Key, Fingerprint]]) -> list[list[Key]]:
    """Group near-identical texts; each group has at least two members, its first leads it.

    `texts` come in order of preference: of a group, the text that came first is the one that stays.
    """
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    leaders: list[tuple[Key, Fingerprint]] = []
    groups: dict[int, list[Key]] = {}
    for key, text in texts:
        proposed = sorted(index.query(text.minhash))
        leader = next((number for number in proposed if leaders[number][1].similarity(text) >= THRESHOLD), None)
        if leader is None:
            index.insert(len(leaders), text.minhash)
            groups[len(leaders)] = [key]
            leaders.append((key, text))
        else:
            groups[leader].append(key)
    return [members for members in groups.values() if len(members) > 1]
