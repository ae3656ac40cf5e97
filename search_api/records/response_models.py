"""Response models of the HTTP API: frozen records whose field names are the API contract."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DuplicateOnSite:
    """The same text on another site."""

    site: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result.

    `title_html` and `excerpt` are HTML: escaped text in which <mark> highlights the matches. `date` is ISO 8601.
    """

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
    """Number of results per site, type and language, with the filters of the request applied."""

    site: dict[str, int] = field(default_factory=dict)
    type: dict[str, int] = field(default_factory=dict)
    lang: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpeningDayInfo:
    """Opening hours of the requested day, by default today.

    `date` is ISO 8601. `open_now` refers to the present moment and is None when uncertain. `spells` are pairs such as
    ("09:00", "12:00"): empty when closed, None when uncertain. `next_opening` is ISO 8601 with its UTC offset, or None.
    """

    date: str
    open_now: bool | None
    spells: tuple[tuple[str, str], ...] | None
    next_opening: str | None


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer card: one fact about one place, as the pages of its municipality state it.

    Attributes:
        kind: hours, telephone, address or email.
        title: name of the place and kind of fact; plain text in `lang`, like every text of the card.
        lines: the fact, one sentence or value per line.
        href: a tel: or mailto: link, or None.
        url, source: URL and title of the page that states the fact; `site` is the site of that page.
        as_of: the day on which a crawl last confirmed the page (ISO 8601).
        lang: language of the query: nl, fr or en.
        week: (weekday, hours) from Monday, the usual hours; empty unless the card is about hours.
        today: the hours of the requested day as data, for kind "hours".
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
    """A page that an editor shows above the results of certain queries.

    `text` is an optional sentence about it. `site` limits it to visitors of one site; None is the whole region.
    """

    url: str
    title: str
    text: str | None
    site: str | None


@dataclass(frozen=True, slots=True)
class ZeroResultSuggestions:
    """Alternatives for a search without results.

    Attributes:
        queries: page titles similar to the query; each of them has results.
        sites: number of results per site without the filters.
        contact: contact page of the home town; None without a home or such a page.
    """

    queries: tuple[str, ...] = ()
    sites: dict[str, int] = field(default_factory=dict)
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of results.

    `total` counts the results that can be paged through (at most 1,000) and `pages` the pages they fill.
    `degraded` lists, in sentences, what could not be done.
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
    """A search without results, with alternatives."""

    instead: ZeroResultSuggestions = field(default_factory=ZeroResultSuggestions)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion: `text` has `count` results; `url` is the page with that title or heading, or None."""

    text: str
    url: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions for a partly typed query."""

    suggestions: tuple[Suggestion, ...]
