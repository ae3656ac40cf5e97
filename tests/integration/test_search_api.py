"""Search through the API, over a real engine."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from search_api.evaluation.evaluate import evaluate_queries, read_qrels, read_queries
from search_api.query.search_request import SearchRequest
from search_api.records.config import ApiConfig
from search_api.search.search import Searcher
from tests.integration.api_client import ApiClient
from tests.integration.api_fixtures import STREET_COUNT, hit_urls, search_json


def test_response_has_exactly_the_fields_of_the_contract(client: ApiClient) -> None:
    result = search_json(client, q="zwembad", home="kuurne")
    assert set(result) == {
        "query", "total", "page", "pages", "took_ms", "hits", "facets", "did_you_mean", "best_bets", "answers", "degraded",
    }  # fmt: skip
    assert set(result["hits"][0]) == {
        "id", "url", "title", "title_html", "excerpt", "site", "site_name", "type", "date", "lang", "also_on",
    }  # fmt: skip
    assert set(result["facets"]) == {"site", "type", "lang"}


@pytest.mark.parametrize("home", ["kuurne", "menen"])
def test_home_is_first_among_equal_results(client: ApiClient, home: str) -> None:
    """Both towns have the news."""
    result = search_json(client, q="nieuwe brug", home=home)
    assert (home, 2) == (result["hits"][0]["site"], len({hit["site"] for hit in result["hits"][:2]}))


@pytest.mark.parametrize("home", ["kuurne", "menen"])
@pytest.mark.parametrize("q", ["we", "recy", "zwe", "asb"])
def test_home_is_first_for_an_unfinished_word(client: ApiClient, home: str, q: str) -> None:
    """All results of the home town come before those of a neighbour; no result is lost or repeated."""
    everything = search_json(client, q=q)
    hits = [hit for page in (1, 2) for hit in search_json(client, q=q, home=home, size=50, page=page)["hits"]]
    towns = [hit["site"] for hit in hits]
    assert (home, sorted(towns, key=lambda town: town != home)) == (towns[0], towns)
    assert everything["total"] == len({hit["id"] for hit in hits}) == len(hits)


def test_better_result_is_before_home(client: ApiClient) -> None:
    """A neighbour's page that the query names is better than any page of the home town."""
    assert (
        search_json(client, q="zwembad menen", home="kuurne")["hits"][0]["url"] == "https://www.menen.be/zwembad-menen"
    )


@pytest.mark.parametrize(("home", "other"), [("kuurne", "menen"), ("menen", "kuurne")])
def test_shared_text_is_one_result(client: ApiClient, home: str, other: str) -> None:
    """In the home town's version, which lists the other copies."""
    result = search_json(client, q="grofvuil recyclagepark asbest", home=home)
    first = result["hits"][0]
    assert (home, [{"site": other, "url": f"https://www.{other}.be/producten/recyclagepark"}]) == (
        first["site"],
        first["also_on"],
    )
    assert [hit["title"] for hit in result["hits"]].count("Recyclagepark") == 1


def test_site_filter_shows_the_copy_of_that_site(client: ApiClient) -> None:
    """Whatever the home town is."""
    result = search_json(client, q="recyclagepark asbest", home="kuurne", site="menen")
    assert {"menen"} == {hit["site"] for hit in result["hits"]}


@pytest.mark.parametrize("size", [7, 10, 50])
@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("home", ["kuurne", None])
def test_pages_have_no_gaps_or_duplicates(client: ApiClient, size: int, sort: str, home: str | None) -> None:
    """All pages together have each of the 50 streets once, equal to the total and the facet counts."""
    params = {"q": "wegenwerken hinder", "size": size, "sort": sort} | ({"home": home} if home else {})
    first = search_json(client, **params)
    listed = [
        url for number in range(1, first["pages"] + 1) for url in hit_urls(search_json(client, **params, page=number))
    ]
    assert (first["total"], first["total"], first["total"]) == (
        len(listed),
        len(set(listed)),
        sum(first["facets"]["site"].values()),
    )
    assert len(listed) >= 2 * STREET_COUNT


def test_filters_apply_to_hits_total_and_facets(client: ApiClient) -> None:
    """A site and a type, as `site` and as `site[]`."""
    one = search_json(client, q="brug", site="kuurne", type="news")
    same = search_json(client, **{"q": "brug", "site[]": "kuurne", "type[]": "news"})
    assert (1, {"kuurne": 1}, {"news": 1}, hit_urls(one)) == (
        one["total"],
        one["facets"]["site"],
        one["facets"]["type"],
        hit_urls(same),
    )


def test_period_filters_by_date(client: ApiClient) -> None:
    """Both days are included."""
    day = {"from": "2026-03-02", "to": "2026-03-02"}
    assert ["https://www.menen.be/nieuws/brug"] == hit_urls(search_json(client, q="brug", home="kuurne", **day))


def test_sort_by_date_is_newest_first(client: ApiClient) -> None:
    """Among the results that have all terms."""
    assert ["2026-03-02", "2026-03-01"] == [
        hit["date"] for hit in search_json(client, q="brug open", sort="date")["hits"]
    ]


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("hoe kan ik zwemmen in Kuurne?", "zwembad-kuurne"),
        ("WAAR is het Recyclagepark", "producten/recyclagepark"),
        ("recyclageparken", "producten/recyclagepark"),
        ("containerpark", "producten/recyclagepark"),
        ("zwembda kuurne", "zwembad-kuurne"),
        ("grofvuil xqzwvkjx brengen", "producten/recyclagepark"),
    ],
)
def test_everyday_wording_finds_the_page(client: ApiClient, question: str, path: str) -> None:
    """Questions, plurals, synonyms, a typing error, a word that is on no page."""
    assert hit_urls(search_json(client, q=question, home="kuurne"))[0] == f"https://www.kuurne.be/{path}"


def test_matches_are_marked_and_the_rest_is_escaped(client: ApiClient) -> None:
    hit = search_json(client, q="zwemmen duiken", site="kuurne")["hits"][0]
    assert hit["excerpt"] == "<mark>Zwemmen</mark> &lt;b&gt;&amp;&lt;/b&gt; <mark>duiken</mark>."


@pytest.mark.parametrize("q", ['"', "-brug", "' OR 1=1", "\\", "a" * 300, "😀", "\x00", "   "])
def test_any_query_is_answered(client: ApiClient, q: str) -> None:
    """Quotes, operators, emoji, and an empty query."""
    assert search_json(client, q=q)["query"] == q.replace("\x00", " ")


def test_evaluation_uses_the_same_search(api_config: ApiConfig, client: ApiClient, tmp_path: Path) -> None:
    """A query whose first result is judged relevant scores 1, and so does its group."""
    first = hit_urls(search_json(client, q="zwembad", home="menen"))[0]
    (tmp_path / "q.tsv").write_text("1\tzwembad\thard\n2\tonbeoordeeld\n")
    (tmp_path / "r.tsv").write_text(f"1 0 {first} 1\n")

    async def run() -> dict[str, Any]:
        async with Searcher.open(api_config) as searcher:
            await searcher.search(SearchRequest(q="warm"))
            queries, judged = read_queries(tmp_path / "q.tsv"), read_qrels(tmp_path / "r.tsv")
            return (await evaluate_queries(searcher, queries, judged, home="menen")).as_json()

    row = {"mrr@10": 1.0, "recall@10": 1.0, "ndcg@10": 1.0, "queries": 1}
    assert json.dumps({"overall": row, "groups": {"hard": row}}) == json.dumps(asyncio.run(run()))
