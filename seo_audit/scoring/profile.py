"""Profile: the rules that are scored, the same on every site, so that scores are comparable.

A rule that cannot be measured on one site is left out for all sites.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import Grade
from seo_audit.rules.rule import AuditRule, RequiredInput
from seo_audit.rules.weights import CATEGORY_POINTS, CATEGORY_WEIGHTS, GRADE_PENALTIES, RULE_WEIGHTS, SCORE_CAPS
from seo_audit.scoring.audit_result import Unmeasured

IS_AVAILABLE: dict[RequiredInput, Callable[[SiteFacts], bool]] = {
    RequiredInput.COMPLETE_CRAWL: lambda site: site.complete,
    RequiredInput.ROBOTS_ANSWER: lambda site: site.robots is not None,
    RequiredInput.PROBE_ANSWER: lambda site: site.probe is not None and site.probe.status != 0,
    RequiredInput.IMAGE_ANSWERS: lambda site: not site.image_urls or any(url in site.pages for url in site.image_urls),
    RequiredInput.HOME_MARKUP: lambda site: site.icons is not None,
    RequiredInput.EXTERNAL_ANSWERS: lambda site: site.external_data.external_statuses is not None,
    RequiredInput.FIELD_DATA: lambda site: site.external_data.field_data is not None,
    RequiredInput.BROWSER_SAMPLE: lambda site: bool(site.external_data.sample),
    RequiredInput.SERVER_LOGS: lambda site: site.external_data.logs is not None,
    RequiredInput.SEARCH_CONSOLE: lambda site: site.external_data.search_console is not None,
}
"""Check for each input whether a site has it."""


def missing_input(rule: AuditRule, site: SiteFacts) -> RequiredInput | None:
    """Return the first input of a rule that a site lacks; None when it has them all."""
    return next((need for need in sorted(rule.required_inputs) if not IS_AVAILABLE[need](site)), None)


def build_profile(
    rules: Sequence[AuditRule], sites: Sequence[SiteFacts]
) -> tuple[tuple[AuditRule, ...], tuple[Unmeasured, ...]]:
    """Return the scored rules that can be measured on every site, and the rules left out with the missing input."""
    profile, left_out = [], []
    for rule in rules:
        if rule.id not in RULE_WEIGHTS:
            continue
        without = [(site.site.id, need) for site in sites if (need := missing_input(rule, site))]
        if without:
            left_out.append(Unmeasured(rule.id, without[0][1], tuple(id_ for id_, _ in without)))
        else:
            profile.append(rule)
    return tuple(profile), tuple(left_out)


def hash_profile(profile: Sequence[AuditRule]) -> str:
    """Return eight characters that change whenever scores are no longer comparable."""
    numbers = {
        "rules": {rule.id: RULE_WEIGHTS[rule.id] for rule in profile},
        "categories": CATEGORY_POINTS,
        "ladder": {grade: GRADE_PENALTIES[grade] for grade in Grade},
        "caps": SCORE_CAPS,
    }
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]


def profile_coverage(profile: Sequence[AuditRule]) -> float:
    """Return the share of the catalogue's weight that the profile measures, 0 to 100, weighted by category points."""
    return sum(
        points
        * sum(RULE_WEIGHTS[rule.id] for rule in profile if rule.category is category)
        / CATEGORY_WEIGHTS[category]
        for category, points in CATEGORY_POINTS.items()
    )
