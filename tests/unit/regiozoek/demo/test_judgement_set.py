"""The municipal judgement set and its loader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crawler.records.url import normalise_url
from regiozoek.demo.judgement_set import (
    MIN_RELEVANT_GRADE,
    QUERY_GROUPS,
    MunicipalSet,
    RequiredPair,
    is_held_out,
    municipal_set,
)
from regiozoek.demo.site import DemoSite
from regiozoek.demo.towns import towns
from search_api.evaluation.evaluate import JudgedQuery
from search_api.records.errors import EvaluationError

FOLDER = Path(__file__).parents[4] / "benchmarks" / "judged" / "municipal"
SITES = {town.id: f"https://{town.id}.example/" for town in towns()}


@pytest.fixture(scope="module")
def judgements() -> MunicipalSet:
    """The judgement set, with each site at `https://{site}.example/`."""
    return municipal_set(FOLDER, SITES)


@pytest.fixture(scope="module")
def urls() -> set[str | None]:
    """All URLs of pages and files in the miniature region."""
    sites = {town.id: DemoSite(town, SITES[town.id].rstrip("/"), date(2026, 3, 2)) for town in towns()}
    return {
        normalise_url(f"{SITES[name]}{path.lstrip('/')}")
        for name, site in sites.items()
        for path, answer in site.resources.items()
        if answer.status == 200
    }


def _folder(tmp_path: Path, **files: str) -> Path:
    sound = {
        "queries": "a\tafval\tplain\n",
        "homes": "a\tkuurne\n",
        "qrels": "a 0 kuurne/afval 3\n",
        "pairs": "a\tkuurne/afval\n",
    }
    for name, text in (sound | files).items():
        (tmp_path / f"{name}.tsv").write_text(text, encoding="utf-8")
    return tmp_path


def test_every_judged_page_exists(judgements: MunicipalSet, urls: set[str | None]) -> None:
    docs = {doc for grades in judgements.judgements.values() for doc in grades}
    assert set() == docs - urls


def test_every_query_has_a_relevant_page(judgements: MunicipalSet) -> None:
    """Each query is judged with grades of 0 to 3, and at least one page is relevant."""
    assert {query.id for query in judgements.queries} == set(judgements.judgements)
    assert [] == [query for query, grades in judgements.judgements.items() if max(grades.values()) < MIN_RELEVANT_GRADE]
    assert {0, 1, 2, 3} >= {grade for grades in judgements.judgements.values() for grade in grades.values()}


def test_set_has_150_queries_and_all_groups(judgements: MunicipalSet) -> None:
    """At least 150, and no unknown group."""
    assert len(judgements.queries) >= 150
    assert {query.group for query in judgements.queries} == QUERY_GROUPS


def test_queries_are_unique(judgements: MunicipalSet) -> None:
    """A duplicate query on the same site would count twice."""
    queries_and_homes = [(query.text, judgements.homes.get(query.id)) for query in judgements.queries]
    assert len(set(queries_and_homes)) == len(queries_and_homes)


def test_homes_and_pairs_belong_to_existing_queries(judgements: MunicipalSet) -> None:
    """Others would be ignored silently."""
    ids = {query.id for query in judgements.queries}
    assert set() == (set(judgements.homes) | {pair.query for pair in judgements.pairs}) - ids


def test_queries_without_home_are_the_no_home_group(judgements: MunicipalSet) -> None:
    assert {query.id for query in judgements.queries if query.group == "no-home"} == {
        query.id for query in judgements.queries if query.id not in judgements.homes
    }


def test_pairs_name_a_page_with_the_highest_grade(judgements: MunicipalSet) -> None:
    assert [] == [
        pair
        for pair in judgements.pairs
        if judgements.judgements[pair.query].get(pair.url) != max(judgements.judgements[pair.query].values())
    ]


def test_a_third_is_held_out(judgements: MunicipalSet) -> None:
    """The held-out part depends on the query id alone and is about a third of the set."""
    share = sum(is_held_out(query.id) for query in judgements.queries) / len(judgements.queries)
    assert 0.25 < share < 0.42
    assert [True, False, True] == [is_held_out("m001"), is_held_out("m002"), is_held_out("m003")]


def test_a_page_is_named_by_site_and_path(tmp_path: Path) -> None:
    """`kuurne/afval` becomes the URL of that page in the running region, including the port."""
    read = municipal_set(_folder(tmp_path), {"kuurne": "http://127.0.3.6:8100/"})
    url = "http://127.0.3.6:8100/afval"
    assert (
        MunicipalSet((JudgedQuery("a", "afval", "plain"),), {"a": "kuurne"}, {"a": {url: 3}}, (RequiredPair("a", url),))
        == read
    )


def test_a_home_page_is_named_by_its_site(tmp_path: Path) -> None:
    """`kuurne/` is the home page of Kuurne."""
    read = municipal_set(_folder(tmp_path, qrels="a 0 kuurne/ 2\n"), {"kuurne": "http://127.0.3.6:8100/"})
    assert {"a": {"http://127.0.3.6:8100/": 2}} == read.judgements


@pytest.mark.parametrize("broken", [{"homes": "a\tgent\n"}, {"qrels": "a 0 gent/afval 3\n"}, {"pairs": "a\tgent/x\n"}])
def test_unknown_site_is_rejected(tmp_path: Path, broken: dict[str, str]) -> None:
    """In each file, with the name of the site."""
    with pytest.raises(EvaluationError, match="gent"):
        municipal_set(_folder(tmp_path, **broken), {"kuurne": "http://127.0.3.6:8100/"})
