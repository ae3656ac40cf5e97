"""What the audit may know of a site beside its crawl: server logs, field data, a browser sample, other sites' answers.

None of it can be had from crawling. Where a part is absent (None), the rules that need it are not measured, and
leave the profile of every site alike. Whoever has the data hands it to `audit`; JSON of these records will do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldData:
    """What real visitors experienced: the 75th percentile of 28 days, as the Chrome UX Report has it.

    `lcp` and `inp` are in milliseconds, `cls` has no unit; None where there were too few visits.
    """

    lcp: float | None = None
    inp: float | None = None
    cls: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Logs:
    """What web-server logs say of verified visits by Googlebot.

    `since` is when they begin (UTC); `hits` counts answers by HTTP status; `visited` has the last visit by address.
    """

    since: datetime
    hits: dict[int, int]
    visited: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page as a browser showed it, on a phone's screen and on a desk's.

    Attributes:
        served: words of the main text before scripts ran.
        phone, desk: words of the main text afterwards.
        scripted: what scripts changed of title, canonical and robots.
        differing: what differs between phone and desk of robots, canonical and structured data.
        violations: axe-core rules of impact serious or critical that failed.
    """

    served: int
    phone: int
    desk: int
    scripted: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Everything known of one site beside its crawl; None for what is not.

    `external` holds the HTTP status of addresses on other sites, asked twice a day apart (0: no such host).
    """

    logs: Logs | None = None
    field_data: FieldData | None = None
    sample: dict[str, Sample] | None = None
    external: dict[str, int] | None = None


NOTHING = Beside()
"""What is known beside the crawl by default."""
