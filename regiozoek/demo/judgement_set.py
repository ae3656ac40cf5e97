"""The municipal judgement set: what citizens ask in the miniature region, and which of its pages answer.

The files name a page as `kuurne/producten/recyclagepark`, because each start of the region listens on other ports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from crawler.records.url import normalise_url
from search_api.evaluation.evaluate import JudgedQuery, Judgements, read_qrels, read_queries
from search_api.records.errors import EvaluationError

QUERY_GROUPS = frozenset(
    {
        "plain",
        "official",
        "dialect",
        "typo",
        "vague",
        "two-word",
        "sentence",
        "compound",
        "french",
        "home",
        "no-home",
    }
)
"""What the questions are grouped by; see the README beside the files."""

MIN_RELEVANT_GRADE = 2
"""The lowest grade of a page that answers: recall counts from here, a 1 only touches on the question."""

_BASE = "https://region.example"


@dataclass(frozen=True, slots=True)
class RequiredPair:
    """A page that must be among the first three results of a query."""

    query: str
    """Id of the query."""
    url: str


@dataclass(frozen=True, slots=True)
class MunicipalSet:
    """The set as a running region answers to it."""

    queries: tuple[JudgedQuery, ...]
    homes: Mapping[str, str]
    """Query id → the site it is asked on; a query that is not in it is asked without a home."""
    judgements: Judgements
    pairs: tuple[RequiredPair, ...]


def is_held_out(query: str) -> bool:
    """Return whether a query, by its id, is of the third that no change is tuned on."""
    return crc32(query.encode()) % 3 == 0


def municipal_set(folder: Path, sites: Mapping[str, str]) -> MunicipalSet:
    """Read `queries.tsv`, `homes.tsv`, `qrels.tsv` and `pairs.tsv` of a folder.

    Args:
        folder: `benchmarks/judged/municipal`.
        sites: id → base URL of each site, as `MiniatureRegion.sites` has them.

    Raises:
        EvaluationError: a file cannot be read, a line is not of its form or names an unknown site.
    """
    judgements = read_qrels(folder / "qrels.tsv", f"{_BASE}/")
    return MunicipalSet(
        queries=read_queries(folder / "queries.tsv"),
        homes=_homes(folder / "homes.tsv", sites),
        judgements={
            query: {judged_page_url(doc.removeprefix(_BASE), sites): grade for doc, grade in grades.items()}
            for query, grades in judgements.items()
        },
        pairs=tuple(
            RequiredPair(line.id, judged_page_url(line.text, sites)) for line in read_queries(folder / "pairs.tsv")
        ),
    )


def judged_page_url(doc: str, sites: Mapping[str, str]) -> str:
    """Return the URL, in normal form, of a page named `site/path`.

    Raises:
        EvaluationError: the site is not of this region.
    """
    site, _, path = doc.strip("/").partition("/")
    if site not in sites:
        raise EvaluationError(f'"{doc}" is of no site of this region; name it as site/path')
    url = normalise_url(f"{sites[site].rstrip('/')}/{path}")
    assert url is not None
    return url


def _homes(file: Path, sites: Mapping[str, str]) -> dict[str, str]:
    """`id<TAB>site` is the form of a query without a group."""
    homes = {line.id: line.text for line in read_queries(file)}
    unknown = set(homes.values()) - set(sites)
    if unknown:
        raise EvaluationError(f"{file}: {', '.join(sorted(unknown))} is no site of this region")
    return homes
