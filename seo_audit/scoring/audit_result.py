"""Result of an audit: the score and findings of each site, and what most sites have in common.

The records are language-neutral. `seo_audit.report` turns them into pages, JSON and CSV.
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
    """The audit of one site.

    Attributes:
        site, name, url: which site.
        score: 0 to 100.
        mean: the score before caps; `cap` the cap that lowers it, else None.
        categories: score and loss of each category.
        lost: points lost to each rule; they sum to 100 − score.
        rules: rules with findings, errors first, then by points lost.
        fixes: the scored ones of these, by gain for effort.
        addresses: size N of the universe; `pages` the indexable pages in it.
        statuses: answers by HTTP status, 0 for none.
        complete: whether the crawl asked every known address.
        crawled_at: when that crawl began, None when unknown.
        problem: what ended it early.
        structure: how deep its pages lie, and how its sections link to each other.
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
        """Every finding of the site."""
        return tuple(finding for rule in self.rules for finding in rule.findings)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A rule that left the profile, and the sites where what it needs is not known."""

    rule: str
    need: RequiredInput
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommonProblem:
    """A rule that fails on most sites.

    Attributes:
        rule, repair: which rule, and where such a defect is usually repaired.
        sites: ids of the sites, in the audit's order.
        count, lost, gain: findings, points lost and points to gain, the sites together.
        hours: what repairing it asks for, once for all if it is the platform's, else the sites together.
        platform: whether most of these sites have it in a setting, a template or a block: their shared platform is
            then where to repair it, once.
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
    """The audit of all sites together.

    Attributes:
        created_at: the moment of the audit (UTC).
        sites: the sites, in the order asked.
        mean, median, minimum: of their scores.
        profile: the rules that were scored on every site.
        profile_hash: changes whenever rules, weights or ladder do: scores compare only within one.
        coverage: share of the catalogue's weight in the profile, 0 to 100.
        unmeasured: rules that left the profile.
        common: problems of most sites.
        shared: findings of the region's own rules; never scored.
        not_crawled: ids of sites that were never crawled and so are not in `sites`.
        figures: by site id, what is known beside the crawl, in figures.
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
