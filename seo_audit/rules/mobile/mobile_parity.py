"""Rule about differences between the mobile and the desktop version of a page."""

from __future__ import annotations

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample
from seo_audit.records.verdict import OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import sample_verdict

MIN_PHONE_SHARE = 0.8
"""Minimum share of the desktop text that a phone gets (catalogue: 80%)."""


@define_rule(
    SiteRule,
    "mobile-parity",
    Severity.ERROR,
    Category.MOBILE,
    source="mobile-first",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.BROWSER_SAMPLE],
)
def mobile_parity(site: SiteFacts) -> SiteVerdict:
    """A page has less text on a phone than on a desktop, or other robots, canonical or structured data.

    Degree: the mean penalty over the sample; MISSING when a phone gets less than 80% of the text, INVALID when robots,
    canonical or structured data differ. Google: mobile-first indexing.
    """
    return sample_verdict(site, _parity)


def _parity(sample: BrowserSample) -> Verdict:
    if sample.desk and sample.phone < MIN_PHONE_SHARE * sample.desk:
        return missing("text", phone=sample.phone, desk=sample.desk)
    return invalid("differs", ", ".join(sample.differing), what=", ".join(sample.differing)) if sample.differing else OK
