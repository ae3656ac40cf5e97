"""Rules about redirects: chains and loops, temporary redirects, and meta refresh."""

from __future__ import annotations

from crawler.records.http_status import TEMPORARY_REDIRECTS
from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.link_graph import MAX_REDIRECT_HOPS
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, PageRule, Repair, Severity, define_rule


@define_rule(
    GraphRule,
    "redirect-chain",
    Severity.WARNING,
    Category.CRAWL,
    source="redirects",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.ANY,
    linked_from=True,
)
def redirect_chain(page: PageFacts, site: SiteFacts) -> Verdict:
    """A URL redirects two or more times, or in a loop.

    Grades: MISSING for a loop or more than ten hops (Google gives up), INVALID for two to ten hops. Judged at the start
    of a chain. Google: redirects; the ten hops are from "HTTP status codes".
    """
    if not page.redirect:
        return NOT_APPLICABLE
    chain = site.graph.follow_redirects(page.url)
    starts = page.url in site.sitemaps.urls or page.url == site.site.url or site.graph.sources(page.url, 1)[1]
    if not starts:
        return NOT_APPLICABLE
    if chain.final is None:
        kind = "long" if len(set(chain.hops)) > MAX_REDIRECT_HOPS else "loop"
        return missing(kind, " → ".join(chain.hops[:5]), hops=len(chain.hops))
    if len(chain.hops) < 2:
        return OK
    return invalid("chain", " → ".join((*chain.hops, chain.final)), hops=len(chain.hops))


@define_rule(
    GraphRule,
    "redirect-temporary",
    Severity.NOTICE,
    Category.CRAWL,
    source="redirects",
    repair=Repair.SETTING,
    applies_to=AppliesTo.ANY,
    linked_from=True,
)
def redirect_temporary(page: PageFacts, site: SiteFacts) -> Verdict:
    """A redirect is temporary, but still there in the next crawl.

    Grades: INCOMPLETE for 302, 303 and 307 found in two crawls or more. Google: redirects: a temporary redirect is a
    weak sign that the target is the page to show.
    """
    if not page.redirect:
        return NOT_APPLICABLE
    if page.status not in TEMPORARY_REDIRECTS or page.url not in site.unchanged_urls:
        return OK
    return incomplete(evidence=f"{page.url} → {page.redirect}", status=page.status)


@define_rule(
    PageRule,
    "redirect-client",
    Severity.WARNING,
    Category.CRAWL,
    source="redirects",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def redirect_client(page: Page, _site: Site) -> Verdict:
    """A page redirects visitors with meta refresh instead of an HTTP redirect.

    Grades: INVALID when the target is another URL. Google: redirects: a server-side redirect is best.
    """
    if page.meta_refresh and page.meta_refresh != page.url:
        return invalid(evidence=page.meta_refresh)
    return OK
