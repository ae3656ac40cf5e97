"""Result of an audit: scores and findings of each site, and the problems that most sites have in common.

The records are language-neutral: `seo_audit.report` turns them into pages, JSON and CSV. Their field names are the keys
of `audit.json` and `region.json`, and do not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from seo_audit.facts.site_structure import SiteStructure
from seo_audit.rules.rule import Repair, RequiredInput
from seo_audit.scoring.findings import Finding, RuleFindings
from seo_audit.scoring.score import CategoryScore
from seo_audit.scoring.traffic_summary import TrafficSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAudit:
    """Audit of one site.

    Attributes:
        site, name, url: id, name and URL of the site.
        score: 0 to 100.
        mean: the score before caps.
        cap: the cap that lowers the score, else None.
        categories: score and points lost of each category.
        lost: points lost to each rule; they sum to 100 − score.
        rules: rules with findings, errors first, then by points lost.
        fixes: the scored rules among these, by gain per hour of work.
        addresses: number N of scored URLs.
        pages: number of indexable pages among them.
        statuses: number of responses by HTTP status, 0 for no response.
        complete: whether the crawl fetched every known URL.
        crawled_at: start of that crawl, None when unknown.
        problem: why the crawl ended early.
        structure: click depth of the pages, and links between sections.
    """

    site: str
    name: str
    url: str
    score: float
    mean: float
    cap: float | None
    categories: tuple[CategoryScore, ...]
    lost: dict[str, float]
    rules: tuple[RuleFindings, ...]
    fixes: tuple[RuleFindings, ...]
    addresses: int
    pages: int
    statuses: dict[int, int]
    complete: bool
    crawled_at: datetime | None
    problem: str | None
    structure: SiteStructure

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the site."""
        return tuple(finding for rule in self.rules for finding in rule.findings)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A rule that is not in the profile, and the sites that lack its input."""

    rule: str
    need: RequiredInput
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommonProblem:
    """A rule that fails on most sites.

    Attributes:
        rule, repair: id of the rule, and where such a defect is usually repaired.
        sites: ids of the sites, in the order of the audit.
        count, lost, gain: findings, points lost and points to gain of these sites together.
        hours: hours of work; once for a problem of the platform, else the sum of the sites.
        platform: whether most of these sites have the defect in a setting, a template or a block. It can then be
            repaired once, in their shared platform.
    """

    rule: str
    repair: Repair
    sites: tuple[str, ...]
    count: int
    lost: float
    gain: float
    hours: float
    platform: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionAudit:
    """Audit of all sites together.

    Attributes:
        created_at: time of the audit (UTC).
        sites: the sites, in the requested order.
        mean, median, minimum: of their scores.
        profile: ids of the rules that were scored on every site.
        profile_hash: changes whenever rules, weights or penalties change. Only scores with the same hash are
        comparable.
        coverage: share of the catalogue's weight in the profile, 0 to 100.
        unmeasured: rules that are not in the profile.
        common: problems of most sites.
        shared: findings of rules about the whole region; never scored.
        not_crawled: ids of sites that were never crawled, which are not in `sites`.
        figures: traffic summary by site id.
    """

    created_at: datetime
    sites: tuple[SiteAudit, ...]
    mean: float
    median: float
    minimum: float
    profile: tuple[str, ...]
    profile_hash: str
    coverage: float
    unmeasured: tuple[Unmeasured, ...]
    common: tuple[CommonProblem, ...]
    shared: tuple[RuleFindings, ...]
    not_crawled: tuple[str, ...]
    figures: dict[str, TrafficSummary] = field(default_factory=dict)
