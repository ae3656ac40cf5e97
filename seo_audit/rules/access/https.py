"""Rules about HTTPS: a secure connection, and mixed content."""

from __future__ import annotations

import re

import ada_url

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, SiteRule, define_rule
from seo_audit.rules.shared_checks import is_internal_host, site_verdict

CERTIFICATE_ERROR = re.compile(r"certificate|certificaat|ssl|tls", re.IGNORECASE)


@define_rule(SiteRule, "https", Severity.ERROR, Category.ACCESS, source="page-experience", repair=Repair.SETTING)
def https(site: SiteFacts) -> SiteVerdict:
    """The site does not use HTTPS, or its certificate is not valid.

    Grades: MISSING. Not applicable on loopback and private networks. Google: page experience.
    """
    address = ada_url.URL(site.graph.home)
    if is_internal_host(address.hostname):
        return SITE_OK
    if address.protocol != "https:":
        return site_verdict(site.graph.home, missing("plain"))
    home = site.pages.get(site.graph.home)
    if home is not None and home.error and CERTIFICATE_ERROR.search(home.error):
        return site_verdict(home.url, missing("certificate", home.error))
    return SITE_OK


@define_rule(
    PageRule,
    "mixed-content",
    Severity.WARNING,
    Category.ACCESS,
    source="mixed-content",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def mixed_content(page: Page, _site: Site) -> Verdict:
    """A page over HTTPS loads resources over plain HTTP.

    Grades: INVALID for style sheets, scripts and frames, which browsers block; INCOMPLETE for images, which browsers
    request over HTTPS instead. W3C: Mixed Content.
    """
    if not page.url.startswith("https://"):
        return NOT_APPLICABLE
    parts = [url for url in (*page.assets, *page.frames) if url.startswith("http://")]
    if parts:
        return invalid("parts", parts[0], count=len(parts))
    images = [image.url for image in page.images if image.url and image.url.startswith("http://")]
    return incomplete("images", images[0], count=len(images)) if images else OK
