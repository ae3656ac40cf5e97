"""The editors' list of best bets, pages that come first for words that citizens type, read from TOML.

    [[best_bet]]
    words = ["hondenpoep", "hondendrol", "crotte de chien"]
    url = "https://www.kuurne.be/hondenpoep"
    title = "Hondenpoep melden"
    text = "Meld het in één minuut."       # optional: a sentence below the title
    site = "kuurne"                         # optional: for who searches from there; without it, for the whole region
    until = 2027-06-30                      # optional: the last day it is shown

The list is written by people, so a mistake is reported with its line, and all mistakes at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from crawler.records.errors import Mistake
from crawler.registry.sites import Site
from crawler.registry.toml_lines import Lines, not_toml
from indexer.language.analysis import REGION_LANGUAGE, stem, stop_words, words
from search_api.query.query_understanding import FRENCH
from search_api.records.errors import BestBetsError
from search_api.records.response_models import BestBet

StemSet = frozenset[str]


@dataclass(frozen=True, slots=True)
class BestBetRule:
    """One entry of the list: each phrase as the ways in which each of its words may be asked."""

    phrases: tuple[tuple[StemSet, ...], ...]
    shown: BestBet
    until: date | None


def _phrase(text: str) -> str:
    if not words(text):
        raise ValueError("no word")
    return text


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        raise ValueError("no address")
    return url


@checked(kw_only=True, config={"extra": "forbid"})
class _Table:
    """One [[best_bet]] table as the file has it."""

    words: Annotated[tuple[Annotated[str, AfterValidator(_phrase)], ...], Field(min_length=1)]
    url: Annotated[str, AfterValidator(_address)]
    title: Annotated[str, Field(min_length=1, max_length=120)]
    text: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    site: str | None = None
    until: date | None = None


_TABLE = TypeAdapter(_Table)

_EXPLAIN = {
    "words": 'use a list of what people type, such as ["hondenpoep", "hond uitlaten"]',
    "url": 'use the whole address, such as "https://www.kuurne.be/hondenpoep"',
    "title": "use the words of the link, as text of 120 characters at most",
    "text": "use one sentence, as text of 300 characters at most",
    "site": "use the id of a site of the registry, or leave it out for the whole region",
    "until": "use the last day it is shown, without quotes: 2027-06-30",
}


def parse_best_bets(text: str, sites: Iterable[Site], path: str = "best-bets.toml") -> tuple[BestBetRule, ...]:
    """Return the bets of a list, in its order; `path` names it in messages.

    Raises:
        BestBetsError: it is not TOML, or holds mistakes; it names all of them, each with its line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BestBetsError(path, (not_toml(text, error),)) from error
    lines = Lines(text, "best_bet")
    mistakes = [
        Mistake(lines.top(key), f'unknown key "{key}"; a list of best bets holds [[best_bet]] tables only')
        for key in data
        if key != "best_bet"
    ]
    tables = data.get("best_bet", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.append(Mistake(lines.top("best_bet"), "a best bet is a [[best_bet]] table, with two brackets"))
        tables = []
    known = {site.id for site in sites}
    bets = [_bet(number, table, known, lines, mistakes) for number, table in enumerate(tables)]
    if mistakes:
        raise BestBetsError(path, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return tuple(filter(None, bets))


def load_best_bets(path: Path, sites: Iterable[Site]) -> tuple[BestBetRule, ...]:
    """Return the bets of the list at `path`.

    Raises:
        BestBetsError: it cannot be read, or see `parse_best_bets`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BestBetsError(str(path), (Mistake(1, f"cannot be read ({error.strerror})"),)) from error
    except UnicodeDecodeError as error:
        raise BestBetsError(str(path), (Mistake(1, "is not UTF-8 text; save it as UTF-8"),)) from error
    return parse_best_bets(text, sites, str(path))


def _bet(
    number: int, table: dict[str, Any], known: set[str], lines: Lines, mistakes: list[Mistake]
) -> BestBetRule | None:
    try:
        found = _TABLE.validate_python(table)
    except ValidationError as error:
        mistakes += lines.refused(number, error, lambda key, _: _sentence(key, table))
        return None
    if found.site is not None and found.site not in known:
        mistakes.append(Mistake(lines.key(number, "site"), f'no site is called "{found.site}"; {_EXPLAIN["site"]}'))
        return None
    phrases = tuple(_wanted(phrase) for phrase in found.words)
    return BestBetRule(phrases, BestBet(found.url, found.title, found.text, found.site), found.until)


def _sentence(key: str, table: dict[str, Any]) -> str:
    if key not in _EXPLAIN:
        return f'unknown key "{key}"; known are {", ".join(_EXPLAIN)}'
    return f'"{key}" {"cannot be used" if key in table else "is missing"}; {_EXPLAIN[key]}'


def _wanted(phrase: str) -> tuple[StemSet, ...]:
    """Return what a query must have, word by word; function words count only where there is nothing else."""
    listed = words(phrase)
    telling = [word for word in listed if word not in stop_words(REGION_LANGUAGE) | stop_words(FRENCH)]
    return tuple(stems_by_language(word) for word in telling or listed)


def stems_by_language(word: str) -> StemSet:
    """Return the stems of a folded word, each with its language, since a stem of one may be a word of the other."""
    straight = word.replace("’", "'")  # a telephone types the other one
    return frozenset(f"{lang}:{stem(straight, lang)}" for lang in (REGION_LANGUAGE, FRENCH))
