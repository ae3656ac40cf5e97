"""Traffic summary of a site: figures from logs, Search Console and the browser sample, for the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import LogSummary, SearchPerformance
from seo_audit.scoring.findings import RuleFindings

MAX_SEARCH_PAGES = 20
"""Number of pages with most impressions in the summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One of the pages with most impressions in Google.

    Attributes:
        url: URL of the page.
        shown: its clicks, impressions and position.
        rules: ids of the rules with findings on the page, in the order of the site's rules.
    """

    url: str
    shown: SearchPerformance
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSummary:
    """Figures of a site that did not come from its crawl.

    Attributes:
        seen: number of pages in the browser sample.
        logs: log summary; None without logs.
        uncrawled: indexable pages that Googlebot did not crawl in the period of the logs; None when the logs have no
            Googlebot request.
        pages: number of indexable pages.
        shown: the pages with most impressions, in that order.
        clicks, impressions: totals of the site in Search Console.
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
        """Whether there are any figures."""
        return bool(self.seen or self.logs or self.shown)

    @property
    def from_google(self) -> float | None:
        """Share (0 to 1) of the visits that came from Google Search; None without visits."""
        return self.logs.from_google / self.logs.visits if self.logs and self.logs.visits else None

    @property
    def days(self) -> int:
        """Number of days that the logs cover, rounded up; 0 when unknown."""
        if self.logs is None or self.logs.until is None:
            return 0
        return (self.logs.until - self.logs.since + timedelta(days=1)).days


def summarise_traffic(site: SiteFacts, rules: Iterable[RuleFindings]) -> TrafficSummary:
    """Return the traffic summary of a site; `rules` are its rules with findings."""
    data, indexable = site.external_data, site.indexable_pages()
    uncrawled = None
    if data.logs is not None and data.logs.googlebot_requests:
        uncrawled = sum(page.url not in data.logs.visited for page in indexable)
    pages: Mapping[str, SearchPerformance] = data.search_console.pages if data.search_console else {}
    return TrafficSummary(
        seen=sum(url in site.pages for url in data.sample or ()),
        logs=data.logs,
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
