"""Rule about Core Web Vitals, measured on real visits."""

from __future__ import annotations

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SITE_OK, SiteVerdict, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict

GOOD_VALUES = {"lcp": 2500.0, "inp": 200.0, "cls": 0.1}
POOR_VALUES = {"lcp": 4000.0, "inp": 500.0, "cls": 0.25}
"""Limits of good and poor values: milliseconds; no unit for CLS (Google)."""


@define_rule(
    SiteRule,
    "cwv",
    Severity.ERROR,
    Category.MOBILE,
    source="core-web-vitals",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.FIELD_DATA],
)
def cwv(site: SiteFacts) -> SiteVerdict:
    """Core Web Vitals are poor: visitors wait too long, or the page shifts while it loads.

    Grades: MISSING when any value is poor, INVALID when any is not good, each at the 75th percentile of real visits.
    Laboratory data are never mixed in. Google: Core Web Vitals.
    """
    data = site.external_data.field_data
    assert data is not None
    values = {name: value for name in GOOD_VALUES if (value := getattr(data, name)) is not None}
    poor = [name for name, value in values.items() if value > POOR_VALUES[name]]
    weak = [name for name, value in values.items() if value > GOOD_VALUES[name]]
    if not weak:
        return SITE_OK
    evidence = ", ".join(f"{name.upper()} {values[name]:g}" for name in weak)
    verdict = (missing if poor else invalid)("poor" if poor else "weak", evidence, values=evidence)
    return site_verdict(site.site.url, verdict)
