"""The judged sample: which blocks of 100 real pages are main text (see README.md beside this file)."""

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
"""How the names of pages begin that stand in `real-region.tar.xz`; the others are files below `SHARED_DATA`."""


class SampleMissingError(Exception):
    """The judged pages are not beside the checkout."""


class SampleChangedError(Exception):
    """A page, or the way it is cut into blocks, is not what was judged."""


@dataclass(frozen=True, slots=True)
class JudgedPage:
    """One judged page: `main` and `neutral` count its words, `held_out` whether the rules were made without it."""

    name: str
    body: bytes
    held_out: bool
    main: Counter[str]
    neutral: Counter[str]

    @property
    def site(self) -> str:
        """The site of the region, or the folder of the shared data, that it comes from."""
        return self.name.split("/")[2]


@dataclass(frozen=True, slots=True)
class WordScore:
    """Words of one page: `right` of the `found` ones are among the `wanted`."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the extracted words that are main text; 1 when nothing was extracted."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the main text that was extracted."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 when there was nothing to find and nothing was found."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def read_sample(limit: int | None = None) -> list[JudgedPage]:
    """Return the judged pages, at most `limit`, evenly taken.

    Raises:
        SampleMissingError: the shared data is absent.
        SampleChangedError: a page does not have the blocks that were judged.
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
            f"the judged pages are not beside the checkout: {error.filename} is missing"
        ) from error


def region_pages() -> Iterator[tuple[str, bytes]]:
    """Yield name and body of every page of the eight real sites, straight from their archive."""
    with tarfile.open(SHARED_DATA / "real-region.tar.xz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(".html") else None
            if content is not None:
                yield REGION_PREFIX + member.name, content.read()


def _judged(row: dict[str, str], body: bytes) -> JudgedPage:
    blocks = text_blocks(decode_html(body, "text/html")[0])
    if row["digest"] != blocks_digest(blocks) or int(row["blocks"]) != len(blocks):
        raise SampleChangedError(f"{row['page']} is not the page that was judged")
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
    """Count the words of a text: case folded, without the punctuation around them, which extractors add and drop."""
    return Counter(filter(None, map(_word, text.split())))


def score_text(page: JudgedPage, text: str) -> WordScore:
    """Compare an extracted text with the judgement, as bags of words; neutral words are neither right nor wrong."""
    found = word_counts(text)
    right = found & page.main
    wrong = (found - page.main) - page.neutral
    return WordScore(right.total(), right.total() + wrong.total(), page.main.total())
