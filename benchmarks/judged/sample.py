"""Reader of the judged sample: which text blocks of 100 real pages are main text (see README.md in this folder)."""

from __future__ import annotations

import csv
import functools
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.judged.text_blocks import blocks_digest, text_blocks
from crawler.extract.charset import decode_html

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
JUDGEMENTS_FILE = Path(__file__).with_name("pages.tsv")
REGION_PREFIX = "real-region/"
"""Prefix of the pages in `real-region.tar.xz`; the other pages are files below `SHARED_DATA`."""


class SampleMissingError(Exception):
    """The judged pages are not available."""


class SampleChangedError(Exception):
    """A page, or its division into blocks, has changed since it was judged."""


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """One judged page: counts of its main and neutral words, and whether it is in the held-out half."""

    name: str
    body: bytes
    held_out: bool
    main: Counter[str]
    neutral: Counter[str]

    @property
    def site(self) -> str:
        """Site of the region, or folder of the shared data, of this page."""
        return self.name.split("/")[2]


@dataclass(frozen=True, slots=True)
class WordScore:
    """Word counts of one page: correctly extracted, extracted, and main text."""

    correct: int
    extracted: int
    expected: int

    @property
    def precision(self) -> float:
        """Share of the extracted words that are main text; 1 when nothing was extracted."""
        return self.correct / self.extracted if self.extracted else 1.0

    @property
    def recall(self) -> float:
        """Share of the main text that was extracted; 1 when there is none."""
        return self.correct / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 when there is no main text and nothing was extracted."""
        return 2 * self.correct / (self.extracted + self.expected) if self.extracted + self.expected else 1.0


def read_sample(limit: int | None = None) -> list[JudgedPage]:
    """Return the judged pages, or `limit` of them, evenly spaced.

    Raises:
        SampleMissingError: the shared data is not available.
        SampleChangedError: the blocks of a page are not those that were judged.
    """
    with JUDGEMENTS_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    rows = rows[:: max(1, len(rows) // limit)][:limit] if limit else rows
    bodies = dict(_bodies([row["page"] for row in rows]))
    return [_judged(row, bodies[row["page"]]) for row in rows]


def _bodies(names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    region = {name for name in names if name.startswith(REGION_PREFIX)}
    try:
        if region:
            yield from ((name, body) for name, body in region_pages() if name in region)
        yield from ((name, (SHARED_DATA / name).read_bytes()) for name in names if name not in region)
    except FileNotFoundError as error:
        raise SampleMissingError(
            f"the judged pages need {error.filename}; put the shared data next to the checkout"
        ) from error


def region_pages() -> Iterator[tuple[str, bytes]]:
    """Yield name and body of each page of the eight real sites, read from their archive."""
    with tarfile.open(SHARED_DATA / "real-region.tar.xz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".html") else None
            if content is not None:
                yield REGION_PREFIX + member.name, content.read()


def _judged(row: dict[str, str], body: bytes) -> JudgedPage:
    blocks = text_blocks(decode_html(body, "text/html")[0])
    if row["digest"] != blocks_digest(blocks) or int(row["blocks"]) != len(blocks):
        raise SampleChangedError(f"{row['page']} has changed since it was judged; judge it again in pages.tsv")
    main, neutral = (word_counts(" ".join(blocks[i] for i in _numbers(row[key]))) for key in ("main", "neutral"))
    return JudgedPage(row["page"], body, row["half"] == "held-out", main, neutral)


def _numbers(ranges: str) -> Iterator[int]:
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


@functools.lru_cache(maxsize=4096)
def _word(raw: str) -> str:
    return raw.casefold().strip("|*#-•–—.,:;()[]“”\"'")


def word_counts(text: str) -> Counter[str]:
    """Return the words of a text with their counts, case-folded and without surrounding punctuation.

    Punctuation is removed because extractors add and drop it.
    """
    return Counter(filter(None, map(_word, text.split())))


def score_text(page: JudgedPage, text: str) -> WordScore:
    """Compare an extracted text with the judgement, as bags of words; neutral words are not counted."""
    extracted = word_counts(text)
    correct = extracted & page.main
    wrong = (extracted - page.main) - page.neutral
    return WordScore(correct.total(), correct.total() + wrong.total(), page.main.total())
