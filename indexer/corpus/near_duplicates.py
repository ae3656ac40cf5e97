"""Near-identical texts on several sites: one shared text is one result.

The sites share much content with their own name, telephone numbers and hours in it. Names of
municipalities and numbers are therefore neutralised; MinHash finds candidates, and their word
triples are compared exactly. A cluster has at most one text of a site: two pages of one site that
look alike (two forms, two functions of a program) are two answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from crawler.registry.site import Site
from indexer.language.analysis import words
from indexer.records.bounded_cache import BoundedCache
from indexer.records.document import DocumentType, DuplicateCopy

SIMILAR = 0.8
"""Share of word triples two texts must have in common (Jaccard): one changed sentence in ten."""

PERMUTATIONS, BANDS = 128, 32
"""MinHash: 32 bands of 4 find a pair that shares .8 with odds above 1 - 10⁻⁷, and one that shares .3 in a quarter."""

SHORTEST = 20
"""Words: shorter texts are alike by chance."""

FIRST, SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
"""Odd numbers that make the order of three words count; sums run over in 32 bits, which does no harm."""

MIXED = np.array((1, FIRST, SECOND, 0xC2B2AE3D), np.uint32)
"""As these for the four hashes of a band: a code that two bands share by chance is one in 2³²."""

NUMBER, PLACE = 0, 1
"""What stands for each number and for the name of a municipality, as a code."""

Codes = NDArray[np.uint32]

SEED = 1
"""Of the permutations: any number, always the same."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as one of its texts sees it: see the fields of the same names in `Document`."""

    id: str
    sites: tuple[str, ...]
    copies: tuple[DuplicateCopy, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    url: str
    site: str
    group: tuple[DocumentType, str]
    triples: Codes
    bands: Codes


@dataclass(slots=True)
class Clusterer:
    """Collects texts, then tells which are near-identical."""

    _texts: list[_Text] = field(default_factory=list)

    def add(self, id_: str, url: str, site: str, group: tuple[DocumentType, str], triples: Codes, bands: Codes) -> None:
        """Add a text by what `WordCodes.triples` and `bands_of` make of it.

        Only texts of one `group` (type, language) are compared, so that filters keep clusters whole.
        """
        if triples.size:
            self._texts.append(_Text(id_, url, site, group, triples, bands))

    def leave_out(self, ids: Iterable[str]) -> None:
        """Forget texts that turned out to have no document."""
        unwanted = frozenset(ids)
        self._texts = [text for text in self._texts if text.id not in unwanted]

    def clusters(self) -> dict[str, Cluster]:
        """Return the cluster of each text that does not stand alone, by the text's id."""
        owner: dict[int, list[int]] = {}
        for _, left, right in sorted(self._pairs(), key=lambda pair: (-pair[0], pair[1:])):
            first, second = owner.setdefault(left, [left]), owner.setdefault(right, [right])
            if first is second or self._sites_of(first) & self._sites_of(second):
                continue
            first.extend(second)
            for member in second:
                owner[member] = first
        result = {}
        for members in {id(group): group for group in owner.values() if len(group) > 1}.values():
            texts = sorted((self._texts[index] for index in members), key=lambda text: (text.site, text.url))
            name, sites = min(text.id for text in texts), tuple(text.site for text in texts)
            for text in texts:
                copies = tuple(DuplicateCopy(other.site, other.url) for other in texts if other is not text)
                result[text.id] = Cluster(name, sites, copies)
        return result

    def _pairs(self) -> Iterable[tuple[float, int, int]]:
        """Yield (similarity, index, index) of texts on two sites that are near-identical."""
        for left, right in sorted(self._candidates()):
            mine, other = self._texts[left].triples, self._texts[right].triples
            shared = np.intersect1d(mine, other, assume_unique=True).size
            similarity = shared / (mine.size + other.size - shared)
            if similarity >= SIMILAR:
                yield similarity, left, right

    def _candidates(self) -> set[tuple[int, int]]:
        """Return the pairs of comparable texts, by index, that share a band of their sketches."""
        found: set[tuple[int, int]] = set()
        if not self._texts:
            return found
        for band in np.array([text.bands for text in self._texts]).T:
            order = np.argsort(band, kind="stable")
            ordered = band[order]
            starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
            ends = np.append(starts[1:], len(band))
            shared = ends - starts > 1
            for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
                found.update(filter(self._comparable, combinations(order[start:end].tolist(), 2)))
        return found

    def _comparable(self, pair: tuple[int, int]) -> bool:
        one, other = self._texts[pair[0]], self._texts[pair[1]]
        return one.site != other.site and one.group == other.group

    def _sites_of(self, members: Iterable[int]) -> set[str]:
        return {self._texts[index].site for index in members}


class WordCodes:
    """Makes codes of texts, in which numbers and the names of the region's municipalities are all alike."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self.places = frozenset(word for site in sites for word in words(site.name))
        self._codes = BoundedCache(self._code)

    def _code(self, word: str) -> int:
        if word in self.places:
            return PLACE
        return crc32(word.encode()) if word.isalpha() or not any(map(str.isdigit, word)) else NUMBER

    def triples(self, found: Sequence[str]) -> Codes:
        """Return a code of each three words in a row, each once, sorted; none for a text that is too short.

        Of several places in a row only the first counts: "Spiere-Helkijn" is one.
        """
        if len(found) < SHORTEST:
            return np.empty(0, np.uint32)
        each = np.fromiter(map(self._codes.__getitem__, found), np.uint32, len(found))
        codes = each[np.append(True, (each[1:] != each[:-1]) | (each[1:] != PLACE))]
        return np.unique(codes[:-2] * FIRST + codes[1:-1] * SECOND + codes[2:])


def bands_of(triples: Codes) -> Codes:
    """Return a code of each band of a text's MinHash sketch: texts that share one may be near-identical."""
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(list(map(str, triples.tolist())))
    rows = np.array(sketch.digest(), np.uint32).reshape(BANDS, PERMUTATIONS // BANDS)
    codes: Codes = np.bitwise_xor.reduce(rows * MIXED, axis=1)
    return codes
