"""Best bets in the API, on the search page, in the click statistics, and in the command that serves them."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from search_api.app import create_app
from search_api.records.config import ApiConfig
from tests.integration.api_client import ApiClient, serve_app
from tests.integration.api_fixtures import search_json
from tests.integration.test_events import CLICK, post

BEST_BETS_TOML = """
[[best_bet]]
words = ["wegenwerken", "xqzwv"]
url = "https://wegen.example/hinder?a=1&b=2"
title = "Hinder <nu> & straks"

[[best_bet]]
words = ["wegenwerken"]
url = "https://www.kuurne.be/straten/1"
title = "Wegenwerken in Kuurne"
text = "Elke week bijgewerkt."
site = "kuurne"
"""

REGION_BET = {
    "url": "https://wegen.example/hinder?a=1&b=2",
    "title": "Hinder <nu> & straks",
    "text": None,
    "site": None,
}
HOME_BET = {
    "url": "https://www.kuurne.be/straten/1",
    "title": "Wegenwerken in Kuurne",
    "text": "Elke week bijgewerkt.",
    "site": "kuurne",
}


@pytest.fixture
def client(api_config: ApiConfig, tmp_path: Path) -> Iterator[ApiClient]:
    """The small region with a list of two best bets."""
    path = tmp_path / "best-bets.toml"
    path.write_text(BEST_BETS_TOML, encoding="utf-8")
    with serve_app(create_app(dataclasses.replace(api_config, best_bets=path))) as caller:
        yield caller


def test_response_has_best_bets_on_the_first_page_only(client: ApiClient) -> None:
    """The home town's best bet comes first."""
    assert [HOME_BET, REGION_BET] == search_json(client, q="wegenwerk", home="kuurne")["best_bets"]
    assert [REGION_BET] == search_json(client, q="wegenwerken")["best_bets"]
    assert [] == search_json(client, q="wegenwerken", page=2)["best_bets"]


def test_search_page_shows_best_bets_above_the_results(client: ApiClient) -> None:
    """They are escaped links under a heading."""
    page = client.get("/zoeken?q=wegenwerken&home=kuurne&taal=nl").text
    tree = BeautifulSoup(page, "lxml")
    links = [(link.text, link["href"]) for link in tree.select("main section.best a")]
    assert [(bet["title"], bet["url"]) for bet in (HOME_BET, REGION_BET)] == links
    assert ("Aanbevolen", True) == (
        tree.select_one("section.best h2").text,  # type: ignore[union-attr]
        page.index('class="best"') < page.index("<article"),
    )


def test_search_page_omits_results_that_are_best_bets(client: ApiClient) -> None:
    """The API returns both, so that its total agrees with its list."""
    response = search_json(client, q="wegenwerken", home="kuurne")
    listed = [hit["url"] for hit in response["hits"]]
    assert HOME_BET["url"] in listed
    tree = BeautifulSoup(client.get("/zoeken?q=wegenwerken&home=kuurne&taal=nl").text, "lxml")
    shown = [link["href"] for link in tree.select("article h2 a")]
    assert [url for url in listed if url != HOME_BET["url"]] == shown
    assert str(response["total"]) in tree.select_one("h1").text  # type: ignore[union-attr]


def test_best_bets_are_shown_without_results(client: ApiClient) -> None:
    """Editors may know pages that the sites do not have."""
    tree = BeautifulSoup(client.get("/zoeken?q=xqzwv").text, "lxml")
    assert ([REGION_BET["url"]], []) == (
        [link["href"] for link in tree.select("section.best a")],
        tree.select("article"),
    )


def test_click_on_an_external_best_bet_is_counted(client: ApiClient) -> None:
    """Only a best bet may lead outside the region; a result may not."""
    used = CLICK | {"kind": "best_bet", "url": REGION_BET["url"], "position": 1}
    assert [204, 422, 422] == [
        post(client, event)[0] for event in (used, used | {"kind": "click"}, used | {"url": "https://elders.example/"})
    ]
    assert 'regiozoek_usage_events_total{home="kuurne",kind="best_bet"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("named", [False, True])
def test_invalid_best_bets_file_stops_the_command(tmp_path: Path, named: bool) -> None:
    """One sentence with file and line, and exit code 2, before anything starts. A file named explicitly must exist."""
    listed = tmp_path / "best-bets.toml"
    if not named:
        listed.write_text('[[best_bet]]\nwords = ["brug"]\nurl = "kuurne.be"\ntitle = "Brug"\n')
    command = [sys.executable, "-m", "regiozoek", "serve", "--data", str(tmp_path)]
    environment = os.environ | ({"REGIOZOEK_BEST_BETS": str(listed)} if named else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    expected = f"{listed}:{'1: cannot be read' if named else '3: '}"
    message = done.stderr.replace("\n", "")
    assert (2, True, False) == (done.returncode, expected in message, "Traceback" in message), done.stderr
    assert [listed.name] * (not named) == sorted(file.name for file in tmp_path.iterdir())


def test_openapi_describes_a_best_bet(client: ApiClient) -> None:
    described = json.loads(client.get("/openapi.json").text)["components"]["schemas"]["BestBet"]
    assert {"url", "title", "text", "site"} == set(described["properties"])
