"""External data of a site: what its crawl cannot show (server logs, Search Console, field data, a browser sample).

A part that is missing is None. Rules that need it are then not measured, and leave the profile of every site. The
records are passed to `audit_sites`; they can be read from JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from crawler.records.http_status import SUCCESSFUL_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldData:
    """Core Web Vitals of real visits: the 75th percentile of 28 days, as in the Chrome UX Report.

    `lcp` and `inp` are in milliseconds, `cls` has no unit. None means that there were too few visits.
    """

    lcp: float | None = None
    inp: float | None = None
    cls: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WastedUrl:
    """A URL that gave Googlebot no page: its HTTP status and the number of requests."""

    url: str
    status: int
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSummary:
    """Summary of web-server logs. It contains no personal data: no IP addresses and no single visits.

    Attributes:
        since, until: the first and last time in the logs (UTC); `until` is None when unknown.
        hits: number of verified Googlebot requests by HTTP status.
        visited: time of the last verified Googlebot request by URL, for URLs that the crawl knows.
        wasted: URLs where verified Googlebot requests did not find a page, the most frequent first.
        visits: page views by people who came from another site; a heuristic separates people from programs.
        from_google: those of them that came from Google Search.
        pretended: requests with Googlebot's user agent that did not come from Google.
        lines, unread: number of lines, and of those the lines that are not in the combined format.
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
        """Number of verified Googlebot requests."""
        return sum(self.hits.values())

    @property
    def wasted_share(self) -> float:
        """Share (0 to 1) of the verified Googlebot requests that did not find a page."""
        successful = sum(self.hits.get(status, 0) for status in SUCCESSFUL_STATUSES)
        return 1 - successful / self.googlebot_requests if self.googlebot_requests else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPerformance:
    """Performance of a page in Google Search: clicks, impressions and average position (1 is first)."""

    clicks: int
    impressions: int
    position: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConsoleData:
    """Pages that Google showed in its results, by URL, from the performance report of Search Console."""

    pages: dict[str, SearchPerformance]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledImage:
    """One image of a sampled page: its size in pixels, and the largest size in CSS pixels at which it is shown."""

    url: str
    width: int
    height: int
    shown_width: int
    shown_height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserSample:
    """One page as a browser rendered it, on a phone and on a desktop screen.

    Attributes:
        served: words of the main text in the HTML of the server, before scripts ran.
        phone, desk: words of the main text after scripts ran, on a phone and on a desktop screen.
        scripted: which of title, canonical and robots scripts changed.
        differing: which of robots, canonical and structured data differ between phone and desktop.
        violations: failed axe-core rules with serious or critical impact.
        images: images for which the page offers one file for every screen.
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
    """All external data of one site; None for each part that is missing.

    `external_statuses` maps URLs on other sites to their HTTP status, checked twice, a day apart (0: no such host).
    """

    logs: LogSummary | None = None
    field_data: FieldData | None = None
    sample: dict[str, BrowserSample] | None = None
    search_console: SearchConsoleData | None = None
    external_statuses: dict[str, int] | None = None


NO_EXTERNAL_DATA = ExternalData()
"""No external data: the default."""
