"""Rules about what addresses answer: errors, error pages in disguise, redirects, noindex."""

from __future__ import annotations

import re

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.link_graph import MAX_HOPS
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.scored_urls import State
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import NOT_APPLICABLE, OK, SITE_OK, SiteVerdict, Verdict, invalid, missing
from seo_audit.rules.rule import Applies, Category, Need, Repair, Severity, graph_rule, page_rule, site_rule
from seo_audit.rules.weights import LADDER

ERROR_PHRASE = re.compile(
    r"\bpagina\b.{0,30}\b(niet (meer )?gevonden|bestaat niet|niet (meer )?beschikbaar)\b"
    r"|\b(niet gevonden|introuvable|not found)\s*([|–—-].*)?$"
    r"|\bpage\b.{0,20}\b(introuvable|non trouvée|inexistante|not found|n['’]existe)"
    r"|^\W*(fout|erreur|error|http)?\W*404\b",
    re.IGNORECASE,
)
"""What error pages say in their title or main heading, in Dutch, French and English."""

PROBE_SHARE = 0.9
"""Share of a page's text that also stands on the error page, from which it is one (catalogue: 0.9)."""

MIN_PROBE_WORDS = 10
"""Shorter texts could stand in any page's footer."""


def is_server_error(status: int) -> bool:
    """Whether Google slows down and tries again: no answer, 5xx, or 429."""
    return status in {0, 429} or status >= 500


@graph_rule(
    "http-5xx",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.TEMPLATE,
    applies=Applies.ANY,
    linked_from=True,
)
def http_5xx(page: PageFacts, _site: SiteFacts) -> Verdict:
    """An address of the site gives a server error, 429 or no answer.

    Rungs: MISSING. Google: HTTP status codes: 5xx and 429 slow crawling down, then drop the page.
    """
    if not page.broken or not is_server_error(page.status):
        return OK
    if page.status == 0:
        return missing("silent", page.error or "")
    return missing("status", status=page.status)


@graph_rule(
    "http-4xx",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.CONTENT,
    applies=Applies.ANY,
    linked_from=True,
)
def http_4xx(page: PageFacts, _site: SiteFacts) -> Verdict:
    """An address that the site links to or lists in its sitemap gives a 4xx.

    Rungs: MISSING. Google: HTTP status codes: a 4xx page is not indexed. 429 is in http-5xx.
    """
    if not page.broken or is_server_error(page.status):
        return OK
    return missing(status=page.status)


@graph_rule(
    "soft-404",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.SETTING,
    linked_from=True,
)
def soft_404(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page says that it does not exist, but answers 200.

    Rungs: MISSING when title or main heading holds an error phrase in Dutch, French or English, or
    when the text is for 90% that of the site's own error page. Google: HTTP status codes, "soft 404".
    """
    for text in (page.title, page.heading):
        if ERROR_PHRASE.search(text):
            return missing("phrase", text)
    if site.probe_text and page.fingerprint and page.words >= MIN_PROBE_WORDS and page.url != site.graph.home:
        share = page.fingerprint.share_in(site.probe_text)
        if share >= PROBE_SHARE:
            return missing("probe", page.title, percent=round(share * 100))
    return OK


@site_rule(
    "probe-not-404",
    Severity.ERROR,
    Category.CRAWL,
    source="http-errors",
    repair=Repair.SETTING,
    needs=[Need.PROBE_ANSWER],
)
def probe_not_404(site: SiteFacts) -> SiteVerdict:
    """A made-up address does not answer 404 or 410.

    Rungs: MISSING when it shows a page, INVALID when it redirects or gives another error.
    Google: HTTP status codes, "soft 404".
    """
    assert site.probe is not None
    if site.probe.status in {404, 410}:
        return SITE_OK
    verdict = (missing if site.probe.status < 300 else invalid)(evidence=site.probe.url, status=site.probe.status)
    return SiteVerdict(LADDER[verdict.rung], ((site.site.url, verdict),))


@graph_rule(
    "redirect-chain",
    Severity.WARNING,
    Category.CRAWL,
    source="redirects",
    repair=Repair.CONTENT,
    applies=Applies.ANY,
    linked_from=True,
)
def redirect_chain(page: PageFacts, site: SiteFacts) -> Verdict:
    """An address reaches its page through two redirects or more, or never.

    Rungs: MISSING for a loop or more than ten hops (Google gives up), INVALID for two to ten hops.
    Judged where a chain starts. Google: redirects; ten hops from "HTTP status codes".
    """
    if not page.redirect:
        return NOT_APPLICABLE
    chain = site.graph.chain(page.url)
    starts = page.url in site.sitemaps.urls or page.url == site.site.url or site.graph.sources(page.url, 1)[1]
    if not starts:
        return NOT_APPLICABLE
    if chain.final is None:
        kind = "long" if len(set(chain.hops)) > MAX_HOPS else "loop"
        return missing(kind, " → ".join(chain.hops[:5]), hops=len(chain.hops))
    if len(chain.hops) < 2:
        return OK
    return invalid("chain", " → ".join((*chain.hops, chain.final)), hops=len(chain.hops))


@page_rule(
    "redirect-client",
    Severity.WARNING,
    Category.CRAWL,
    source="redirects",
    repair=Repair.TEMPLATE,
    applies=Applies.HTML,
)
def redirect_client(page: Page, _site: Site) -> Verdict:
    """A page sends visitors on with meta refresh, not with an HTTP redirect.

    Rungs: INVALID when the target is another address. Google: redirects: server side is best.
    """
    if page.meta_refresh and page.meta_refresh != page.url:
        return invalid(evidence=page.meta_refresh)
    return OK


@graph_rule(
    "noindex-unexpected",
    Severity.ERROR,
    Category.CRAWL,
    source="robots-meta",
    repair=Repair.SETTING,
    applies=Applies.ANY,
    linked_from=True,
)
def noindex_unexpected(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page forbids Google to show it, although the sitemap or the navigation offers it.

    Rungs: MISSING. A page that neither offers is kept out on purpose and leaves the universe.
    Google: robots meta tag; the strictest of meta tag and X-Robots-Tag wins.
    """
    if site.universe.get(page.url) is not State.NOINDEX:
        return OK
    return missing("listed" if page.url in site.sitemaps.urls else "navigated", "noindex")


@site_rule("home-noindex", Severity.ERROR, Category.CRAWL, source="robots-meta", repair=Repair.SETTING)
def home_noindex(site: SiteFacts) -> SiteVerdict:
    """The home page forbids Google to show it.

    Rungs: MISSING. Google: robots meta tag.
    """
    if site.home is None or not site.home.noindex:
        return SITE_OK
    content = "; ".join(rule.content for rule in site.home.robots)
    return SiteVerdict(1.0, ((site.home.url, missing(evidence=content)),))
