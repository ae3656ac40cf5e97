"""Deductions: compute the degree D of each rule from the verdicts, and the rule that causes each part of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seo_audit.facts.scored_urls import HTML_STATES, UrlState
from seo_audit.records.verdict import Grade, SiteVerdict, Verdict
from seo_audit.rules.rule import AppliesTo, AuditRule
from seo_audit.rules.weights import GRADE_PENALTIES

FailingVerdicts = Mapping[str, Mapping[str, Verdict]]
"""Failing verdicts by rule id and URL."""


@dataclass(frozen=True, slots=True)
class Deductions:
    """Degree of every rule on one site, by cause.

    `degrees[rule][cause]` is the part of D(rule), 0 to 1, that the rule `cause` is responsible for; usually the rule
    itself.
    """

    degrees: dict[str, dict[str, float]] = field(default_factory=dict)

    def degree(self, rule: str) -> float:
        """Return D(rule), 0 to 1."""
        return min(1.0, math.fsum(self.degrees.get(rule, {}).values()))

    def without(self, cause: str) -> Deductions:
        """Return the deductions that remain once `cause` is repaired everywhere."""
        return Deductions(
            {rule: {key: value for key, value in parts.items() if key != cause} for rule, parts in self.degrees.items()}
        )


def rule_applies(rule: AuditRule, state: UrlState | None) -> bool:
    """Return whether a page-scope rule judges a URL in that state. This is the only place that decides it."""
    if rule.applies_to is AppliesTo.ANY:
        return state is not None
    if rule.applies_to is AppliesTo.HTML:
        return state in HTML_STATES
    return state is UrlState.INDEXABLE


def page_deductions(
    rules: Sequence[AuditRule], failing: FailingVerdicts, urls: Mapping[str, UrlState], lost_pages: Mapping[str, str]
) -> Deductions:
    """Return the deductions of page-scope rules.

    `lost_pages` maps each broken or unexpectedly noindexed page to the rule that reports it. Such a page counts 1 for
    every on-page rule, and the loss is attributed to the rule that reports it.
    """
    size = len(urls)
    degrees: dict[str, dict[str, float]] = {}
    for rule in rules:
        parts: dict[str, float] = defaultdict(float)
        verdicts = failing.get(rule.id, {})
        whole = lost_pages if rule.on_page else {}
        for cause in whole.values():
            parts[cause] += 1 / size
        excused = set(whole)
        for prerequisite in rule.prerequisites:
            for url, verdict in failing.get(prerequisite, {}).items():
                if verdict.grade is Grade.MISSING and url not in excused:
                    excused.add(url)
                    parts[prerequisite] += 1 / size
        for url, verdict in verdicts.items():
            if url not in excused and verdict.counted:
                parts[rule.id] += GRADE_PENALTIES[verdict.grade] / size
        degrees[rule.id] = dict(parts)
    return Deductions(degrees)


def site_deductions(verdicts: Mapping[str, SiteVerdict]) -> Deductions:
    """Return the deductions of site-scope rules."""
    return Deductions(
        {rule: {verdict.cause or rule: verdict.degree} for rule, verdict in verdicts.items() if verdict.degree > 0}
    )


def merge_deductions(*groups: Deductions) -> Deductions:
    """Merge deductions that are about different rules."""
    return Deductions({rule: parts for group in groups for rule, parts in group.degrees.items()})
