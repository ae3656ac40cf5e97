"""The score, as the catalogue's "Ours" has it.

    D(r)     = Σ ladder(page, r) / N over a fixed universe of N addresses (a site rule gives D itself)
    category = 100 · Σ w (1 − √D) / Σ w over the category's rules in the profile
    score    = min(Σ category · its weight / 100, caps)

√ makes 1% of the pages visible (10% of the rule's points). Every D enters with a falling function
and a cap only ever lifts when a D falls to 0, so nothing that is repaired can lower the score.

**Points lost** sum to 100 − score exactly. A rule loses weight · w √D / Σ w. What of D comes from
pages that another rule's defect breaks (an error, an unexpected noindex, a missing title under the
title rules) counts as that other rule's loss, in proportion. When a cap holds the score below the
mean, the difference is the loss of the rule with that cap, shared equally if several have it.
**Gain** of a rule is exact: the score recomputed without what the rule itself lost, minus the score.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from seo_audit.rules.rule import AuditRule, Category
from seo_audit.rules.weights import CATEGORY_POINTS, RULE_WEIGHTS, SCORE_CAPS
from seo_audit.scoring.deductions import Deductions


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """A category's score, 0 to 100, and the points of the whole that it loses."""

    category: Category
    score: float
    lost: float


@dataclass(frozen=True, slots=True)
class SiteScore:
    """A site's score with its parts.

    Attributes:
        score: 0 to 100.
        mean: the weighted mean of the categories, before caps.
        cap: the cap that holds the score below the mean, else None.
        categories: in the order of the weights table.
        lost: points lost to each rule that loses any; they sum to 100 − score.
    """

    score: float
    mean: float
    cap: float | None
    categories: tuple[CategoryScore, ...]
    lost: dict[str, float]


def compute_score(ledger: Deductions, profile: Sequence[AuditRule]) -> SiteScore:
    """Score a site on the rules of `profile`. A category without any rule there gives its points in full."""
    lost: dict[str, float] = defaultdict(float)
    categories = []
    for category, points in CATEGORY_POINTS.items():
        rules = [rule for rule in profile if rule.category is category and rule.id in RULE_WEIGHTS]
        total = sum(RULE_WEIGHTS[rule.id] for rule in rules)
        category_lost = 0.0
        for rule in rules:
            degree = ledger.degree(rule.id)
            if degree > 0:
                loss = points * RULE_WEIGHTS[rule.id] * math.sqrt(degree) / total
                category_lost += loss
                _attribute(loss, ledger.degrees[rule.id], lost)
        categories.append(CategoryScore(category, 100 - 100 * category_lost / points, category_lost))
    mean = 100 - math.fsum(part.lost for part in categories)
    capping = {rule.id: SCORE_CAPS[rule.id] for rule in profile if rule.id in SCORE_CAPS and ledger.degree(rule.id) > 0}
    cap = min(capping.values(), default=None)
    if cap is None or cap >= mean:
        return SiteScore(mean, mean, None, tuple(categories), dict(lost))
    holders = [rule for rule, value in capping.items() if value == cap]
    for rule_id in holders:
        lost[rule_id] += (mean - cap) / len(holders)
    return SiteScore(cap, mean, cap, tuple(categories), dict(lost))


def compute_gain(ledger: Deductions, profile: Sequence[AuditRule], rule: str, now: float) -> float:
    """Return the points that a site gains, from `now`, when `rule` is repaired everywhere."""
    return compute_score(ledger.without(rule), profile).score - now


def _attribute(loss: float, parts: dict[str, float], lost: dict[str, float]) -> None:
    total = math.fsum(parts.values())
    for cause, part in parts.items():
        if part > 0:
            lost[cause] += loss * part / total
