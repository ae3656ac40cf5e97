"""Search as a caller of the API sees it, over a real engine."""

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


def test_the_answer_has_the_fields_of_the_contract(client: ApiClient) -> None:
    """Neither more nor fewer, so that callers can rely on them."""
    result = search_json(client, q="zwembad", home="kuurne")
    assert set(result) == {
        "query", "total", "page", "pages", "took_ms", "hits", "facets", "did_you_mean", "best_bets", "answers", "degraded",
    }  # fmt: skip
    assert set(result["hits"][0]) == {
        "id", "url", "title", "title_html", "excerpt", "site", "site_name", "type", "date", "lang", "also_on",
    }  # fmt: skip
    assert set(result["facets"]) == {"site", "type", "lang"}


@pytest.mark.parametrize("home", ["kuurne", "menen"])
def test_home_comes_first_where_its_answer_is_as_good(client: ApiClient, home: str) -> None:
    """Both towns have the news; the one at home leads, the other follows."""
    result = search_json(client, q="nieuwe brug", home=home)
    assert (home, 2) == (result["hits"][0]["site"], len({hit["site"] for hit in result["hits"][:2]}))


@pytest.mark.parametrize("home", ["kuurne", "menen"])
@pytest.mark.parametrize("q", ["we", "recy", "zwe", "asb"])
def test_home_comes_first_for_half_a_word_too(client: ApiClient, home: str, q: str) -> None:
    """Who presses Enter too soon gets all that home has before anything of a neighbour, and loses and repeats nothing."""
    everything = search_json(client, q=q)
    hits = [hit for page in (1, 2) for hit in search_json(client, q=q, home=home, size=50, page=page)["hits"]]
    towns = [hit["site"] for hit in hits]
    assert (home, sorted(towns, key=lambda town: town != home)) == (towns[0], towns)
    assert everything["total"] == len({hit["id"] for hit in hits}) == len(hits)


def test_a_better_answer_comes_before_home(client: ApiClient) -> None:
    """A neighbour's page that the words name is better than any of home's."""
    assert (
        search_json(client, q="zwembad menen", home="kuurne")["hits"][0]["url"] == "https://www.menen.be/zwembad-menen"
    )


@pytest.mark.parametrize(("home", "other"), [("kuurne", "menen"), ("menen", "kuurne")])
def test_a_shared_text_is_one_result(client: ApiClient, home: str, other: str) -> None:
    """Home's copy stands for all; it says where else it is."""
    result = search_json(client, q="grofvuil recyclagepark asbest", home=home)
    first = result["hits"][0]
    assert (home, [{"site": other, "url": f"https://www.{other}.be/producten/recyclagepark"}]) == (
        first["site"],
        first["also_on"],
    )
    assert [hit["title"] for hit in result["hits"]].count("Recyclagepark") == 1


def test_a_chosen_site_shows_its_own_copy(client: ApiClient) -> None:
    """Who filters on the neighbour gets the neighbour's page, wherever she asks from."""
    result = search_json(client, q="recyclagepark asbest", home="kuurne", site="menen")
    assert {"menen"} == {hit["site"] for hit in result["hits"]}


@pytest.mark.parametrize("size", [7, 10, 50])
@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("home", ["kuurne", None])
def test_pages_lose_and_repeat_nothing(client: ApiClient, size: int, sort: str, home: str | None) -> None:
    """All pages together hold each of the 50 streets once, and as many as the total and the facets say."""
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


def test_filters_hold_for_hits_total_and_facets(client: ApiClient) -> None:
    """A site and a type, as `site` and as `site[]`."""
    one = search_json(client, q="brug", site="kuurne", type="news")
    same = search_json(client, **{"q": "brug", "site[]": "kuurne", "type[]": "news"})
    assert (1, {"kuurne": 1}, {"news": 1}, hit_urls(one)) == (
        one["total"],
        one["facets"]["site"],
        one["facets"]["type"],
        hit_urls(same),
    )


def test_a_period_keeps_what_is_dated_in_it(client: ApiClient) -> None:
    """Both days are included."""
    day = {"from": "2026-03-02", "to": "2026-03-02"}
    assert ["https://www.menen.be/nieuws/brug"] == hit_urls(search_json(client, q="brug", home="kuurne", **day))


def test_newest_first(client: ApiClient) -> None:
    """By date alone, among what has all the words."""
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
def test_people_ask_in_their_own_words(client: ApiClient, question: str, path: str) -> None:
    """Questions, plurals, another word for the same, a typing error, a word that is nowhere."""
    assert hit_urls(search_json(client, q=question, home="kuurne"))[0] == f"https://www.kuurne.be/{path}"


def test_found_words_are_marked_and_all_else_is_escaped(client: ApiClient) -> None:
    """What a page says can be no markup."""
    hit = search_json(client, q="zwemmen duiken", site="kuurne")["hits"][0]
    assert hit["excerpt"] == "<mark>Zwemmen</mark> &lt;b&gt;&amp;&lt;/b&gt; <mark>duiken</mark>."


@pytest.mark.parametrize("q", ['"', "-brug", "' OR 1=1", "\\", "a" * 300, "😀", "\x00", "   "])
def test_whatever_is_typed_is_answered(client: ApiClient, q: str) -> None:
    """Quotes, operators, emoji and nothing at all are a search like any other."""
    assert search_json(client, q=q)["query"] == q.replace("\x00", " ")


def test_the_evaluation_asks_the_same_search(api_config: ApiConfig, client: ApiClient, tmp_path: Path) -> None:
    """A query whose first answer is judged right measures 1, and its group too."""
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
