"""Evaluation of search relevance: runs judged queries through the API's own search and computes TREC measures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.records.url import normalise_url
from search_api.evaluation.metrics import EVALUATION_DEPTH, ndcg, recall, reciprocal_rank
from search_api.query.search_request import SearchRequest
from search_api.records.errors import EvaluationError
from search_api.search.search import Searcher

MAX_CONCURRENT_QUERIES = 4
"""Concurrent queries; the engine runs about that many at a time per core."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One line of a query file; `group` is "" if it has none."""

    id: str
    text: str
    group: str = ""


Judgements = dict[str, dict[str, int]]
"""Query id → normalised URL → grade (0: judged irrelevant)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over `queries` queries, each 0 to 1."""

    mrr: float
    recall: float
    ndcg: float
    queries: int

    def as_json(self) -> dict[str, float | int]:
        """Return the measures as `regiozoek evaluate --json` names them."""
        return {"mrr@10": self.mrr, "recall@10": self.recall, "ndcg@10": self.ndcg, "queries": self.queries}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Measures over all queries, and over each group."""

    overall: Measures
    groups: dict[str, Measures]

    def as_json(self) -> dict[str, object]:
        """Return the evaluation as `regiozoek evaluate --json` prints it."""
        return {
            "overall": self.overall.as_json(),
            "groups": {name: measures.as_json() for name, measures in self.groups.items()},
        }


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """Read queries, one per line: `id<TAB>text[<TAB>group]`. Empty lines are skipped.

    Raises:
        EvaluationError: the file cannot be read, or a line has another form.
    """
    queries: dict[str, JudgedQuery] = {}
    for number, line in _lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) not in {2, 3} or not fields[0] or not fields[1]:
            raise _mistake(path, number, "write each line as id, tab, query, and optionally tab and group")
        if fields[0] in queries:
            raise _mistake(path, number, f'the id "{fields[0]}" is used twice; give each query its own id')
        queries[fields[0]] = JudgedQuery(*fields)
    if not queries:
        raise _mistake(path, 1, "has no queries; write an id, a tab and the query on a line")
    return tuple(queries.values())


def read_qrels(path: Path, base_url: str = "") -> Judgements:
    """Read TREC qrels: `id 0 doc grade`, separated by tabs or spaces; `doc` is a URL or a path relative to `base_url`.

    Raises:
        EvaluationError: the file cannot be read, or a line has another form.
    """
    judgements: Judgements = {}
    for number, line in _lines(path):
        fields = line.split("\t") if line.count("\t") == 3 else line.split()
        if len(fields) != 4:
            raise _mistake(path, number, 'write each line as "id 0 document grade"')
        query, _, doc, grade = (field.strip() for field in fields)
        url = normalise_url(doc, base_url or None)
        if url is None:
            hint = "" if base_url else "; give the base of relative paths with --base-url"
            raise _mistake(path, number, f'"{doc}" is not a URL{hint}')
        try:
            judgements.setdefault(query, {})[url] = int(grade)
        except ValueError as error:
            raise _mistake(path, number, f'the grade "{grade}" is not an integer') from error
    return judgements


async def evaluate_queries(
    searcher: Searcher, queries: Sequence[JudgedQuery], judgements: Judgements, *, home: str | None = None
) -> Evaluation:
    """Run every judged query and measure its first ten results.

    Args:
        searcher: the searcher of the API.
        queries: see `read_queries`; queries without judgements are skipped.
        judgements: see `read_qrels`.
        home: the site that the queries are made from, or None.

    Raises:
        EvaluationError: no query has judgements.
        SearchError: see `Searcher.search`.
    """
    judged = [query for query in queries if query.id in judgements]
    if not judged:
        raise EvaluationError("no query has judgements; use the same ids in both files")
    gate = asyncio.Semaphore(MAX_CONCURRENT_QUERIES)

    async def ask(query: JudgedQuery) -> list[str]:
        async with gate:
            result = await searcher.search(SearchRequest(q=query.text, home=home, size=EVALUATION_DEPTH))
        return [hit.url for hit in result.hits]

    rankings = await asyncio.gather(*map(ask, judged))
    scores: dict[str, list[tuple[float, float, float]]] = {}
    for query, ranking in zip(judged, rankings, strict=True):
        grades = judgements[query.id]
        score = reciprocal_rank(ranking, grades), recall(ranking, grades), ndcg(ranking, grades)
        for group in {"", query.group}:
            scores.setdefault(group, []).append(score)
    overall = _mean(scores.pop(""))
    return Evaluation(overall, {group: _mean(listed) for group, listed in sorted(scores.items())})


def _mean(scores: Sequence[tuple[float, float, float]]) -> Measures:
    mrr, found, gain = (sum(column) / len(scores) for column in zip(*scores, strict=True))
    return Measures(mrr, found, gain, len(scores))


def _mistake(path: Path, line: int, reason: str) -> EvaluationError:
    return EvaluationError(f"{path}:{line}: {reason}")


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _mistake(path, 1, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _mistake(path, 1, "is not UTF-8 text; save it as UTF-8") from error
    return [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
