"""Rules about links: do they work, does Google follow them, do they say where they lead."""

from __future__ import annotations

from crawler.records.page import Link, Page
from crawler.records.url import host_of
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Rung,
    SiteVerdict,
    Verdict,
    incomplete,
    invalid,
    missing,
)
from seo_audit.reference.generic_link_texts import is_generic
from seo_audit.rules.crawl.http_responses import is_server_error
from seo_audit.rules.rule import Applies, Category, Need, Repair, Severity, graph_rule, page_rule, site_rule

DEEP, VERY_DEEP = 3, 5
"""Clicks from the home page that are many, and too many (catalogue: ours)."""

SHOWN = 3
"""Examples in one piece of evidence."""


@graph_rule(
    "link-broken-internal",
    Severity.ERROR,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def link_broken_internal(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to an address of the site that does not exist, also after redirects.

    Rungs: MISSING for a 4xx. A server error or no answer is the other page's defect (http-5xx), a
    loop link-to-redirect's. Google: links; HTTP status codes.
    """
    broken: dict[str, str] = {}
    for link in site.links_of(page):
        final = site.graph.chain(link.target).final
        target = site.pages.get(final) if final else None
        if target is not None and target.broken and not is_server_error(target.status):
            broken.setdefault(link.target, f"“{link.anchor}” → {link.target} ({target.status})")
    return missing(evidence=list(broken.values())[:SHOWN], count=len(broken)) if broken else OK


@graph_rule(
    "link-to-redirect",
    Severity.WARNING,
    Category.LINKS,
    source="redirects",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def link_to_redirect(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to an address of the site that redirects.

    Rungs: INCOMPLETE: the link works, with a detour. Where the detour ends in an error, it is
    link-broken-internal's. Google: redirects.
    """
    detours: dict[str, str] = {}
    for link in site.links_of(page):
        chain = site.graph.chain(link.target)
        final = site.pages.get(chain.final) if chain.final else None
        if chain.hops and (final is None or not final.broken):
            detours.setdefault(link.target, f"“{link.anchor}” → {link.target} → {chain.final or '…'}")
    return incomplete(evidence=list(detours.values())[:SHOWN], count=len(detours)) if detours else OK


@page_rule(
    "anchor-uncrawlable",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def anchor_uncrawlable(page: Page, _site: Site) -> Verdict:
    """A link has no href, or one that only JavaScript understands, so Google cannot follow it.

    Rungs: INVALID. An <a> without href counts when a script makes a link of it, not where it is a placeholder.
    Google: links, "Make your links crawlable".
    """
    found = [
        f"“{link.anchor}” ({link.raw if link.raw is not None else '<a>'})"
        for link in page.links
        if (link.raw is None and link.anchor.strip())
        or (link.raw is not None and link.raw.strip().lower().startswith("javascript:"))
    ]
    return invalid(evidence=found[:SHOWN], count=len(found)) if found else OK


@page_rule(
    "anchor-generic",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
)
def anchor_generic(page: Page, _site: Site) -> Verdict:
    """A link's text does not say where it leads: "lees meer", "klik hier", "en savoir plus".

    Rungs: INCOMPLETE. Links to the page itself do not count.
    Google: links, "Anchor text placement" and "Write good anchor text".
    """
    found = [
        f"“{link.anchor}” → {link.url}"
        for link in page.links
        if link.url not in {None, page.url} and is_generic(link.anchor)
    ]
    return incomplete(evidence=found[:SHOWN], count=len(found)) if found else OK


@page_rule(
    "anchor-empty",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def anchor_empty(page: Page, _site: Site) -> Verdict:
    """A link has no text, no label and no image that could say where it leads.

    Rungs: INVALID. Links with an image alone are img-link-alt's. Google: links.
    """
    found = [f"<a href={link.raw}>" for link in page.links if link.url and not link.image and not link.anchor.strip()]
    return invalid(evidence=found[:SHOWN], count=len(found)) if found else OK


@page_rule(
    "nofollow-internal",
    Severity.WARNING,
    Category.LINKS,
    source="nofollow",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def nofollow_internal(page: Page, site: Site) -> Verdict:
    """A link to the site itself says rel=nofollow.

    Rungs: INCOMPLETE. Google: qualify outbound links: nofollow is for links to other sites.
    """
    found = [
        f"“{link.anchor}” → {link.url}"
        for link in page.links
        if link.url and "nofollow" in link.rel and _internal(link, site)
    ]
    return incomplete(evidence=found[:SHOWN], count=len(found)) if found else OK


@site_rule(
    "orphan",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    needs=[Need.COMPLETE_CRAWL],
)
def orphan(site: SiteFacts) -> SiteVerdict:
    """Pages that Google may show have no link from any page of the site.

    Degree: their share of the universe. Not measured unless the crawl is complete: a page not read
    may hold the link. Google: links: Google finds pages through links from pages it knows.
    """
    homes = {site.graph.home, site.site.url}
    alone = [page.url for page in site.indexable() if not site.graph.inlinks.get(page.url) and page.url not in homes]
    if not alone:
        return SITE_OK
    verdict = Verdict(Rung.MISSING, values={"count": len(alone)}, pages=tuple(alone))
    return SiteVerdict(len(alone) / len(site.universe), ((site.site.url, verdict),))


@graph_rule("depth", Severity.WARNING, Category.LINKS, source="links", repair=Repair.TEMPLATE)
def depth(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page is more than three clicks from the home page.

    Rungs: MISSING from six clicks, INVALID for four and five. A page that no link reaches is
    orphan's. The numbers are ours, not Google's.
    """
    clicks = site.graph.depths.get(page.url)
    if clicks is None:
        return NOT_APPLICABLE
    if clicks <= DEEP:
        return OK
    return (missing if clicks > VERY_DEEP else invalid)(clicks=clicks)


def _internal(link: Link, site: Site) -> bool:
    return link.url is not None and host_of(link.url) in site.hosts
