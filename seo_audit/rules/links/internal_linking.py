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
from seo_audit.rules.rule import Category, GraphRule, Repair, RequiredInput, Severity, SiteRule, define_rule

MAX_CLICKS, MAX_CLICKS_INVALID = 3, 5
"""Clicks from the home page: the maximum for grade OK and for INVALID (catalogue: ours)."""

SERVICE_PAGE = re.compile(
    r"^(/[a-z]{2})?/(producten?|diensten?|dienstverlening|loket|services?|produits?|demarches)/[^/]"
)
"""Paths of services and products of the municipality, which citizens look for."""

LOW_PAGERANK_SHARE = 0.1
MIN_PAGES_FOR_PAGERANK = 50
MAX_INLINKS = 1
"""A tenth of all pages is always in the lowest decile, so only pages with at most one inlink are findings."""


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
    """No page of the site links to some indexable pages.

    Degree: their share of the scored URLs. Not measured unless the crawl is complete: a page that was not fetched may
    contain the link. Google: links: Google finds pages through links from pages that it knows.
    """
    homes = {site.graph.home, site.site.url}
    orphans = [
        page.url
        for page in site.indexable_pages()
        if not site.graph.inlink_counts.get(page.url) and page.url not in homes
    ]
    if not orphans:
        return SITE_OK
    verdict = Verdict(Grade.MISSING, values={"count": len(orphans)}, pages=tuple(orphans))
    return SiteVerdict(len(orphans) / len(site.scored_urls), ((site.site.url, verdict),))


@define_rule(GraphRule, "depth", Severity.WARNING, Category.LINKS, source="links", repair=Repair.TEMPLATE)
def depth(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page is more than three clicks from the home page.

    Grades: MISSING from six clicks, INVALID for four and five. A page that no link leads to is reported by orphan. The
    limits are ours, not Google's.
    """
    clicks = site.graph.depths.get(page.url)
    if clicks is None:
        return NOT_APPLICABLE
    if clicks <= MAX_CLICKS:
        return OK
    return (missing if clicks > MAX_CLICKS_INVALID else invalid)(clicks=clicks)


@define_rule(GraphRule, "dead-end", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.TEMPLATE)
def dead_end(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has no link to any other page of the site.

    Grades: INCOMPLETE. Google: links: Google and visitors find pages through links.
    """
    return OK if any(link.target != page.url for link in site.links_of(page)) else incomplete()


@define_rule(GraphRule, "pagerank-low", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.CONTENT)
def pagerank_low(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page about a service has a lower PageRank than nine out of ten pages.

    Grades: INCOMPLETE in the lowest decile of PageRank when at most one page links to it, on sites of 50 pages or more.
    The limits are ours. Google: links.
    """
    if not SERVICE_PAGE.match(path_of(page.url)) or len(site.graph.page_ranks) < MIN_PAGES_FOR_PAGERANK:
        return NOT_APPLICABLE
    sources = site.graph.inlink_counts.get(page.url, 0)
    if sources > MAX_INLINKS or site.graph.page_ranks.get(page.url, 1.0) > site.graph.rank_percentile(
        LOW_PAGERANK_SHARE
    ):
        return OK
    return incomplete(sources=sources)
