"""Score of a site, from the deductions of its rules.

    D(rule)  = Σ penalty(page, rule) / N over the N scored URLs (a site rule gives D itself)
    category = 100 · Σ w (1 − √D) / Σ w over the category's rules in the profile
    score    = min(Σ category · its points / 100, caps)

The square root makes a defect on 1% of the pages visible (10% of the rule's points). Every D enters with a falling
function, and a cap only disappears when a D falls to 0, so a repair never lowers the score.

**Points lost** sum to exactly 100 − score. A rule loses points · w √D / Σ w. The part of D that comes from pages which
another rule reports (an error, an unexpected noindex, a missing title for the title rules) is attributed to that rule,
in proportion. When a cap holds the score below the mean, the difference is attributed to the rule with that cap, or
shared equally by several. **Gain** of a rule is exact: the score recomputed without what the rule itself lost, minus
the score.
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
    """Score of a category, 0 to 100, and the points that it loses of the total."""

    category: Category
    score: float
    lost: float


@dataclass(frozen=True, slots=True)
class SiteScore:
    """Score of a site with its parts.

    Attributes:
        score: 0 to 100.
        mean: the weighted mean of the categories, before caps.
        cap: the cap that lowers the score, else None.
        categories: in the order of `CATEGORY_POINTS`.
        lost: points lost to each rule that loses any; they sum to 100 − score.
    """

    score: float
    mean: float
    cap: float | None
    categories: tuple[CategoryScore, ...]
    lost: dict[str, float]


def compute_score(deductions: Deductions, profile: Sequence[AuditRule]) -> SiteScore:
    """Compute the score of a site for the rules of `profile`. A category without rules gets all its points."""
    lost: dict[str, float] = defaultdict(float)
    categories = []
    for category, points in CATEGORY_POINTS.items():
        rules = [rule for rule in profile if rule.category is category and rule.id in RULE_WEIGHTS]
        total = sum(RULE_WEIGHTS[rule.id] for rule in rules)
        category_lost = 0.0
        for rule in rules:
            degree = deductions.degree(rule.id)
            if degree > 0:
                loss = points * RULE_WEIGHTS[rule.id] * math.sqrt(degree) / total
                category_lost += loss
                _attribute(loss, deductions.degrees[rule.id], lost)
        categories.append(CategoryScore(category, 100 - 100 * category_lost / points, category_lost))
    mean = 100 - math.fsum(part.lost for part in categories)
    capping = {
        rule.id: SCORE_CAPS[rule.id] for rule in profile if rule.id in SCORE_CAPS and deductions.degree(rule.id) > 0
    }
    cap = min(capping.values(), default=None)
    if cap is None or cap >= mean:
        return SiteScore(mean, mean, None, tuple(categories), dict(lost))
    holders = [rule for rule, value in capping.items() if value == cap]
    for rule_id in holders:
        lost[rule_id] += (mean - cap) / len(holders)
    return SiteScore(cap, mean, cap, tuple(categories), dict(lost))


def compute_gain(deductions: Deductions, profile: Sequence[AuditRule], rule: str, now: float) -> float:
    """Return the points that a site gains when `rule` is repaired everywhere; `now` is its present score."""
    return compute_score(deductions.without(rule), profile).score - now


def _attribute(loss: float, parts: dict[str, float], lost: dict[str, float]) -> None:
    total = math.fsum(parts.values())
    for cause, part in parts.items():
        if part > 0:
            lost[cause] += loss * part / total
