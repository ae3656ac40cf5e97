"""Rule about differences between the mobile and the desktop version of a page."""

from __future__ import annotations

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample
from seo_audit.records.verdict import OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import (
    Category,
    Repair,
    RequiredInput,
    Severity,
    SiteRule,
    define_rule,
)
from seo_audit.rules.shared_checks import sample_verdict

PHONE_SHARE = 0.8
"""Share of the desk's text that a phone must get (catalogue: 80%)."""


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
    """A phone gets less of a page than a desk's screen, or other robots, canonical or structured data.

    Degree: the mean rung over the sample; MISSING when a phone gets less than 80% of the text, INVALID when what
    Google goes by differs. Google: mobile-first indexing.
    """
    return sample_verdict(site, _parity)


def _parity(sample: BrowserSample) -> Verdict:
    if sample.desk and sample.phone < PHONE_SHARE * sample.desk:
        return missing("text", phone=sample.phone, desk=sample.desk)
    return invalid("differs", ", ".join(sample.differing), what=", ".join(sample.differing)) if sample.differing else OK
