"""What the audit may know of a site beside its crawl: logs, Search Console, field data, a browser sample, other sites.

None of it can be had from crawling. Where a part is absent (None), the rules that need it are not measured, and
leave the profile of every site alike. Whoever has the data hands it to `audit`; JSON of these records will do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.records.http_status import SUCCESSFUL_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldData:
    """What real visitors experienced: the 75th percentile of 28 days, as the Chrome UX Report has it.

    `lcp` and `inp` are in milliseconds, `cls` has no unit; None where there were too few visits.
    """

    lcp: float | None = None
    inp: float | None = None
    cls: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WastedUrl:
    """An address that gave Googlebot something else than a page: what it answered, and how often it was asked."""

    url: str
    status: int
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSummary:
    """What web-server logs say. Nothing in it is about one visitor: no addresses of clients, no single visits.

    Attributes:
        since, until: the first and last moment in them (UTC); `until` None when unknown.
        hits: answers to verified visits by Googlebot, by HTTP status.
        visited: the last verified visit by Googlebot, by address that the crawl knows.
        wasted: addresses on which verified visits were lost, those with most first.
        visits: pages asked by people who came from elsewhere than the site itself; a heuristic tells people apart.
        from_google: those of them that came from Google's search.
        pretended: requests that call themselves Googlebot and are not Google's.
        lines, unread: lines in all, and those that are none of the combined format.
    """

    since: datetime
    hits: dict[int, int]
    visited: dict[str, datetime] = field(default_factory=dict)
    until: datetime | None = None
    wasted: tuple[WastedUrl, ...] = ()
    visits: int = 0
    from_google: int = 0
    pretended: int = 0
    lines: int = 0
    unread: int = 0

    @property
    def googlebot_requests(self) -> int:
        """Verified visits by Googlebot."""
        return sum(self.hits.values())

    @property
    def wasted_share(self) -> float:
        """Share (0 to 1) of the verified visits that found something else than a page."""
        sound = sum(self.hits.get(status, 0) for status in SUCCESSFUL_STATUSES)
        return 1 - sound / self.googlebot_requests if self.googlebot_requests else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPerformance:
    """How often Google showed a page, how often people clicked on it there, and where it stood (1 is first)."""

    clicks: int
    impressions: int
    position: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConsoleData:
    """The pages that Google showed in its results, by address, as Search Console's performance report has them."""

    pages: dict[str, SearchPerformance]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledImage:
    """One image of a sampled page: its own pixels, and the most CSS pixels that it takes on a screen."""

    url: str
    width: int
    height: int
    shown_width: int
    shown_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSample:
    """One page as a browser showed it, on a phone's screen and on a desk's.

    Attributes:
        served: words of the main text before scripts ran.
        phone, desk: words of the main text afterwards.
        scripted: what scripts changed of title, canonical and robots.
        differing: what differs between phone and desk of robots, canonical and structured data.
        violations: axe-core rules of impact serious or critical that failed.
        images: images of which the page offers one file for every screen.
    """

    served: int
    phone: int
    desk: int
    scripted: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()
    images: tuple[SampledImage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalData:
    """Everything known of one site beside its crawl; None for what is not.

    `external` holds the HTTP status of addresses on other sites, asked twice a day apart (0: no such host).
    """

    logs: LogSummary | None = None
    field_data: FieldData | None = None
    sample: dict[str, BrowserSample] | None = None
    search_console: SearchConsoleData | None = None
    external_statuses: dict[str, int] | None = None


NO_EXTERNAL_DATA = ExternalData()
"""What is known beside the crawl by default."""
