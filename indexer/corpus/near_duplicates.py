"""Near-duplicate detection: MinHash with locality-sensitive hashing proposes pairs, an exact comparison confirms them.

A text is a set of shingles (a few words in a row), each as a 32-bit code. The search index compares texts of different
sites (`indexer.corpus.shared_texts`), the audit compares pages of one site (`seo_audit.facts.text_fingerprint`). They
choose their own shingles, thresholds and `MinHash` parameters, and group texts differently:

- `candidate_pairs` yields all pairs, for a caller with its own rules on which texts may be grouped;
- `group_by_leader` compares each text with the first of every group only, never with all of its members, so that a
  template that is repeated ten thousand times costs ten thousand comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

Codes = NDArray[np.uint32]

_Key = TypeVar("_Key", bound=Hashable)

_MULTIPLIERS = np.array(
    (1, 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xD3A2646D, 0xFD7046C5), np.uint32
)
"""Odd factors that combine up to 8 MinHash values of a band into one code; two bands collide once in 2³²."""


@dataclass(frozen=True, slots=True)
class MinHash:
    """Parameters of MinHash: `permutations` values per text, in `bands` of equal size.

    A pair with Jaccard similarity s shares a band with probability 1 - (1 - s^r)^bands, where r is the size of a band.
    `seed` selects the permutations; any number does, as long as it stays the same.
    """

    permutations: int
    bands: int
    seed: int

    def band_codes(self, shingles: list[str]) -> Codes:
        """Return a code for each band of the signature of `shingles`; texts that share a code are candidates."""
        signature = RMinHash(num_perm=self.permutations, seed=self.seed)
        signature.update(shingles)
        rows = np.array(signature.digest(), np.uint32).reshape(self.bands, self.permutations // self.bands)
        codes: Codes = np.bitwise_xor.reduce(rows * _MULTIPLIERS[: rows.shape[1]], axis=1)
        return codes


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A text as the sorted codes of its shingles, each once, with the codes of its MinHash bands."""

    shingles: Codes
    bands: Codes

    def similarity(self, other: Fingerprint) -> float:
        """Return the exact Jaccard similarity of two texts, from 0 to 1."""
        return jaccard_similarity(self.shingles, other.shingles)

    def containment_in(self, other: Fingerprint) -> float:
        """Return the share of this text's shingles that `other` has too, from 0 to 1."""
        shared = np.intersect1d(self.shingles, other.shingles, assume_unique=True).size
        return shared / self.shingles.size if self.shingles.size else 0.0


def jaccard_similarity(one: Codes, other: Codes) -> float:
    """Return the exact Jaccard similarity of two sorted arrays of unique codes, from 0 to 1."""
    shared = np.intersect1d(one, other, assume_unique=True).size
    union = one.size + other.size - shared
    return float(shared / union) if union else 0.0


def candidate_pairs(
    bands: Sequence[Codes], comparable: Callable[[tuple[int, int]], bool] | None = None
) -> set[tuple[int, int]]:
    """Return the pairs of texts, by index in `bands`, that share a band; only those that are `comparable`."""
    pairs: set[tuple[int, int]] = set()
    if not bands:
        return pairs
    for band in np.array(bands).T:
        order = np.argsort(band, kind="stable")
        ordered = band[order]
        starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
        ends = np.append(starts[1:], len(band))
        shared = ends - starts > 1
        for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
            pairs.update(filter(comparable, combinations(order[start:end].tolist(), 2)))
    return pairs


def group_by_leader(texts: Iterable[tuple[_Key, Fingerprint]], threshold: float) -> list[list[_Key]]:
    """Group near-duplicates: each text joins the first group whose leader has a similarity of at least `threshold`.

    `texts` come in order of preference, since the first text of a group leads it. Groups of one text are left out.
    """
    listed = list(texts)
    leaders: list[Fingerprint] = []
    groups: list[list[_Key]] = []
    leaders_in: dict[int, list[int]] = {}  # bucket → leaders
    for (key, text), buckets in zip(listed, _shared_buckets([text.bands for _, text in listed]), strict=True):
        candidates = sorted({number for bucket in buckets for number in leaders_in.get(bucket, ())})
        leader = next((number for number in candidates if leaders[number].similarity(text) >= threshold), None)
        if leader is not None:
            groups[leader].append(key)
            continue
        for bucket in buckets:
            leaders_in.setdefault(bucket, []).append(len(leaders))
        leaders.append(text)
        groups.append([key])
    return [members for members in groups if len(members) > 1]


def _shared_buckets(bands: Sequence[Codes]) -> Iterator[list[int]]:
    """Yield for each text the numbers of its bands' buckets, without those that no other text is in."""
    if not bands:
        return
    matrix = np.array(bands).astype(np.uint64)
    matrix += np.arange(matrix.shape[1], dtype=np.uint64) << np.uint64(32)
    _, buckets, counts = np.unique(matrix.ravel(), return_inverse=True, return_counts=True)
    buckets = buckets.reshape(matrix.shape)
    shared = counts[buckets] > 1
    for row, mask in zip(buckets, shared, strict=True):
        yield row[mask].tolist()
