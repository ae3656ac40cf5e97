"""What the API answers: frozen records whose fields are the contract's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CopyElsewhere:
    """The same text on another site."""

    site: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result; `title_html` and `excerpt` are HTML with <mark> and otherwise escaped text, `date` is ISO 8601."""

    id: str
    url: str
    title: str
    title_html: str
    excerpt: str
    site: str
    site_name: str
    type: str
    date: str | None
    lang: str
    also_on: tuple[CopyElsewhere, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many results each site, type and language has, within what was asked."""

    site: dict[str, int] = field(default_factory=dict)
    type: dict[str, int] = field(default_factory=dict)
    lang: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of results.

    `total` counts results that can be paged through (1,000 at most), `pages` the pages they make;
    `degraded` says in sentences what could not be done.
    """

    query: str
    total: int
    page: int
    pages: int
    took_ms: int
    hits: tuple[Hit, ...]
    facets: Facets
    did_you_mean: str | None = None
    best_bets: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: `text` is a title that exists, `url` where it leads, `count` how many pages carry it."""

    text: str
    url: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What could be meant."""

    suggestions: tuple[Suggestion, ...]
