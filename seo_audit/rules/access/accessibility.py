"""Rules about accessibility: the accessibility statement, and the checks of axe-core."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.scored_urls import HTML_STATES
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.inputs.external_data import BrowserSample
from seo_audit.records.verdict import OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Category, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import sample_verdict, site_verdict

STATEMENT_LINK = re.compile(r"toegankelijkheid|accessibilit", re.IGNORECASE)
"""Link texts and paths of the accessibility statement, in Dutch, French and English."""

SITEWIDE_SHARE = 0.9
"""Share of pages with the link from which it is site-wide: a few pages have their own layout."""


@define_rule(
    SiteRule, "a11y-statement", Severity.ERROR, Category.ACCESS, source="bestuursdecreet", repair=Repair.TEMPLATE
)
def a11y_statement(site: SiteFacts) -> SiteVerdict:
    """The site has no accessibility statement that every page links to.

    Grades: MISSING without any link, INVALID when the linked page does not have status 200, INCOMPLETE when fewer than
    90% of the pages have the link. Bestuursdecreet, II.16 and following: public bodies publish a
    "toegankelijkheidsverklaring".
    """
    targets = {
        kind.target
        for kind in site.distinct_links
        if STATEMENT_LINK.search(kind.anchor) or STATEMENT_LINK.search(path_of(kind.target))
    }
    home = site.graph.home
    if not targets:
        return site_verdict(home, missing("none"))
    working = {url for url in targets if _works(site, url)}
    if not working:
        url = min(targets)
        return site_verdict(url, invalid("dead", url))
    pages = [site.pages[url] for url, state in site.scored_urls.items() if state in HTML_STATES]
    numbers = {number for number, kind in enumerate(site.distinct_links) if kind.target in working}
    having = sum(page.url in working or not numbers.isdisjoint(page.links) for page in pages)
    if having < SITEWIDE_SHARE * len(pages):
        return site_verdict(home, incomplete("partly", min(working), having=having, total=len(pages)))
    return SITE_OK


@define_rule(
    SiteRule,
    "a11y-axe",
    Severity.WARNING,
    Category.ACCESS,
    source="wcag",
    repair=Repair.TEMPLATE,
    required_inputs=[RequiredInput.BROWSER_SAMPLE],
)
def a11y_axe(site: SiteFacts) -> SiteVerdict:
    """axe-core finds serious or critical accessibility problems.

    Degree: the mean penalty over the sample; INVALID for each page with such a problem. WCAG 2.1 AA.
    """
    return sample_verdict(site, _obstacles)


def _works(site: SiteFacts, url: str) -> bool:
    final = site.graph.follow_redirects(url).final
    page = site.pages.get(final) if final else None
    return page is not None and page.status == 200


def _obstacles(sample: BrowserSample) -> Verdict:
    if not sample.violations:
        return OK
    return invalid(evidence=", ".join(sample.violations), count=len(sample.violations))
