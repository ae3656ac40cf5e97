"""Parser of `best-bets.toml`, in which editors list the pages to show above the results of certain queries.

    [[best_bet]]
    words = ["hondenpoep", "hondendrol", "crotte de chien"]
    url = "https://www.kuurne.be/hondenpoep"
    title = "Hondenpoep melden"
    text = "Meld het in één minuut."       # optional: a sentence below the title
    site = "kuurne"                         # optional: only for searches from this site; default the whole region
    until = 2027-06-30                      # optional: the last day on which it is shown

All mistakes in the file are reported at once, each with its line.
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
from crawler.registry.site import Site
from crawler.registry.toml_lines import TomlLines, toml_syntax_mistake
from indexer.language.analysis import REGION_LANGUAGE, stem, stop_words, words
from search_api.query.query_understanding import FRENCH
from search_api.records.errors import BestBetsError
from search_api.records.response_models import BestBet

StemSet = frozenset[str]


@dataclass(frozen=True, slots=True)
class BestBetRule:
    """One best bet with its phrases; each word of a phrase is the set of stems that match it."""

    phrases: tuple[tuple[StemSet, ...], ...]
    shown: BestBet
    until: date | None


def _phrase(text: str) -> str:
    if not words(text):
        raise ValueError("no word")
    return text


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", url):
        raise ValueError("not a URL")
    return url


@checked(kw_only=True, config={"extra": "forbid"})
class _Table:
    """One [[best_bet]] table of the file."""

    words: Annotated[tuple[Annotated[str, AfterValidator(_phrase)], ...], Field(min_length=1)]
    url: Annotated[str, AfterValidator(_address)]
    title: Annotated[str, Field(min_length=1, max_length=120)]
    text: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    site: str | None = None
    until: date | None = None


_TABLE = TypeAdapter(_Table)

_EXPLAIN = {
    "words": 'use a list of queries, such as ["hondenpoep", "hond uitlaten"]',
    "url": 'use the full URL, such as "https://www.kuurne.be/hondenpoep"',
    "title": "use the text of the link, at most 120 characters",
    "text": "use one sentence, at most 300 characters",
    "site": "use the id of a site in the registry, or omit it for the whole region",
    "until": "use the last day on which it is shown, without quotes: 2027-06-30",
}


def parse_best_bets(text: str, sites: Iterable[Site], path: str = "best-bets.toml") -> tuple[BestBetRule, ...]:
    """Return the best bets in `text`, in file order; `path` is the file name for error messages.

    Raises:
        BestBetsError: the text is not TOML or has mistakes; lists all of them, each with its line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BestBetsError(path, (toml_syntax_mistake(text, error),)) from error
    lines = TomlLines(text, "best_bet")
    mistakes = [
        Mistake(lines.line_of(key), f'unknown key "{key}"; the file may contain [[best_bet]] tables only')
        for key in data
        if key != "best_bet"
    ]
    tables = data.get("best_bet", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        mistakes.append(
            Mistake(lines.line_of("best_bet"), "write each best bet as a [[best_bet]] table, with double brackets")
        )
        tables = []
    known = {site.id for site in sites}
    bets = [_bet(number, table, known, lines, mistakes) for number, table in enumerate(tables)]
    if mistakes:
        raise BestBetsError(path, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return tuple(filter(None, bets))


def load_best_bets(path: Path, sites: Iterable[Site]) -> tuple[BestBetRule, ...]:
    """Return the best bets of the file at `path`.

    Raises:
        BestBetsError: the file cannot be read, or is invalid (see `parse_best_bets`).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BestBetsError(str(path), (Mistake(1, f"cannot be read ({error.strerror})"),)) from error
    except UnicodeDecodeError as error:
        raise BestBetsError(str(path), (Mistake(1, "is not UTF-8 text; save it as UTF-8"),)) from error
    return parse_best_bets(text, sites, str(path))


def _bet(
    number: int, table: dict[str, Any], known: set[str], lines: TomlLines, mistakes: list[Mistake]
) -> BestBetRule | None:
    try:
        found = _TABLE.validate_python(table)
    except ValidationError as error:
        mistakes += lines.validation_mistakes(number, error, lambda key, _: _sentence(key, table))
        return None
    if found.site is not None and found.site not in known:
        mistakes.append(Mistake(lines.key_line(number, "site"), f'unknown site "{found.site}"; {_EXPLAIN["site"]}'))
        return None
    phrases = tuple(_wanted(phrase) for phrase in found.words)
    return BestBetRule(phrases, BestBet(found.url, found.title, found.text, found.site), found.until)


def _sentence(key: str, table: dict[str, Any]) -> str:
    if key not in _EXPLAIN:
        return f'unknown key "{key}"; use one of {", ".join(_EXPLAIN)}'
    return f'"{key}" {"is invalid" if key in table else "is missing"}; {_EXPLAIN[key]}'


def _wanted(phrase: str) -> tuple[StemSet, ...]:
    """Return the stems that a query must contain, word by word; stop words count only in phrases of stop words."""
    listed = words(phrase)
    telling = [word for word in listed if word not in stop_words(REGION_LANGUAGE) | stop_words(FRENCH)]
    return tuple(stems_by_language(word) for word in telling or listed)


def stems_by_language(word: str) -> StemSet:
    """Return the Dutch and French stem of a normalised word, prefixed with the language to keep them apart."""
    straight = word.replace("’", "'")  # phone keyboards type a curly apostrophe
    return frozenset(f"{lang}:{stem(straight, lang)}" for lang in (REGION_LANGUAGE, FRENCH))
