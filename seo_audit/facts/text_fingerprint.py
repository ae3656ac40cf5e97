"""Text fingerprints: find pages of one site with nearly the same main text.

A text is compared by its two-word shingles, so that the order of words counts. Of 128 permutations in 16 bands of 8, a
pair at the 0.9 that the rule asks is found with probability 0.9999, and a pair at 0.5 is compared with probability
0.06.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable
from typing import TypeVar
from zlib import crc32

import numpy as np

from indexer.corpus.near_duplicates import Fingerprint, MinHash, group_by_leader

NEAR_DUPLICATE_THRESHOLD = 0.9
"""Jaccard similarity from which two texts are near-duplicates (catalogue: 0.9)."""

_MINHASH = MinHash(permutations=128, bands=16, seed=20260101)
"""The seed is fixed, so that two audits of one store agree."""

_Key = TypeVar("_Key", bound=Hashable)


def text_fingerprint(text: str) -> Fingerprint | None:
    """Return the fingerprint of a text, None for a text of fewer than two words."""
    words = text.lower().split()
    if len(words) < 2:
        return None
    pairs = list({f"{first} {second}" for first, second in itertools.pairwise(words)})
    hashes = np.fromiter((crc32(pair.encode()) for pair in pairs), dtype=np.uint32, count=len(pairs))
    return Fingerprint(np.unique(hashes), _MINHASH.band_codes(pairs))


def group_similar_texts(texts: Iterable[tuple[_Key, Fingerprint]]) -> list[list[_Key]]:
    """Return the groups of near-duplicate texts; each has at least two members, and its first leads it.

    `texts` come in order of preference: the text of a group that comes first is the one to keep.
    """
    return group_by_leader(texts, NEAR_DUPLICATE_THRESHOLD)
