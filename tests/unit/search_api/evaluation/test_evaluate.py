"""Files of queries and relevance judgements."""

from pathlib import Path

import pytest

from search_api.evaluation.evaluate import Evaluation, JudgedQuery, Measures, read_qrels, read_queries
from search_api.records.errors import EvaluationError


def test_queries_are_read(tmp_path: Path) -> None:
    """Id, query and optional group; a byte order mark and empty lines are ignored."""
    path = tmp_path / "q.tsv"
    path.write_text("\ufeffq1\tpaspoort kwijt\thard\n\nq2\tvuilnis\n", encoding="utf-8")
    assert (JudgedQuery("q1", "paspoort kwijt", "hard"), JudgedQuery("q2", "vuilnis")) == read_queries(path)


def test_judgements_are_read(tmp_path: Path) -> None:
    """Separated by tabs or spaces, with URLs or paths, which are normalised."""
    path = tmp_path / "r.tsv"
    path.write_text("q1\t0\tnl/a b.html\t2\nq1 0 HTTP://Example.ORG:80/#x 1\n", encoding="utf-8")
    expected = {"q1": {"http://127.0.0.1:8/nl/a%20b.html": 2, "http://example.org/": 1}}
    assert expected == read_qrels(path, "http://127.0.0.1:8/")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("q.tsv", "q1 paspoort\n", ":1: write each line as id, tab"),
        ("q.tsv", "q1\ta\nq1\tb\n", ":2: the id"),
        ("q.tsv", "", ":1: has no queries"),
        ("r.tsv", "q1 0 /pad\n", ":1: write each line as"),
        ("r.tsv", "q1 0 /pad 1\n", "--base-url"),
        ("r.tsv", "q1 0 http://a/ veel\n", "is not an integer"),
        ("r.tsv", "q1 0 http://a/ \xff\n", "is not an integer"),
    ],
)
def test_invalid_line_is_reported_with_file_and_line_number(
    tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError) as caught:
        (read_queries if name.startswith("q") else read_qrels)(path)
    assert (True, True) == (sentence in str(caught.value), str(path) in str(caught.value))


def test_missing_file_is_reported(tmp_path: Path) -> None:
    """Without a traceback."""
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_queries(tmp_path / "nergens.tsv")


def test_json_has_the_keys_of_the_contract() -> None:
    row = Measures(0.5, 0.25, 0.75, 4)
    expected = {"mrr@10": 0.5, "recall@10": 0.25, "ndcg@10": 0.75, "queries": 4}
    assert {"overall": expected, "groups": {"hard": expected}} == Evaluation(row, {"hard": row}).as_json()
