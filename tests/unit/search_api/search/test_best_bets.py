"""Best bets: validation of the file, and the queries for which each is shown."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest

from indexer.language.compounds import Lexicon
from indexer.records.document import DocumentType
from search_api.query.query_understanding import TownNames, parse_query
from search_api.query.search_request import SearchRequest, SortOrder
from search_api.query.spelling import SpellingCorrector
from search_api.records.errors import BestBetsError
from search_api.records.response_models import BestBet
from search_api.search.best_bets import MAX_BEST_BETS_SHOWN, BestBets
from search_api.search.best_bets_file import load_best_bets, parse_best_bets
from tests.unit.indexer.records import KUURNE, MENEN

SITES = (KUURNE, MENEN)
LEXICON = Lexicon({"hondenpoep": 5, "wateroverlast": 5, "melden": 9, "park": 20, "recyclage": 20})
CORRECTOR = SpellingCorrector(LEXICON.counts)
LAST_DAY = date(2026, 6, 30)

BEST_BETS_TOML = """
[[best_bet]]
words = ["wateroverlast", "kelder onder water", "carte d'identité"]
url = "https://www.1722.be/"
title = "Bel 1722"

[[best_bet]]
words = ["hondenpoep", "Recyclagepark"]
url = "https://www.kuurne.be/melden"
title = "Meld het aan Kuurne"
text = "In één minuut."
site = "kuurne"

[[best_bet]]
words = ["hondenpoep", "wateroverlast"]
url = "https://www.leiedal.be/tijdelijk"
title = "Tijdelijk"
until = 2026-06-30
"""

REGION_BET = BestBet("https://www.1722.be/", "Bel 1722", None, None)
HOME_BET = BestBet("https://www.kuurne.be/melden", "Meld het aan Kuurne", "In één minuut.", "kuurne")
EXPIRING_BET = BestBet("https://www.leiedal.be/tijdelijk", "Tijdelijk", None, None)


@pytest.fixture
def best_bets_file(tmp_path: Path) -> Path:
    """A file with three best bets."""
    path = tmp_path / "best-bets.toml"
    path.write_text(BEST_BETS_TOML, encoding="utf-8")
    return path


def matching_bets(path: Path, request: SearchRequest, today: date = LAST_DAY) -> tuple[BestBet, ...]:
    """Return the best bets of a request on a given day."""
    parsed = parse_query(request.q, request.home, TownNames(SITES), LEXICON, CORRECTOR)
    return BestBets(path, SITES, lambda: today).matching(parsed, request)


@pytest.mark.parametrize(
    ("typed", "home", "expected"),
    [
        ("wateroverlast", None, (REGION_BET, EXPIRING_BET)),
        ("WATEROVERLAST in mijn straat", "menen", (REGION_BET, EXPIRING_BET)),
        ("wateroverlasten", None, (REGION_BET, EXPIRING_BET)),
        ("wateroverlats", None, (REGION_BET, EXPIRING_BET)),
        ("water in de kelder", None, (REGION_BET,)),
        ("water in mijn straat", None, ()),
        ("kelders", None, ()),
        ("carte d’identite", None, (REGION_BET,)),
        ("Carte d'identite", None, (REGION_BET,)),
        ("mes cartes d'identité", None, (REGION_BET,)),
        ("hondenpoep", "kuurne", (HOME_BET, EXPIRING_BET)),
        ("hondenpoep", "menen", (EXPIRING_BET,)),
        ("hondenpoep kuurne", "menen", (HOME_BET, EXPIRING_BET)),
        ("containerpark", "kuurne", (HOME_BET,)),
        ("park", "kuurne", ()),
        ("", "kuurne", ()),
    ],
)
def test_bet_matches_inflections_typos_and_synonyms(
    best_bets_file: Path, typed: str, home: str | None, expected: tuple[BestBet, ...]
) -> None:
    """All words of a phrase must match. Best bets of the home town come first, those of other towns never match."""
    assert expected == matching_bets(best_bets_file, SearchRequest(q=typed, home=home))


def test_bet_expires_after_its_last_day(best_bets_file: Path) -> None:
    request = SearchRequest(q="wateroverlast")
    assert ((REGION_BET, EXPIRING_BET), (REGION_BET,)) == (
        matching_bets(best_bets_file, request),
        matching_bets(best_bets_file, request, date(2026, 7, 1)),
    )


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchRequest(q="hondenpoep", home="kuurne", page=2), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", sort=SortOrder.DATE), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", types=(DocumentType.NEWS,)), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", since=LAST_DAY), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", sites=("kuurne",)), (HOME_BET,)),
        (SearchRequest(q="hondenpoep", home="kuurne", sites=("menen",)), ()),
    ],
)
def test_bets_are_shown_on_the_first_page_of_unfiltered_results(
    best_bets_file: Path, request_: SearchRequest, expected: tuple[BestBet, ...]
) -> None:
    """Not when sorted by date or filtered by type or period; with a site filter only those of the site."""
    assert expected == matching_bets(best_bets_file, request_)


def test_number_of_shown_bets_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "veel.toml"
    path.write_text(
        "".join(
            f'[[best_bet]]\nwords=["brug"]\nurl="https://a.be/{n}"\ntitle="{n}"\n'
            for n in range(MAX_BEST_BETS_SHOWN + 3)
        )
    )
    assert ["0", "1"] == [bet.title for bet in matching_bets(path, SearchRequest(q="brug"))]


def test_file_is_reloaded_and_an_invalid_edit_is_ignored(
    best_bets_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is checked once per second. An error is logged, and the last valid list stays in use."""
    clock = iter(range(10))
    loader = BestBets(best_bets_file, SITES, lambda: LAST_DAY, lambda: float(next(clock)))
    request = SearchRequest(q="brug")
    parsed = parse_query("brug", None, TownNames(SITES), LEXICON, CORRECTOR)
    assert () == loader.matching(parsed, request)
    best_bets_file.write_text('[[best_bet]]\nwords = ["brug"]\nurl = "https://a.be/"\ntitle = "Brug"\n')
    brug = (BestBet("https://a.be/", "Brug", None, None),)
    assert brug == loader.matching(parsed, request)
    best_bets_file.write_text("[[best_bet]]\n")
    with caplog.at_level(logging.WARNING):
        assert brug == loader.matching(parsed, request)
    assert '"words" is missing' in caplog.text
    best_bets_file.unlink()
    assert () == loader.matching(parsed, request)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[best_bet]\n", "best-bets.toml:1: is not valid TOML"),
        ('[[bet]]\nwords = ["a"]\n', 'best-bets.toml:1: unknown key "bet"; the file may contain [[best_bet]]'),
        ('[best_bet]\nurl = "https://a.be/"\n', "write each best bet as a [[best_bet]] table"),
        ("[[best_bet]]\nwords = []\n", 'best-bets.toml:2: "words" is invalid; use a list of queries'),
        ('[[best_bet]]\nwords = ["?!"]\n', 'best-bets.toml:2: "words" is invalid'),
        ('[[best_bet]]\nwords = ["a"]\nurl = "javascript:alert(1)"\n', ':3: "url" is invalid; use the full URL'),
        ('[[best_bet]]\nwords = ["a"]\nurl = "https://a.be/"\n', 'best-bets.toml:1: "title" is missing'),
        ('[[best_bet]]\nwoorden = ["a"]\n', 'best-bets.toml:2: unknown key "woorden"; use one of words, url'),
        (
            '[[best_bet]]\nwords = ["a"]\nurl = "https://a.be/"\ntitle = "A"\nsite = "gent"\n',
            'best-bets.toml:5: unknown site "gent"',
        ),
        (
            '[[best_bet]]\nwords = ["a"]\nurl = "https://a.be/"\ntitle = "A"\nuntil = "juni"\n',
            'best-bets.toml:5: "until" is invalid; use the last day',
        ),
    ],
)
def test_error_has_the_line_number_and_the_correction(text: str, message: str) -> None:
    with pytest.raises(BestBetsError) as refused:
        parse_best_bets(text, SITES)
    assert message in str(refused.value)


def test_all_errors_are_reported_together() -> None:
    with pytest.raises(BestBetsError) as refused:
        parse_best_bets('[[best_bet]]\nwords = ["a"]\ntitle = ""\n\n[[best_bet]]\nurl = "www.kuurne.be"\n', SITES)
    assert [1, 3, 5, 5, 6] == [mistake.line for mistake in refused.value.mistakes]


def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    """A missing file, or one in another encoding."""
    with pytest.raises(BestBetsError, match="cannot be read"):
        load_best_bets(tmp_path / "geen.toml", SITES)
    (tmp_path / "latin.toml").write_bytes('title = "één"'.encode("latin-1"))
    with pytest.raises(BestBetsError, match="not UTF-8"):
        load_best_bets(tmp_path / "latin.toml", SITES)
