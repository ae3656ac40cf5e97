"""The extraction benchmark runs on the annotated pages and writes the record of its README. No figure is asserted."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.judged.sample import JudgedPage, read_sample, score_text

ROOT = Path(__file__).resolve().parents[2]
FIGURES = {"precision", "recall", "f1", "f1_all_words", "ms_median", "ms_mean"}


def test_annotated_pages_are_complete(shared: Path) -> None:
    """A hundred pages in two halves of separate sites.

    Each has main text, and the blocks are those that were annotated.
    """
    assert (shared / "data").is_dir()
    pages = read_sample()
    halves = {half: {page.site for page in pages if page.held_out is half} for half in (False, True)}
    assert (100, 50) == (len(pages), sum(page.held_out for page in pages))
    assert {"songkick"} == halves[False] & halves[True]  # the folder has pages of two sites
    assert [] == [page.name for page in pages if not page.main]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Open op zaterdag.", (1.0, 1.0)),
        ("open OP zaterdag | Deel", (0.75, 1.0)),
        ("Open op zaterdag 3 mei", (1.0, 1.0)),  # the date is neutral
        ("Open open op", (2 / 3, 2 / 3)),
        ("", (1.0, 0.0)),
    ],
)
def test_texts_are_compared_as_bags_of_words(text: str, figures: tuple[float, float]) -> None:
    """Case and punctuation do not matter, repeated words count each time, and neutral words are not counted."""
    page = JudgedPage("x/y/z", b"", False, Counter(["open", "op", "zaterdag"]), Counter(["3", "mei"]))
    found = score_text(page, text)
    assert figures == pytest.approx((found.precision, found.recall))


def test_extraction_benchmark_writes_its_record(shared: Path) -> None:
    """On four pages: ours with and without template lines, the other extractors, and the time of each part."""
    assert (shared / "data").is_dir()
    command = [sys.executable, "-m", "benchmarks.extraction", "--pages", "4", "--runs", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    record = json.loads(done.stdout)
    extractors = record["extractors"]
    assert 4 == record["pages"]
    assert {"ours", "ours, less what the site repeats", "trafilatura", "trafilatura, fast"} <= extractors.keys()
    assert [] == [name for name, figures in extractors.items() if not figures.keys() >= FIGURES]
    assert {"parse", "head", "links and images", "structured data", "main text", "language"} <= record["fields"].keys()
