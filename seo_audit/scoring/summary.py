"""Build the audit of a site from its verdicts: findings by root cause, fixes in order, and problems of most sites."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from crawler.store.page_store import PageStore
from seo_audit.facts.link_graph import LinkSource
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.facts.site_structure import site_structure
from seo_audit.records.url_patterns import parent_folders
from seo_audit.records.verdict import Verdict
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.rule import AuditRule, RegionRule, Severity
from seo_audit.scoring.audit_result import CommonProblem, SiteAudit
from seo_audit.scoring.findings import Finding, RuleFindings
from seo_audit.scoring.root_causes import cluster_findings, estimate_work
from seo_audit.scoring.runner import MeasuredSite
from seo_audit.scoring.score import compute_gain, compute_score

COMMON_SHARE = 2 / 3
"""Share of sites from which a problem is common: 8 of 12 (catalogue, region-common)."""

SEVERITY_ORDER = tuple(Severity)
"""Severities, the worst first."""


def build_site_audit(store: PageStore, measured: MeasuredSite, profile: Sequence[AuditRule]) -> SiteAudit:
    """Return the audit of one site, scored on `profile`."""
    facts, deductions = measured.facts, measured.deductions
    card = compute_score(deductions, profile)
    scored = {rule.id for rule in profile}
    rules = []
    folders = Counter(folder for url in facts.scored_urls for folder in parent_folders(url))
    for rule in AUDIT_RULES:
        findings = _findings(rule, measured)
        if not findings:
            continue
        in_profile = rule.id in scored
        judged = measured.judged_counts.get(rule.id)
        rules.append(
            _rule_findings(
                rule,
                findings,
                judged=judged,
                folders=folders,
                applicable=judged.total() if judged is not None else 1,
                degree=deductions.degree(rule.id),
                scored=in_profile,
                lost=card.lost.get(rule.id, 0.0),
                gain=compute_gain(deductions, profile, rule.id, card.score) if in_profile else 0.0,
            )
        )
    rules.sort(key=lambda item: (SEVERITY_ORDER.index(item.severity), -item.lost, item.rule))
    fixes = sorted((item for item in rules if item.scored), key=_fix_priority, reverse=True)
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
        addresses=len(facts.scored_urls),
        pages=len(facts.indexable_pages()),
        statuses=facts.statuses,
        complete=facts.complete,
        crawled_at=crawl.started_at if crawl else None,
        problem=crawl.problem if crawl else None,
        structure=site_structure(facts),
    )


def region_findings(rules: Iterable[RegionRule], sites: Sequence[SiteFacts]) -> tuple[RuleFindings, ...]:
    """Return the findings of rules about the whole region, which are never scored."""
    found = []
    applicable = sum(len(site.indexable_pages()) for site in sites)
    for rule in rules:
        findings = [_finding(rule, url, verdict) for url, verdict in rule.check(sites)]
        if findings:
            found.append(
                _rule_findings(rule, findings, applicable=applicable, degree=0.0, scored=False, lost=0.0, gain=0.0)
            )
    return tuple(found)


def common_problems(audits: Sequence[SiteAudit]) -> tuple[CommonProblem, ...]:
    """Return the rules that fail on two thirds of the sites or more, by gain per hour of work."""
    least = max(2, math.ceil(COMMON_SHARE * len(audits)))
    failing: dict[str, list[tuple[str, RuleFindings]]] = defaultdict(list)
    for audit in audits:
        for rule in audit.rules:
            failing[rule.rule].append((audit.site, rule))
    problems = [_common(found) for found in failing.values() if len(found) >= least]
    return tuple(sorted(problems, key=lambda item: (not item.platform, -item.gain / item.hours, -item.lost, item.rule)))


def _common(found: Sequence[tuple[str, RuleFindings]]) -> CommonProblem:
    rules = [rule for _, rule in found]
    platform = 2 * sum(rule.once for rule in rules) > len(rules)
    hours = [rule.work.hours for rule in rules]
    return CommonProblem(
        rule=rules[0].rule,
        repair=rules[0].repair,
        sites=tuple(site for site, _ in found),
        count=sum(rule.count for rule in rules),
        lost=math.fsum(rule.lost for rule in rules),
        gain=math.fsum(rule.gain for rule in rules),
        hours=max(hours) if platform else math.fsum(hours),
        platform=platform,
    )


def _findings(rule: AuditRule, measured: MeasuredSite) -> list[Finding]:
    """Return the findings of a rule, those on pages with the highest PageRank first."""
    if rule.id in measured.site_verdicts:
        return [_finding(rule, url, verdict) for url, verdict in measured.site_verdicts[rule.id].findings]
    ranks = measured.facts.graph.page_ranks
    verdicts = sorted(measured.failing.get(rule.id, {}).items(), key=lambda item: (-ranks.get(item[0], 0.0), item[0]))
    graph = measured.facts.graph
    list_sources = graph.sources if rule.linked_from else graph.first_sources
    return [_finding(rule, url, verdict, *list_sources(url)) for url, verdict in verdicts]


def _finding(
    rule: AuditRule, url: str, verdict: Verdict, sources: tuple[LinkSource, ...] = (), count: int = 0
) -> Finding:
    return Finding(
        rule=rule.id,
        url=url,
        grade=verdict.grade,
        message=verdict.message,
        values=verdict.values,
        evidence=verdict.evidence,
        pages=verdict.pages,
        sources=sources,
        source_count=count,
    )


def _rule_findings(
    rule: AuditRule,
    findings: Sequence[Finding],
    *,
    judged: Mapping[str, int] | None = None,
    folders: Mapping[str, int] | None = None,
    applicable: int,
    degree: float,
    scored: bool,
    lost: float,
    gain: float,
) -> RuleFindings:
    clusters = cluster_findings(rule, findings, judged, folders)
    return RuleFindings(
        rule=rule.id,
        scope=rule.scope,
        severity=rule.severity,
        category=rule.category,
        source=rule.source,
        clusters=clusters,
        count=len(findings),
        applicable=applicable,
        degree=degree,
        scored=scored,
        lost=lost,
        gain=gain,
        repair=rule.repair,
        work=estimate_work(rule, clusters),
    )


def _fix_priority(item: RuleFindings) -> tuple[float, float]:
    return (item.gain / item.work.hours, item.lost)
