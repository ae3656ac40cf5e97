"""Best bets: what an editor's list may hold, and for which questions each entry is shown."""

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
CORRECT = SpellingCorrector(LEXICON.counts)
LAST = date(2026, 6, 30)

LIST = """
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

STORM = BestBet("https://www.1722.be/", "Bel 1722", None, None)
OWN = BestBet("https://www.kuurne.be/melden", "Meld het aan Kuurne", "In één minuut.", "kuurne")
BRIEF = BestBet("https://www.leiedal.be/tijdelijk", "Tijdelijk", None, None)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of three bets on disk."""
    path = tmp_path / "best-bets.toml"
    path.write_text(LIST, encoding="utf-8")
    return path


def bets(path: Path, request: SearchRequest, today: date = LAST) -> tuple[BestBet, ...]:
    """Return the bets for a request on a day."""
    asked = parse_query(request.q, request.home, TownNames(SITES), LEXICON, CORRECT)
    return BestBets(path, SITES, lambda: today).matching(asked, request)


@pytest.mark.parametrize(
    ("typed", "home", "expected"),
    [
        ("wateroverlast", None, (STORM, BRIEF)),
        ("WATEROVERLAST in mijn straat", "menen", (STORM, BRIEF)),
        ("wateroverlasten", None, (STORM, BRIEF)),
        ("wateroverlats", None, (STORM, BRIEF)),
        ("water in de kelder", None, (STORM,)),
        ("water in mijn straat", None, ()),
        ("kelders", None, ()),
        ("carte d’identite", None, (STORM,)),
        ("Carte d'identite", None, (STORM,)),
        ("mes cartes d'identité", None, (STORM,)),
        ("hondenpoep", "kuurne", (OWN, BRIEF)),
        ("hondenpoep", "menen", (BRIEF,)),
        ("hondenpoep kuurne", "menen", (OWN, BRIEF)),
        ("containerpark", "kuurne", (OWN,)),
        ("park", "kuurne", ()),
        ("", "kuurne", ()),
    ],
)
def test_a_bet_answers_its_words_in_any_form(
    listed: Path, typed: str, home: str | None, expected: tuple[BestBet, ...]
) -> None:
    """All words of a phrase, by stem, typing error or other name; the own town's first, another town's never."""
    assert expected == bets(listed, SearchRequest(q=typed, home=home))


def test_a_bet_ends_after_its_last_day(listed: Path) -> None:
    """That day it is there, the next it is gone."""
    asked = SearchRequest(q="wateroverlast")
    assert ((STORM, BRIEF), (STORM,)) == (bets(listed, asked), bets(listed, asked, date(2026, 7, 1)))


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SearchRequest(q="hondenpoep", home="kuurne", page=2), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", sort=SortOrder.DATE), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", types=(DocumentType.NEWS,)), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", since=LAST), ()),
        (SearchRequest(q="hondenpoep", home="kuurne", sites=("kuurne",)), (OWN,)),
        (SearchRequest(q="hondenpoep", home="kuurne", sites=("menen",)), ()),
    ],
)
def test_bets_head_a_whole_list(listed: Path, request_: SearchRequest, expected: tuple[BestBet, ...]) -> None:
    """Not its second page, nor one by date or of chosen kinds or days; of chosen sites only their own."""
    assert expected == bets(listed, request_)


def test_no_more_are_shown_than_can_be_best(tmp_path: Path) -> None:
    """An editor who puts everything first puts nothing first."""
    path = tmp_path / "veel.toml"
    path.write_text(
        "".join(
            f'[[best_bet]]\nwords=["brug"]\nurl="https://a.be/{n}"\ntitle="{n}"\n'
            for n in range(MAX_BEST_BETS_SHOWN + 3)
        )
    )
    assert ["0", "1"] == [bet.title for bet in bets(path, SearchRequest(q="brug"))]


def test_an_edit_shows_by_itself_and_a_mistake_changes_nothing(listed: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The list is looked at once a second; one with a mistake is told in the log and the last good one holds."""
    clock = iter(range(10))
    kept = BestBets(listed, SITES, lambda: LAST, lambda: float(next(clock)))
    request = SearchRequest(q="brug")
    asked = parse_query("brug", None, TownNames(SITES), LEXICON, CORRECT)
    assert () == kept.matching(asked, request)
    listed.write_text('[[best_bet]]\nwords = ["brug"]\nurl = "https://a.be/"\ntitle = "Brug"\n')
    brug = (BestBet("https://a.be/", "Brug", None, None),)
    assert brug == kept.matching(asked, request)
    listed.write_text("[[best_bet]]\n")
    with caplog.at_level(logging.WARNING):
        assert brug == kept.matching(asked, request)
    assert '"words" is missing' in caplog.text
    listed.unlink()
    assert () == kept.matching(asked, request)


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
def test_a_mistake_is_told_with_its_line(text: str, message: str) -> None:
    """One sentence that says where and what to write instead."""
    with pytest.raises(BestBetsError) as refused:
        parse_best_bets(text, SITES)
    assert message in str(refused.value)


def test_all_mistakes_are_told_at_once() -> None:
    """An editor mends a file once."""
    with pytest.raises(BestBetsError) as refused:
        parse_best_bets('[[best_bet]]\nwords = ["a"]\ntitle = ""\n\n[[best_bet]]\nurl = "www.kuurne.be"\n', SITES)
    assert [1, 3, 5, 5, 6] == [mistake.line for mistake in refused.value.mistakes]


def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, or saved in another encoding."""
    with pytest.raises(BestBetsError, match="cannot be read"):
        load_best_bets(tmp_path / "geen.toml", SITES)
    (tmp_path / "latin.toml").write_bytes('title = "één"'.encode("latin-1"))
    with pytest.raises(BestBetsError, match="not UTF-8"):
        load_best_bets(tmp_path / "latin.toml", SITES)
