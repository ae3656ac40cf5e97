"""Rules about a page's place among the links: where they lead, and how much of the site's weight they bring it."""

from __future__ import annotations

import re

from crawler.records.url import path_of
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, missing
from seo_audit.rules.rule import Applies, Category, Need, Repair, Severity, graph_rule

GONE = frozenset({0, 404, 410})
"""Answers of another site that say the page is no more (0: no such host); 403, 429 and 503 say nothing."""

SERVICE_PAGE = re.compile(
    r"^(/[a-z]{2})?/(producten?|diensten?|dienstverlening|loket|services?|produits?|demarches)/[^/]"
)
"""Paths of a service or product of the municipality: what citizens come for."""

LOWEST = 0.1
MIN_PAGES = 50
MAX_SOURCES = 1
"""A tenth of all pages is always in the lowest decile; only what at most one page links to is a finding."""

SHOWN = 3
"""Examples in one piece of evidence."""


@graph_rule(
    "link-broken-external",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies=Applies.HTML,
    needs=[Need.EXTERNAL_ANSWERS],
)
def link_broken_external(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to a page of another site that is no more.

    Rungs: MISSING when it answered 404 or 410, or its host is unknown, twice. Any other answer is no proof.
    Google: links.
    """
    answers = site.beside.external
    assert answers is not None
    broken = [url for url in site.externals_of(page) if answers.get(url, 200) in GONE]
    return missing(evidence=broken[:SHOWN], count=len(broken)) if broken else OK


@graph_rule("dead-end", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.TEMPLATE)
def dead_end(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page has no link to any other page of the site.

    Rungs: INCOMPLETE. Google: links: it finds pages through links, and so do visitors.
    """
    return OK if any(link.target != page.url for link in site.links_of(page)) else incomplete()


@graph_rule("pagerank-low", Severity.NOTICE, Category.LINKS, source="links", repair=Repair.CONTENT)
def pagerank_low(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page about a service gets less weight from the site's links than nine pages in ten.

    Rungs: INCOMPLETE in the lowest decile of PageRank when at most one page links to it, on sites of 50 pages or
    more. The numbers are ours. Google: links.
    """
    if not SERVICE_PAGE.match(path_of(page.url)) or len(site.graph.ranks) < MIN_PAGES:
        return NOT_APPLICABLE
    sources = site.graph.inlinks.get(page.url, 0)
    if sources > MAX_SOURCES or site.graph.ranks.get(page.url, 1.0) > site.graph.rank_at(LOWEST):
        return OK
    return incomplete(sources=sources)
