"""Rules about the structured data of the home page: Organization and WebSite."""

from __future__ import annotations

import ada_url

from crawler.records.page import Page
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.reference.schema_org import find_items, missing_properties, property_text
from seo_audit.rules.rule import Category, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import site_verdict

ORGANIZATION_PROPERTIES = ("name", "url", "logo", "address", "telephone")


@define_rule(
    SiteRule, "sd-organization", Severity.NOTICE, Category.STRUCTURED, source="sd-organization", repair=Repair.TEMPLATE
)
def sd_organization(site: SiteFacts) -> SiteVerdict:
    """The home page has no structured data about the organization, or incomplete data.

    Grades: MISSING without any organization, INVALID without name or url, INCOMPLETE when it is not a
    GovernmentOrganization or lacks logo, address or telephone. Google: organization (nothing is required; these are its
    recommendations).
    """
    if site.home is None:
        return SITE_OK
    verdict = _organization(site.home)
    return site_verdict(site.home.url, verdict)


@define_rule(SiteRule, "sd-website", Severity.NOTICE, Category.STRUCTURED, source="site-names", repair=Repair.TEMPLATE)
def sd_website(site: SiteFacts) -> SiteVerdict:
    """The home page has no structured data about the name of the site (WebSite).

    Grades: MISSING without WebSite, INVALID without name or url, INCOMPLETE when the url is not the root of the host.
    Google: site names.
    """
    if site.home is None:
        return SITE_OK
    verdict = _website(site.home)
    return site_verdict(site.home.url, verdict)


def _organization(home: Page) -> Verdict:
    government = list(find_items(home.structured, frozenset({"GovernmentOrganization"})))
    others = list(
        find_items(home.structured, frozenset({"Organization", "LocalBusiness", "GovernmentOffice", "CityHall"}))
    )
    if not government and not others:
        return missing("none")
    absent = missing_properties((government or others)[0], ORGANIZATION_PROPERTIES)
    if {"name", "url"}.intersection(absent):
        return invalid("lacking", ", ".join(absent), lacking=", ".join(absent))
    if not government:
        return incomplete("type", "Organization")
    return incomplete("lacking", ", ".join(absent), lacking=", ".join(absent)) if absent else OK


def _website(home: Page) -> Verdict:
    sites = list(find_items(home.structured, frozenset({"WebSite"})))
    if not sites:
        return missing("none")
    absent = missing_properties(sites[0], ("name", "url"))
    if absent:
        return invalid("lacking", ", ".join(absent), lacking=", ".join(absent))
    url = property_text(sites[0], "url")
    try:
        rooted = ada_url.URL(url, home.url).pathname == "/"
    except ValueError:
        rooted = False
    return OK if rooted else incomplete("url", url)
