"""Rules about a page's place in the internal links: orphans, click depth, dead ends and low PageRank."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import (
    NOT_APPLICABLE,
    OK,
    SITE_OK,
    Grade,
    SiteVerdict,
    Verdict,
    incomplete,
    invalid,
    missing,
)
from seo_audit.rules.rule import (
    Category,
    GraphRule,
    Repair,
    RequiredInput,
    Severity,
    SiteRule,
    define_rule,
)

DEEP, VERY_DEEP = 3, 5
"""Clicks from the home page that are many, and too many (catalogue: ours)."""

SERVICE_PAGE = re.compile(
    r"^(/[a-z]{2})?/(producten?|diensten?|dienstverlening|loket|services?|produits?|demarches)/[^/]"
)
"""Paths of a service or product of the municipality: what citizens come for."""

LOWEST = 0.1
MIN_PAGES = 50
MAX_SOURCES = 1
"""A tenth of all pages is always in the lowest decile; only what at most one page links to is a finding."""


@define_rule(
    SiteRule,
    "orphan",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    required_inputs=[RequiredInput.COMPLETE_CRAWL],
)
def orphan(site: SiteFacts) -> SiteVerdict:
    """Pages that Google may show have no link from any page of the site.

    Degree: their share of the universe. Not measured unless the crawl is complete: a page not read
    may hold the link. Google: links: Google finds pages through links from pages it knows.
    """
    homes = {site.graph.home, site.site.url}
    alone = [
        page.url
        for page in site.indexable_pages()
        if not site.graph.inlink_counts.get(page.url) and page.url not in homes
    ]
    if not alone:
        return SITE_OK
    verdict = Verdict(Grade.MISSING, values={"count": len(alone)}, pages=tuple(alone))
    return SiteVerdict(len(alone) / len(site.scored_urls), ((site.site.url, verdict),))


@define_rule(GraphRule, "depth", Severity.WARNING, Category.LINKS, source="links", repair=Repair.TEMPLATE)
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


@define_rule(GraphRule, "dead-end", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.TEMPLATE)
def dead_end(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has no link to any other page of the site.

    Rungs: INCOMPLETE. Google: links: it finds pages through links, and so do visitors.
    """
    return OK if any(link.target != page.url for link in site.links_of(page)) else incomplete()


@define_rule(GraphRule, "pagerank-low", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.CONTENT)
def pagerank_low(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page about a service gets less weight from the site's links than nine pages in ten.

    Rungs: INCOMPLETE in the lowest decile of PageRank when at most one page links to it, on sites of 50 pages or
    more. The numbers are ours. Google: links.
    """
    if not SERVICE_PAGE.match(path_of(page.url)) or len(site.graph.page_ranks) < MIN_PAGES:
        return NOT_APPLICABLE
    sources = site.graph.inlink_counts.get(page.url, 0)
    if sources > MAX_SOURCES or site.graph.page_ranks.get(page.url, 1.0) > site.graph.rank_percentile(LOWEST):
        return OK
    return incomplete(sources=sources)
