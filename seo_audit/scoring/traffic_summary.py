"""What logs, Search Console and a browser say of a site in figures, beside what the rules find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import LogSummary, SearchPerformance
from seo_audit.scoring.findings import RuleFindings

MAX_SEARCH_PAGES = 20
"""Pages that Google shows most which are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One of the pages that Google shows most.

    Attributes:
        url: its address.
        shown: how often Google showed it, how often people clicked, where it stood.
        rules: ids of the rules that find something on it, in the order of the site's rules.
    """

    url: str
    shown: SearchPerformance
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSummary:
    """What is known of a site beside its crawl, in figures.

    Attributes:
        seen: pages that a browser showed, on a phone and at a desk.
        logs: what the logs say; None without any.
        uncrawled: pages that Google may show and Googlebot did not visit while the logs last; None where no visit of it
            is known.
        pages: pages that Google may show.
        shown: the pages that Google shows most, those with most impressions first.
        clicks, impressions: of all pages of the site in Search Console.
    """

    seen: int = 0
    logs: LogSummary | None = None
    uncrawled: int | None = None
    pages: int = 0
    shown: tuple[SearchPage, ...] = ()
    clicks: int = 0
    impressions: int = 0

    @property
    def has_data(self) -> bool:
        """Whether there is any figure to show."""
        return bool(self.seen or self.logs or self.shown)

    @property
    def from_google(self) -> float | None:
        """Share (0 to 1) of the visits that came from Google's search, None without visits."""
        return self.logs.from_google / self.logs.visits if self.logs and self.logs.visits else None

    @property
    def days(self) -> int:
        """Days that the logs span, counted up; 0 when that is unknown."""
        if self.logs is None or self.logs.until is None:
            return 0
        return (self.logs.until - self.logs.since + timedelta(days=1)).days


def summarise_traffic(site: SiteFacts, rules: Iterable[RuleFindings]) -> TrafficSummary:
    """Return the figures of a site, of which `rules` are those with findings."""
    beside, indexable = site.external_data, site.indexable_pages()
    uncrawled = None
    if beside.logs is not None and beside.logs.googlebot_requests:
        uncrawled = sum(page.url not in beside.logs.visited for page in indexable)
    pages: Mapping[str, SearchPerformance] = beside.search_console.pages if beside.search_console else {}
    return TrafficSummary(
        seen=sum(url in site.pages for url in beside.sample or ()),
        logs=beside.logs,
        uncrawled=uncrawled,
        pages=len(indexable),
        shown=_most_shown(pages, rules),
        clicks=sum(shown.clicks for shown in pages.values()),
        impressions=sum(shown.impressions for shown in pages.values()),
    )


def _most_shown(pages: Mapping[str, SearchPerformance], rules: Iterable[RuleFindings]) -> tuple[SearchPage, ...]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    if pages:
        for rule in rules:
            for finding in rule.findings:
                for url in (finding.url, *finding.pages):
                    found[url][rule.rule] = None
    ordered = sorted(pages.items(), key=lambda item: (-item[1].impressions, -item[1].clicks, item[0]))
    return tuple(
        SearchPage(url=url, shown=shown, rules=tuple(found.get(url, ()))) for url, shown in ordered[:MAX_SEARCH_PAGES]
    )
