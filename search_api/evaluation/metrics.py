"""Relevance metrics as TREC defines them: reciprocal rank, recall and nDCG at 10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

EVALUATION_DEPTH = 10
"""Number of results evaluated per query."""


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return 1 over the rank of the first relevant result (grade above 0) among ten, 0 when there is none."""
    return next((1 / rank for rank, doc in enumerate(ranking[:EVALUATION_DEPTH], 1) if grades.get(doc, 0) > 0), 0.0)


def recall(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the share of the relevant documents among the first ten results; 0 when none is relevant."""
    relevant = {doc for doc, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:EVALUATION_DEPTH])) / len(relevant) if relevant else 0.0


def ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return the discounted gain (grade over log2 of rank + 1) of ten results, divided by that of the ideal order."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:EVALUATION_DEPTH])
    return _gain([grades.get(doc, 0) for doc in ranking[:EVALUATION_DEPTH]]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
