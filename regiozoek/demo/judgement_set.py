"""Reader of the municipal judgement set: queries of citizens, and graded pages of the miniature region.

The files name a page as `kuurne/producten/recyclagepark`, because the ports of the region differ at each start.
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
"""Groups of the queries; benchmarks/judged/municipal/README.md describes them."""

MIN_RELEVANT_GRADE = 2
"""Lowest grade of a relevant page, used for recall. Grade 1 means that the page only touches on the question."""

_BASE = "https://region.example"


@dataclass(frozen=True, slots=True)
class RequiredPair:
    """A page that must be among the first three results of a query."""

    query: str
    """Id of the query."""
    url: str
    """URL of the page."""


@dataclass(frozen=True, slots=True)
class MunicipalSet:
    """The judgement set, with the URLs of a running region."""

    queries: tuple[JudgedQuery, ...]
    homes: Mapping[str, str]
    """Query id → id of the home site. A query that is not listed has no home site."""
    judgements: Judgements
    pairs: tuple[RequiredPair, ...]


def is_held_out(query: str) -> bool:
    """Return whether a query belongs to the held-out third, which is never used for tuning."""
    return crc32(query.encode()) % 3 == 0


def municipal_set(folder: Path, sites: Mapping[str, str]) -> MunicipalSet:
    """Read `queries.tsv`, `homes.tsv`, `qrels.tsv` and `pairs.tsv` of a folder.

    Args:
        folder: `benchmarks/judged/municipal`.
        sites: Site id → base URL, as in `MiniatureRegion.sites`.

    Raises:
        EvaluationError: a file is unreadable, or a line is malformed or names an unknown site.
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
    """Return the normalised URL of a page named `site/path`.

    Raises:
        EvaluationError: the region has no such site.
    """
    site, _, path = doc.strip("/").partition("/")
    if site not in sites:
        raise EvaluationError(f'"{doc}" is not on a site of this region; write it as site/path')
    url = normalise_url(f"{sites[site].rstrip('/')}/{path}")
    assert url is not None
    return url


def _homes(file: Path, sites: Mapping[str, str]) -> dict[str, str]:
    """Read `id<TAB>site` lines, which have the format of queries without a group."""
    homes = {line.id: line.text for line in read_queries(file)}
    unknown = set(homes.values()) - set(sites)
    if unknown:
        raise EvaluationError(
            f"{file}: {', '.join(sorted(unknown))} is not a site of this region; use an id of sites.toml"
        )
    return homes
