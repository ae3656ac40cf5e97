"""Odd queries and hostile pages: every request is answered or rejected, and <mark> is the only markup."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup

from crawler.records.page import Heading
from crawler.store.page_store import PageStore
from indexer.meilisearch.client import EngineIndexes
from indexer.meilisearch.engine.state import Engine
from indexer.sync import sync
from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.unit.indexer.records import KUURNE, MENEN, page

ENDPOINTS = ("/api/search", "/api/suggest", "/zoeken")

MAX_LENGTH_QUERY = "a" * 300
ODD_QUERIES = {
    "10,000 characters": "x" * 10_000,
    "10,000 characters of two bytes": "é" * 10_000,
    "a thousand words": " ".join(["a"] * 1_000),
    "thirty words": " ".join(f"woord{number}" for number in range(30)),
    "the longest word": MAX_LENGTH_QUERY,
    "the longest list of words": "a " * 149,
    "controls": "".join(map(chr, range(32))) + "brug\x7f\x9f",
    "directions and joiners": "brug\u202e\u200d\ufeff\u2066",
    "marks without letters": "\u0301" * 300,
    "a letter with 200 marks": "z" + "\u0301" * 200,
    "letters that grow": "İßﬃŉ" * 40,
    "beyond the first plane": "𝓑𝓻𝓾𝓰 👨‍👩‍👧‍👦 🏳️‍🌈",
    "no characters": "\ufffe\uffff\ufdd0",
    "quotes": '"brug" \'brug\' “brug” "',
    "operators": '-brug "" - -- NOT AND OR *',
    "markup": "<script>alert(1)</script>",
    "half a tag": '"><img src=x onerror=alert(1)>',
    "a template": "{{ 7*7 }} {% raw %} ${7*7} %s %(x)s {0} {q.__class__}",
    "a path": "../../../../etc/passwd\\..\\",
    "regular expression": "(a+)+$ [ \\ ^ |",
    "only blanks": " \t \u00a0 ",
    "numbers": "99999999999999999999999999 -1 1e400 NaN",
    "Greek, Arabic, Chinese": "γέφυρα جسر 桥",
}

INJECTIONS = (
    'kuurne" OR site != "x',
    'kuurne"] OR site NOT IN ["x',
    "kuurne' OR 1=1",
    'x" OR "a"="a',
    "*",
    "kuurne,menen",
    "kuurne\x00",
    "\\",
    "nl OR lang EXISTS",
    "nl\n",
    "NL",
    "",
)


@pytest.mark.parametrize("name", ODD_QUERIES)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_odd_query_is_answered_or_rejected(client: ApiClient, path: str, name: str) -> None:
    """200, or 422 if it is too long; as JSON or as an HTML page like any other."""
    response = client.get(path, params={"q": ODD_QUERIES[name], "home": "kuurne"})
    expected = 422 if len(ODD_QUERIES[name]) > 300 else 200
    assert expected == response.status, response.text[:300]
    if response.headers["content-type"].startswith("application/"):
        json.loads(response.text)


@pytest.mark.parametrize(
    "raw", ["%ED%A0%80", "%FF%FE", "%C0%AF", "brug%", "%u0041", "%00", "%F4%90%80%80", "a&q=b", "+"]
)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_invalid_utf_8_is_a_query(client: ApiClient, path: str, raw: str) -> None:
    """Halves of surrogate pairs, invalid bytes, stray percent signs, a repeated parameter."""
    assert client.request("GET", f"{path}?q={raw}").status == 200


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("name", ["site", "site[]", "home", "lang", "type", "from"])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_filter_injection_is_rejected(client: ApiClient, path: str, name: str, value: str) -> None:
    """Invalid sites, languages, types and dates get an error message and never reach the engine."""
    response = client.get(path, params={"q": "brug", name: value})
    allowed = {200, 422} if value == "" else {422}
    assert response.status in allowed, response.text[:300]


@pytest.mark.parametrize(
    "query_string",
    [
        "page=1000000000",
        "page=-1",
        "page=99999999999999999999999",
        "page=1e3",
        "size=0",
        "size=1000000",
        "sort=site",
        "from=0000-00-00",
        "from=2026-02-30",
        "to=10000-01-01",
    ],
)
@pytest.mark.parametrize("path", ENDPOINTS)
def test_number_out_of_range_is_rejected(client: ApiClient, path: str, query_string: str) -> None:
    """With 422, whatever else the query has."""
    assert client.request("GET", f"{path}?q=brug&{query_string}").status == 422


@pytest.mark.parametrize(
    "query_string", ["page=1000&size=50", "from=0001-01-01&to=9999-12-31", "from=9999-12-31&to=0001-01-01"]
)
@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("path", ENDPOINTS)
def test_limits_themselves_are_accepted(client: ApiClient, path: str, query_string: str, sort: str) -> None:
    """The last possible page, the first and last day of the calendar, a period that ends before it begins."""
    assert client.request("GET", f"{path}?q=brug&sort={sort}&{query_string}").status == 200


def test_filter_with_many_values_is_answered(client: ApiClient) -> None:
    """Duplicate values count once."""
    many = "&".join(["site=kuurne", "type=news", "lang=nl"] * 200)
    assert client.request("GET", f"/api/search?q=brug&{many}").json()["total"] == 1


HOSTILE_TEXTS = (
    '<script>alert("fuif")</script> & \'fuif\' <mark>fuif</mark> &lt;b&gt; <img src=x onerror="fuif()"> ]]> {{ 7*7 }}'
)


@pytest.fixture(scope="module")
def hostile(api_config: ApiConfig, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    """An API over pages whose titles, headings, descriptions and texts contain markup."""
    folder, name = tmp_path_factory.mktemp("hostile"), f"hostile_{secrets.token_hex(4)}"
    with PageStore.open(folder / "pages.db") as store:
        run = store.begin_run([site.id for site in (KUURNE, MENEN)])
        for site in (KUURNE, MENEN):
            for number in range(3):
                facts: dict[str, Any] = {
                    "titles": (f"{HOSTILE_TEXTS} {number}",),
                    "headings": (Heading(2, HOSTILE_TEXTS),),
                }
                facts |= {
                    "descriptions": (HOSTILE_TEXTS,),
                    "text": f"{HOSTILE_TEXTS} Op het plein {number} van {site.name}. {HOSTILE_TEXTS}",
                }
                store.save_page(run, page(f"fuif/{number}", site, **facts), b"")
            store.finish_site(site.id, run)
        store.finish_run(run)
        sync(store, (KUURNE, MENEN), engine, index=name, ranking=folder / "ranking")
    with serve_app(create_app(replace(api_config, index=name, ranking=folder / "ranking"))) as caller:
        yield caller
    indexes = EngineIndexes(engine)
    for each in indexes.names():
        if each.startswith(name):
            indexes.drop(each)
    indexes.wait()


def visible_text(marked: str) -> str:
    """Return the text that a reader sees, after checking that <mark> is the only markup."""
    without = marked.replace("<mark>", "").replace("</mark>", "")
    assert marked.count("<mark>") == marked.count("</mark>")
    assert re.search(r"[<>\"']", without) is None, marked
    return unescape(without)


@pytest.mark.parametrize("q", ["fuif", "script alert", "mark", "img onerror", "plein kuurne", "<script>", "amp lt gt"])
def test_marks_are_the_only_markup_in_hits(hostile: ApiClient, q: str) -> None:
    """Titles and excerpts of hostile pages are escaped."""
    hits = hostile.get("/api/search", params={"q": q, "home": "kuurne"}).json()["hits"]
    assert {hit["title"] for hit in hits} == {visible_text(hit["title_html"]) for hit in hits}
    for hit in hits:
        visible_text(hit["excerpt"])
    assert bool(hits) or q == "amp lt gt"


@pytest.mark.parametrize("q", ["fuif", "mark script", HOSTILE_TEXTS, f"xqzwvkjx {HOSTILE_TEXTS}"])
def test_search_page_has_no_injected_markup(hostile: ApiClient, q: str) -> None:
    """No script, image or event handler comes from the query or from a page."""
    response = hostile.get("/zoeken", params={"q": q, "home": "kuurne"})
    tree = BeautifulSoup(response.text, "lxml")
    handlers = [tag for tag in tree.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    images = [image for image in tree.select("img") if image.get("src") == "x"]
    scripts = [script for script in tree.select("script") if "alert" in script.text]
    assert (200, [], [], []) == (response.status, handlers, images, scripts)
    assert "{{ 7*7 }}" in tree.text


def test_suggestions_are_json_strings(hostile: ApiClient) -> None:
    """With a JSON content type, so that no browser renders them as HTML."""
    response = hostile.get("/api/suggest", params={"q": "fuif"})
    assert "application/json" == response.headers["content-type"].partition(";")[0]
    assert all(suggestion["text"].strip() for suggestion in response.json()["suggestions"])
