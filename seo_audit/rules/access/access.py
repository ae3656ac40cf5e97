"""Rules about access and security."""

from __future__ import annotations

import ipaddress
import re

import ada_url

from crawler.records.page import Page
from crawler.records.url import path_of
from crawler.registry.sites import Site
from seo_audit.facts.scored_urls import HTML_STATES
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import Applies, Category, Repair, Severity, page_rule, site_rule
from seo_audit.rules.weights import LADDER

STATEMENT = re.compile(r"toegankelijkheid|accessibilit", re.IGNORECASE)
"""How links to the statement are worded, in Dutch, French and English; also in its path."""

SITEWIDE = 0.9
"""Share of pages with the link from which it stands site-wide; a few pages have a layout of their own."""

CERTIFICATE = re.compile(r"certificate|certificaat|ssl|tls", re.IGNORECASE)


@site_rule("a11y-statement", Severity.ERROR, Category.ACCESS, source="bestuursdecreet", repair=Repair.TEMPLATE)
def a11y_statement(site: SiteFacts) -> SiteVerdict:
    """The site has no accessibility statement that every page links to.

    Rungs: MISSING without any link, INVALID when the page linked to does not answer 200, INCOMPLETE
    when fewer than 90% of the pages have the link. Bestuursdecreet, II.16 and following: public
    bodies publish a "toegankelijkheidsverklaring".
    """
    targets = {
        kind.target
        for kind in site.link_kinds
        if STATEMENT.search(kind.anchor) or STATEMENT.search(path_of(kind.target))
    }
    home = site.graph.home
    if not targets:
        return _failed(home, missing("none"))
    working = {url for url in targets if _works(site, url)}
    if not working:
        url = min(targets)
        return _failed(url, invalid("dead", url))
    pages = [site.pages[url] for url, state in site.universe.items() if state in HTML_STATES]
    numbers = {number for number, kind in enumerate(site.link_kinds) if kind.target in working}
    having = sum(page.url in working or not numbers.isdisjoint(page.links) for page in pages)
    if having < SITEWIDE * len(pages):
        return _failed(home, incomplete("partly", min(working), having=having, total=len(pages)))
    return SITE_OK


@site_rule("https", Severity.ERROR, Category.ACCESS, source="page-experience", repair=Repair.SETTING)
def https(site: SiteFacts) -> SiteVerdict:
    """The site does not use HTTPS, or its certificate is not accepted.

    Rungs: MISSING. Not applicable on loopback and private addresses. Google: page experience.
    """
    address = ada_url.URL(site.graph.home)
    if is_private(address.hostname):
        return SITE_OK
    if address.protocol != "https:":
        return _failed(site.graph.home, missing("plain"))
    home = site.pages.get(site.graph.home)
    if home is not None and home.error and CERTIFICATE.search(home.error):
        return _failed(home.url, missing("certificate", home.error))
    return SITE_OK


@page_rule(
    "mixed-content",
    Severity.WARNING,
    Category.ACCESS,
    source="mixed-content",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def mixed_content(page: Page, _site: Site) -> Verdict:
    """A page over HTTPS loads parts over plain HTTP.

    Rungs: INVALID for style sheets, scripts and frames, which browsers refuse; INCOMPLETE for images, which they
    ask for over HTTPS instead. W3C: Mixed Content.
    """
    if not page.url.startswith("https://"):
        return NOT_APPLICABLE
    parts = [url for url in (*page.assets, *page.frames) if url.startswith("http://")]
    if parts:
        return invalid("parts", parts[0], count=len(parts))
    images = [image.url for image in page.images if image.url and image.url.startswith("http://")]
    return incomplete("images", images[0], count=len(images)) if images else OK


def is_private(hostname: str) -> bool:
    """Tell whether a host name is one of this machine or of a private network."""
    try:
        return ipaddress.ip_address(hostname.strip("[]")).is_private
    except ValueError:
        return hostname == "localhost" or hostname.endswith((".localhost", ".local", ".internal", ".test"))


def _works(site: SiteFacts, url: str) -> bool:
    final = site.graph.chain(url).final
    page = site.pages.get(final) if final else None
    return page is not None and page.status == 200


def _failed(url: str, verdict: Verdict) -> SiteVerdict:
    return SiteVerdict(LADDER[verdict.rung], ((url, verdict),))
