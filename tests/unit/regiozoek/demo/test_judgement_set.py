"""Unit tests of the municipal judgement set and its loader."""

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
def judged() -> MunicipalSet:
    """The set, as if each site stood at https://site.example/."""
    return municipal_set(FOLDER, SITES)


@pytest.fixture(scope="module")
def addresses() -> set[str | None]:
    """Every address at which a site of the miniature region answers with a page or a file."""
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


def test_every_judged_page_exists(judged: MunicipalSet, addresses: set[str | None]) -> None:
    """A judgement about an address that no site answers could never be met."""
    docs = {doc for grades in judged.judgements.values() for doc in grades}
    assert set() == docs - addresses


def test_every_query_can_be_answered(judged: MunicipalSet) -> None:
    """Each question is judged, with grades of 0 to 3, and at least one page answers it."""
    assert {query.id for query in judged.queries} == set(judged.judgements)
    assert [] == [query for query, grades in judged.judgements.items() if max(grades.values()) < MIN_RELEVANT_GRADE]
    assert {0, 1, 2, 3} >= {grade for grades in judged.judgements.values() for grade in grades.values()}


def test_it_is_large_and_of_known_groups(judged: MunicipalSet) -> None:
    """The set has at least 150 questions, of every group and of no other."""
    assert len(judged.queries) >= 150
    assert {query.group for query in judged.queries} == QUERY_GROUPS


def test_no_question_is_asked_twice(judged: MunicipalSet) -> None:
    """The same words on the same site would count double."""
    asked = [(query.text, judged.homes.get(query.id)) for query in judged.queries]
    assert len(set(asked)) == len(asked)


def test_homes_and_pairs_are_of_queries(judged: MunicipalSet) -> None:
    """A home or a pair of an unknown query would be passed over in silence."""
    ids = {query.id for query in judged.queries}
    assert set() == (set(judged.homes) | {pair.query for pair in judged.pairs}) - ids


def test_questions_without_home_are_a_group(judged: MunicipalSet) -> None:
    """Exactly the questions of the group `no-home` are asked on no site."""
    assert {query.id for query in judged.queries if query.group == "no-home"} == {
        query.id for query in judged.queries if query.id not in judged.homes
    }


def test_a_pair_asks_for_the_best_page(judged: MunicipalSet) -> None:
    """A pair never asks for a page that another page beats."""
    assert [] == [
        pair
        for pair in judged.pairs
        if judged.judgements[pair.query].get(pair.url) != max(judged.judgements[pair.query].values())
    ]


def test_a_third_is_held_out(judged: MunicipalSet) -> None:
    """The held-out part follows from the id alone and is about a third of the set."""
    share = sum(is_held_out(query.id) for query in judged.queries) / len(judged.queries)
    assert 0.25 < share < 0.42
    assert [True, False, True] == [is_held_out("m001"), is_held_out("m002"), is_held_out("m003")]


def test_a_page_is_named_by_site_and_path(tmp_path: Path) -> None:
    """`kuurne/afval` becomes the address at which this start of the region serves that page, a port included."""
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
def test_an_unknown_site_is_a_mistake(tmp_path: Path, broken: dict[str, str]) -> None:
    """A site that the region does not have is refused by name, in each file."""
    with pytest.raises(EvaluationError, match="gent"):
        municipal_set(_folder(tmp_path, **broken), {"kuurne": "http://127.0.3.6:8100/"})
