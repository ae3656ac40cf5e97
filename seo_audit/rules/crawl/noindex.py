"""Rules about noindex: on a page that the site offers, on the home page, and on a page that robots.txt disallows."""

from __future__ import annotations

from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.scored_urls import UrlState
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, SITE_OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, RequiredInput, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict


@define_rule(
    GraphRule,
    "noindex-unexpected",
    Severity.ERROR,
    Category.CRAWL,
    source="robots-meta",
    repair=Repair.SETTING,
    applies_to=AppliesTo.ANY,
    linked_from=True,
)
def noindex_unexpected(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page is noindexed, although the sitemap or the navigation links to it.

    Grades: MISSING. A noindexed page that neither links to is excluded on purpose and is not scored. Google: robots
    meta tag; the strictest of meta tag and X-Robots-Tag applies.
    """
    if site.scored_urls.get(page.url) is not UrlState.NOINDEX:
        return OK
    return missing("listed" if page.url in site.sitemaps.urls else "navigated", "noindex")


@define_rule(SiteRule, "home-noindex", Severity.ERROR, Category.CRAWL, source="robots-meta", repair=Repair.SETTING)
def home_noindex(site: SiteFacts) -> SiteVerdict:
    """The home page is noindexed.

    Grades: MISSING. Google: robots meta tag.
    """
    if site.home is None or not site.home.noindex:
        return SITE_OK
    content = "; ".join(rule.content for rule in site.home.robots)
    return site_verdict(site.home.url, missing(evidence=content))


@define_rule(
    GraphRule,
    "noindex-and-blocked",
    Severity.WARNING,
    Category.CRAWL,
    source="block-indexing",
    repair=Repair.SETTING,
    applies_to=AppliesTo.ANY,
    required_inputs=[RequiredInput.ROBOTS_ANSWER],
    linked_from=True,
)
def noindex_and_blocked(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page is noindexed, but robots.txt keeps Google from reading the noindex.

    Grades: INVALID. Judged when an earlier crawl read the page, before robots.txt disallowed it. Google: block
    indexing: "the page or resource must not be blocked by a robots.txt file".
    """
    assert site.robots is not None
    if not page.noindex or site.robots.allows(page.url):
        return OK
    return invalid(evidence="noindex")
