"""What the API answers: frozen records whose fields are the contract's."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DuplicateOnSite:
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
    also_on: tuple[DuplicateOnSite, ...]


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many results each site, type and language has, within what was asked."""

    site: dict[str, int] = field(default_factory=dict)
    type: dict[str, int] = field(default_factory=dict)
    lang: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpeningDayInfo:
    """The hours of the day that was asked for, today when none was.

    `date` is ISO 8601; `open_now` is about this moment, None when not sure; `spells` are ("09:00", "12:00"), none when
    it is closed, None when not sure; `next_opening` is ISO 8601 with its offset, None when not known.
    """

    date: str
    open_now: bool | None
    spells: tuple[tuple[str, str], ...] | None
    next_opening: str | None


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer card: one fact about one place, as its municipality's pages state it.

    Attributes:
        kind: hours, telephone, address or email.
        title: place and kind, plain text in `lang` as everything here.
        lines: the answer, a sentence or a value each.
        href: a tel: or mailto: address to act on it, None when there is none.
        url, source: address and title of the page that says so; `site` is whose it is.
        as_of: the day that page was last confirmed (ISO 8601).
        lang: nl, fr or en, the language of the question.
        week: (weekday, hours) from Monday, the usual hours; empty unless it is about hours.
        today: what `hours` says of a day, as data.
    """

    kind: str
    title: str
    lines: tuple[str, ...]
    href: str | None
    url: str
    source: str
    as_of: str
    site: str
    lang: str
    week: tuple[tuple[str, str], ...] = ()
    today: OpeningDayInfo | None = None


@dataclass(frozen=True, slots=True)
class BestBet:
    """A page that an editor puts first for what was asked.

    `text` is a sentence about it, None when there is none; `site` is whose visitors it is for, None for the region's.
    """

    url: str
    title: str
    text: str | None
    site: str | None


@dataclass(frozen=True, slots=True)
class ZeroResultSuggestions:
    """What a search that finds nothing offers.

    Attributes:
        queries: titles that are like the query; each finds something.
        sites: how many results each site has without the filters.
        contact: the home town's contact page, None without a home or such a page.
    """

    queries: tuple[str, ...] = ()
    sites: dict[str, int] = field(default_factory=dict)
    contact: str | None = None


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
    facets: FacetCounts
    did_you_mean: str | None = None
    best_bets: tuple[BestBet, ...] = ()
    answers: tuple[AnswerCard, ...] = ()
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EmptyResult(SearchResult):
    """A search that found nothing, with what it offers instead."""

    instead: ZeroResultSuggestions = field(default_factory=ZeroResultSuggestions)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: `text` finds `count` results, `url` is the page that has it as a name."""

    text: str
    url: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What could be meant."""

    suggestions: tuple[Suggestion, ...]
