"""Shared texts: find near-identical documents on several sites, so that search shows each text once.

The sites share much content, in which only their own name, telephone numbers and opening hours differ. Names of
municipalities and numbers are therefore replaced by placeholders before texts are compared by their word triples. A
cluster has at most one text of each site: two pages of one site that look alike (two forms, two functions of a program)
are two results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np

from crawler.registry.site import Site
from indexer.corpus.near_duplicates import Codes, MinHash, candidate_pairs, jaccard_similarity
from indexer.language.analysis import words
from indexer.records.bounded_cache import BoundedCache
from indexer.records.document import DocumentType, DuplicateCopy

MIN_SHARED_TEXT_SIMILARITY = 0.8
"""Jaccard similarity of the word triples of two texts: about one changed sentence in ten."""

MIN_SHARED_TEXT_WORDS = 20
"""Words of a text. Shorter texts can be alike by chance."""

_MINHASH = MinHash(permutations=128, bands=32, seed=1)
"""32 bands of 4 find a pair with similarity .8 with a probability above 1 - 10⁻⁷, and one with .3 in a quarter of
cases."""

_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
"""Odd factors that make the order of three words count; sums overflow in 32 bits, which does no harm."""

_NUMBER, _PLACE = 0, 1
"""Codes of the placeholders for a number and for the name of a municipality."""


@dataclass(frozen=True, slots=True)
class DuplicateCluster:
    """A cluster from the point of view of one of its texts; see the fields of the same names in `Document`."""

    id: str
    sites: tuple[str, ...]
    copies: tuple[DuplicateCopy, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    url: str
    site: str
    group: tuple[DocumentType, str]
    shingles: Codes
    bands: Codes


@dataclass(slots=True)
class SharedTextClusters:
    """Collects texts and groups those that are near-identical."""

    _texts: list[_Text] = field(default_factory=list)

    def add(
        self, id_: str, url: str, site: str, group: tuple[DocumentType, str], shingles: Codes, bands: Codes
    ) -> None:
        """Add a text by the results of `ShingleHasher.shingles` and `band_codes`.

        Only texts of one `group` (type, language) are compared, so that a filter never splits a cluster.
        """
        if shingles.size:
            self._texts.append(_Text(id_, url, site, group, shingles, bands))

    def discard(self, ids: Iterable[str]) -> None:
        """Remove texts that turned out to have no document."""
        unwanted = frozenset(ids)
        self._texts = [text for text in self._texts if text.id not in unwanted]

    def clusters(self) -> dict[str, DuplicateCluster]:
        """Return the clusters of at least two texts, by the id of each of their texts."""
        owner: dict[int, list[int]] = {}
        for _, left, right in sorted(self._similar_pairs(), key=lambda pair: (-pair[0], pair[1:])):
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
                result[text.id] = DuplicateCluster(name, sites, copies)
        return result

    def _similar_pairs(self) -> Iterator[tuple[float, int, int]]:
        """Yield (similarity, index, index) of near-identical texts on two sites."""
        for left, right in sorted(candidate_pairs([text.bands for text in self._texts], self._comparable)):
            similarity = jaccard_similarity(self._texts[left].shingles, self._texts[right].shingles)
            if similarity >= MIN_SHARED_TEXT_SIMILARITY:
                yield similarity, left, right

    def _comparable(self, pair: tuple[int, int]) -> bool:
        one, other = self._texts[pair[0]], self._texts[pair[1]]
        return one.site != other.site and one.group == other.group

    def _sites_of(self, members: Iterable[int]) -> set[str]:
        return {self._texts[index].site for index in members}


class ShingleHasher:
    """Hashes the word triples of texts; all numbers are alike, and so are all names of the region's municipalities."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self.places = frozenset(word for site in sites for word in words(site.name))
        self._codes = BoundedCache(self._code)

    def _code(self, word: str) -> int:
        if word in self.places:
            return _PLACE
        return crc32(word.encode()) if word.isalpha() or not any(map(str.isdigit, word)) else _NUMBER

    def shingles(self, found: Sequence[str]) -> Codes:
        """Return a code for each three normalised words in a row, each once, sorted; none for a text that is too short.

        Of several place words in a row only the first counts: "Spiere-Helkijn" is one name.
        """
        if len(found) < MIN_SHARED_TEXT_WORDS:
            return np.empty(0, np.uint32)
        each = np.fromiter(map(self._codes.__getitem__, found), np.uint32, len(found))
        codes = each[np.append(True, (each[1:] != each[:-1]) | (each[1:] != _PLACE))]
        return np.unique(codes[:-2] * _FIRST + codes[1:-1] * _SECOND + codes[2:])


def band_codes(shingles: Codes) -> Codes:
    """Return a code for each MinHash band of a text, for `SharedTextClusters.add`."""
    return _MINHASH.band_codes(list(map(str, shingles.tolist())))
