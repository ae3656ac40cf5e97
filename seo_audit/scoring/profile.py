"""The profile: the rules that are scored, the same on every site, so that scores compare.

A rule that cannot be measured on one site leaves the profile for all of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import Rung
from seo_audit.rules.rule import Need, Rule
from seo_audit.rules.weights import CAPS, CATALOGUE, CATEGORIES, LADDER, RULES
from seo_audit.scoring.audit_result import Unmeasured

KNOWN: dict[Need, Callable[[SiteFacts], bool]] = {
    Need.COMPLETE_CRAWL: lambda site: site.complete,
    Need.ROBOTS_ANSWER: lambda site: site.robots is not None,
    Need.PROBE_ANSWER: lambda site: site.probe is not None and site.probe.status != 0,
    Need.IMAGE_ANSWERS: lambda site: not site.image_urls or any(url in site.pages for url in site.image_urls),
    Need.HOME_MARKUP: lambda site: site.icons is not None,
    Need.EXTERNAL_ANSWERS: lambda site: site.beside.external is not None,
    Need.FIELD_DATA: lambda site: site.beside.field_data is not None,
    Need.BROWSER_SAMPLE: lambda site: bool(site.beside.sample),
    Need.SERVER_LOGS: lambda site: site.beside.logs is not None,
    Need.SEARCH_CONSOLE: lambda site: site.beside.search_console is not None,
}
"""Whether a site has what a rule needs."""


def lacks(rule: Rule, site: SiteFacts) -> Need | None:
    """Return the first thing that a rule needs and that is not known of a site."""
    return next((need for need in sorted(rule.needs) if not KNOWN[need](site)), None)


def profile_of(rules: Sequence[Rule], sites: Sequence[SiteFacts]) -> tuple[tuple[Rule, ...], tuple[Unmeasured, ...]]:
    """Return the scored rules that every site can be measured by, and those that left, with the reason."""
    profile, left = [], []
    for rule in rules:
        if rule.id not in RULES:
            continue
        without = [(site.site.id, need) for site in sites if (need := lacks(rule, site))]
        if without:
            left.append(Unmeasured(rule.id, without[0][1], tuple(id_ for id_, _ in without)))
        else:
            profile.append(rule)
    return tuple(profile), tuple(left)


def hash_of(profile: Sequence[Rule]) -> str:
    """Return eight characters that change whenever two scores stop being comparable."""
    numbers = {
        "rules": {rule.id: RULES[rule.id] for rule in profile},
        "categories": CATEGORIES,
        "ladder": {rung: LADDER[rung] for rung in Rung},
        "caps": CAPS,
    }
    return hashlib.sha256(json.dumps(numbers, sort_keys=True).encode()).hexdigest()[:8]


def coverage_of(profile: Sequence[Rule]) -> float:
    """Return which share of the catalogue's weight the profile measures, 0 to 100, by category points."""
    return sum(
        points * sum(RULES[rule.id] for rule in profile if rule.category is category) / CATALOGUE[category]
        for category, points in CATEGORIES.items()
    )
