"""Ranking metrics."""

from math import log2

import pytest

from search_api.evaluation.metrics import ndcg, recall, reciprocal_rank

GRADES = {"a": 2, "b": 1, "x": 0}


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "b"], (1.0, 1.0, 1.0)),
        (["x", "a"], (0.5, 0.5, (2 / log2(3)) / (2 + 1 / log2(3)))),
        (["b", "a"], (1.0, 1.0, (1 + 2 / log2(3)) / (2 + 1 / log2(3)))),
        ([], (0.0, 0.0, 0.0)),
        ([*"cdefghijkl", "a"], (0.0, 0.0, 0.0)),
    ],
)
def test_reciprocal_rank_recall_and_ndcg(ranking: list[str], expected: tuple[float, float, float]) -> None:
    """Reciprocal rank, recall@10 and graded nDCG@10, with a discount of log2(rank + 1)."""
    measured = reciprocal_rank(ranking, GRADES), recall(ranking, GRADES), ndcg(ranking, GRADES)
    assert pytest.approx(expected) == measured


def test_query_without_relevant_pages_scores_zero() -> None:
    """Without a division by zero."""
    assert (0.0, 0.0, 0.0) == (reciprocal_rank(["x"], {"x": 0}), recall(["x"], {"x": 0}), ndcg(["x"], {"x": 0}))
