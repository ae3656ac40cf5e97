"""From verdicts to degrees: who is judged, what a broken page costs, and whose loss it is."""

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
"""Rule to address to failing verdict."""


@dataclass(frozen=True, slots=True)
class Deductions:
    """The degree of every rule on one site, by what causes it.

    `degrees[rule][cause]` is the part of D(rule), 0 to 1, that `cause` brings; most often the rule
    itself.
    """

    degrees: dict[str, dict[str, float]] = field(default_factory=dict)

    def degree(self, rule: str) -> float:
        """Return D(rule), 0 to 1."""
        return min(1.0, math.fsum(self.degrees.get(rule, {}).values()))

    def without(self, cause: str) -> Deductions:
        """Return the ledger as it would be once `cause` is repaired everywhere."""
        return Deductions(
            {rule: {key: value for key, value in parts.items() if key != cause} for rule, parts in self.degrees.items()}
        )


def rule_applies(rule: AuditRule, state: UrlState | None) -> bool:
    """Tell whether a page-scope rule judges an address in that state: the one place that says so."""
    if rule.applies_to is AppliesTo.ANY:
        return state is not None
    if rule.applies_to is AppliesTo.HTML:
        return state in HTML_STATES
    return state is UrlState.INDEXABLE


def page_deductions(
    rules: Sequence[AuditRule], cells: FailingVerdicts, universe: Mapping[str, UrlState], lost_pages: Mapping[str, str]
) -> Deductions:
    """Return the degrees of page-scope rules.

    `lost_pages` names for each broken or unexpectedly noindexed page the rule whose defect that is:
    such a page counts 1 on every on-page rule, and the loss is that rule's.
    """
    size = len(universe)
    degrees: dict[str, dict[str, float]] = {}
    for rule in rules:
        parts: dict[str, float] = defaultdict(float)
        failing = cells.get(rule.id, {})
        whole = lost_pages if rule.on_page else {}
        for cause in whole.values():
            parts[cause] += 1 / size
        excused = set(whole)
        for family in rule.prerequisites:
            for url, verdict in cells.get(family, {}).items():
                if verdict.grade is Grade.MISSING and url not in excused:
                    excused.add(url)
                    parts[family] += 1 / size
        for url, verdict in failing.items():
            if url not in excused and verdict.counted:
                parts[rule.id] += GRADE_PENALTIES[verdict.grade] / size
        degrees[rule.id] = dict(parts)
    return Deductions(degrees)


def site_deductions(verdicts: Mapping[str, SiteVerdict]) -> Deductions:
    """Return the degrees of site-scope rules."""
    return Deductions(
        {rule: {verdict.cause or rule: verdict.degree} for rule, verdict in verdicts.items() if verdict.degree > 0}
    )


def merge_deductions(*ledgers: Deductions) -> Deductions:
    """Return several ledgers, about different rules, as one."""
    return Deductions({rule: parts for ledger in ledgers for rule, parts in ledger.degrees.items()})
