"""Rule about content that only JavaScript adds to a page."""

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

SERVED_SHARE = 0.3
"""Share of the text that the server must send itself (catalogue: 30%)."""


@define_rule(
    SiteRule,
    "js-dependent",
    Severity.WARNING,
    Category.CRAWL,
    source="javascript",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.BROWSER_SAMPLE],
)
def js_dependent(site: SiteFacts) -> SiteVerdict:
    """Scripts make most of a page's text, or change its title, canonical or robots.

    Degree: the mean rung over the sample; MISSING when the server sends less than 30% of the text, INVALID when
    scripts change what Google goes by. Google: JavaScript SEO basics.
    """
    return sample_verdict(site, _served)


def _served(sample: BrowserSample) -> Verdict:
    if sample.phone and sample.served < SERVED_SHARE * sample.phone:
        return missing("text", served=sample.served, shown=sample.phone)
    return invalid("changed", ", ".join(sample.scripted), what=", ".join(sample.scripted)) if sample.scripted else OK
