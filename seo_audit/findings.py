"""What an audit hands out: findings, the fixes they ask for, and the scores of sites and region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from seo_audit.graph import LinkSource
from seo_audit.rule import Category, Need, Repair, Scope, Severity
from seo_audit.scoring import CategoryScore
from seo_audit.sources import Source
from seo_audit.verdict import Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect on one address.

    Attributes:
        rule: id of the rule.
        url: the address it is about.
        rung: how bad: missing, invalid or incomplete.
        message: one sentence in Dutch.
        evidence: the snippet that shows it, as it stood there (page-supplied: escape it).
        pages: the addresses concerned, where `url` is the site's or a file's.
        sources: some pages that link to the address, with their anchors, where that helps.
        source_count: how many pages link to it.
    """

    rule: str
    url: str
    rung: Rung
    message: str
    evidence: str = ""
    pages: tuple[str, ...] = ()
    sources: tuple[LinkSource, ...] = ()
    source_count: int = 0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Findings of one rule on addresses with one path pattern (`/producten/*`): most often one template.

    `total` is how many addresses of the site have that pattern; 0 where that says nothing (findings about the site).
    """

    pattern: str
    findings: tuple[Finding, ...]
    total: int = 0

    @property
    def whole(self) -> bool:
        """Whether every address of the pattern has the defect, so that the template has it."""
        return self.total > 1 and len({finding.url for finding in self.findings}) == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFindings:
    """Everything one rule found on one site.

    Attributes:
        rule, scope, severity, category, source: as declared.
        title, what, why, fix: its words in Dutch.
        clusters: the findings, the largest cluster first.
        count: how many findings.
        applicable: how many addresses the rule judged.
        degree: D of the scoring formula, 0 to 1.
        scored: whether the rule is in the profile.
        lost: points that the site's score loses to it.
        gain: points that the score rises by when it is repaired everywhere.
        repair: where it is repaired.
        places: in how many settings, templates or texts.
        effort: hours, roughly, to sort by.
    """

    rule: str
    scope: Scope
    severity: Severity
    category: Category
    source: Source
    title: str
    what: str
    why: str
    fix: str
    clusters: tuple[Cluster, ...]
    count: int
    applicable: int
    degree: float
    scored: bool
    lost: float
    gain: float
    repair: Repair
    places: int
    effort: float

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, cluster by cluster."""
        return tuple(finding for cluster in self.clusters for finding in cluster.findings)


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

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding of the site."""
        return tuple(finding for rule in self.rules for finding in rule.findings)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A rule that left the profile, and the sites where what it needs is not known."""

    rule: str
    title: str
    need: Need
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommonProblem:
    """A rule that fails on so many sites that the shared platform is where to repair it."""

    rule: str
    title: str
    fix: str
    sites: tuple[str, ...]
    count: int
    lost: float


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
