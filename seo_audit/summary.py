"""From verdicts and degrees to what people read: findings in words, fixes in order, common problems."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from crawler.store import PageStore
from seo_audit.facts import SiteFacts
from seo_audit.findings import Cluster, CommonProblem, Finding, RuleFindings, SiteAudit
from seo_audit.measure import Measured
from seo_audit.patterns import clustered, sizes_of
from seo_audit.rule import RegionRule, Repair, Rule, Scope, Severity
from seo_audit.rules.catalogue import RULES
from seo_audit.scoring import gain_of, score
from seo_audit.verdict import Verdict
from seo_audit.weights import EFFORT
from seo_audit.wording import words_of

COMMON_SHARE = 2 / 3
"""Share of the sites from which a problem is the platform's: 8 of 12 (catalogue, region-common)."""

SEVERITIES = tuple(Severity)
"""Worst first."""


def site_audit(store: PageStore, measured: Measured, profile: Sequence[Rule]) -> SiteAudit:
    """Return the audit of one site, scored on `profile`."""
    facts, ledger = measured.facts, measured.ledger
    card = score(ledger, profile)
    scored = {rule.id for rule in profile}
    rules = []
    sizes = sizes_of(facts.universe)
    for rule in RULES:
        findings = _findings(rule, measured)
        if not findings:
            continue
        in_profile = rule.id in scored
        rules.append(
            _rule_findings(
                rule,
                clustered(findings, sizes if rule.scope is Scope.PAGE else None),
                applicable=measured.judged.get(rule.id, 1),
                degree=ledger.degree(rule.id),
                scored=in_profile,
                lost=card.lost.get(rule.id, 0.0),
                gain=gain_of(ledger, profile, rule.id, card.score) if in_profile else 0.0,
            )
        )
    rules.sort(key=lambda item: (SEVERITIES.index(item.severity), -item.lost, item.rule))
    fixes = sorted((item for item in rules if item.scored), key=_worth, reverse=True)
    crawl = store.last_crawl(facts.site.id)
    return SiteAudit(
        site=facts.site.id,
        name=facts.site.name,
        url=facts.site.url,
        score=card.score,
        mean=card.mean,
        cap=card.cap,
        categories=card.categories,
        lost=card.lost,
        rules=tuple(rules),
        fixes=tuple(fixes),
        addresses=len(facts.universe),
        pages=len(facts.indexable()),
        statuses=facts.statuses,
        complete=facts.complete,
        crawled_at=crawl.started_at if crawl else None,
        problem=crawl.problem if crawl else None,
    )


def region_findings(rules: Iterable[RegionRule], sites: Sequence[SiteFacts]) -> tuple[RuleFindings, ...]:
    """Return what the region's own rules find; it is never scored."""
    found = []
    applicable = sum(len(site.indexable()) for site in sites)
    for rule in rules:
        findings = [_finding(rule, url, verdict) for url, verdict in rule.check(sites)]
        if findings:
            clusters = clustered(findings)
            found.append(
                _rule_findings(rule, clusters, applicable=applicable, degree=0.0, scored=False, lost=0.0, gain=0.0)
            )
    return tuple(found)


def common_problems(audits: Sequence[SiteAudit]) -> tuple[CommonProblem, ...]:
    """Return the rules that fail on two thirds of the sites or more, the costliest first."""
    least = max(2, math.ceil(COMMON_SHARE * len(audits)))
    failing: dict[str, list[tuple[str, RuleFindings]]] = defaultdict(list)
    for audit in audits:
        for rule in audit.rules:
            failing[rule.rule].append((audit.site, rule))
    problems = [
        CommonProblem(
            rule=rule,
            title=found[0][1].title,
            fix=found[0][1].fix,
            sites=tuple(site for site, _ in found),
            count=sum(item.count for _, item in found),
            lost=math.fsum(item.lost for _, item in found),
        )
        for rule, found in failing.items()
        if len(found) >= least
    ]
    return tuple(sorted(problems, key=lambda problem: (-problem.lost, problem.rule)))


def _findings(rule: Rule, measured: Measured) -> list[Finding]:
    """Return a rule's findings, those on the pages that matter most first."""
    if rule.id in measured.sites:
        return [_finding(rule, url, verdict) for url, verdict in measured.sites[rule.id].findings]
    ranks = measured.facts.graph.ranks
    cells = sorted(measured.cells.get(rule.id, {}).items(), key=lambda cell: (-ranks.get(cell[0], 0.0), cell[0]))
    return [_finding(rule, url, verdict, measured.facts if rule.linked_from else None) for url, verdict in cells]


def _finding(rule: Rule, url: str, verdict: Verdict, facts: SiteFacts | None = None) -> Finding:
    sources, count = facts.graph.sources(url) if facts else ((), 0)
    return Finding(
        rule=rule.id,
        url=url,
        rung=verdict.rung,
        message=words_of()[rule.id].sentence(verdict),
        evidence=verdict.evidence,
        pages=verdict.pages,
        sources=sources,
        source_count=count,
    )


def _rule_findings(
    rule: Rule,
    clusters: tuple[Cluster, ...],
    *,
    applicable: int,
    degree: float,
    scored: bool,
    lost: float,
    gain: float,
) -> RuleFindings:
    words = words_of()[rule.id]
    count = sum(len(cluster.findings) for cluster in clusters)
    places = {Repair.SETTING: 1, Repair.TEMPLATE: len(clusters), Repair.CONTENT: _places(clusters)}[rule.repair]
    return RuleFindings(
        rule=rule.id,
        scope=rule.scope,
        severity=rule.severity,
        category=rule.category,
        source=rule.source,
        title=words.title,
        what=words.what,
        why=words.why,
        fix=words.fix,
        clusters=clusters,
        count=count,
        applicable=applicable,
        degree=degree,
        scored=scored,
        lost=lost,
        gain=gain,
        repair=rule.repair,
        places=places,
        effort=EFFORT[rule.repair] * places,
    )


def _places(clusters: Iterable[Cluster]) -> int:
    """Count the places to edit: one snippet that many pages show (a menu, a block) stands in one place."""
    findings = [finding for cluster in clusters for finding in cluster.findings]
    snippets = {finding.evidence for finding in findings if finding.evidence}
    bare = (max(1, len(finding.pages)) for finding in findings if not finding.evidence)
    return len(snippets) + sum(bare)


def _worth(item: RuleFindings) -> tuple[float, float]:
    return (item.gain / item.effort, item.lost)
