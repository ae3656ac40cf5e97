"""Rule about content that only JavaScript adds to a page."""

from __future__ import annotations

from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample
from seo_audit.records.verdict import OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import sample_verdict

MIN_SERVED_SHARE = 0.3
"""Minimum share of the text that the server sends itself (catalogue: 30%)."""


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
    """JavaScript adds most of the text of a page, or changes its title, canonical or robots directives.

    Degree: the mean penalty over the sample; MISSING when the server sends less than 30% of the text, INVALID when
    scripts change the title, canonical or robots. Google: JavaScript SEO basics.
    """
    return sample_verdict(site, _served)


def _served(sample: BrowserSample) -> Verdict:
    if sample.phone and sample.served < MIN_SERVED_SHARE * sample.phone:
        return missing("text", served=sample.served, shown=sample.phone)
    return invalid("changed", ", ".join(sample.scripted), what=", ".join(sample.scripted)) if sample.scripted else OK
