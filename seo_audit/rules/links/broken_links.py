"""Rules about the targets of links: broken internal and external links, and links through a redirect."""

from __future__ import annotations

from crawler.records.http_status import is_server_error
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, Verdict, incomplete, missing
from seo_audit.rules.rule import AppliesTo, Category, GraphRule, Repair, RequiredInput, Severity, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN

EXTERNAL_GONE_STATUSES = frozenset({0, 404, 410})
"""Statuses that prove that a page no longer exists (0: no such host). 403, 429 and 503 prove nothing."""


@define_rule(
    GraphRule,
    "link-broken-internal",
    Severity.ERROR,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def link_broken_internal(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to a URL of the site that does not exist, also after redirects.

    Grades: MISSING for a 4xx. A server error or no response is reported by http-5xx, a loop by
    link-to-redirect. Google: links; HTTP status codes.
    """
    broken: dict[str, str] = {}
    for link in site.links_of(page):
        final = site.graph.follow_redirects(link.target).final
        target = site.pages.get(final) if final else None
        if target is not None and target.is_broken and not is_server_error(target.status):
            broken.setdefault(link.target, f"“{link.anchor}” → {link.target} ({target.status})")
    return missing(evidence=list(broken.values())[:MAX_EXAMPLES_SHOWN], count=len(broken)) if broken else OK


@define_rule(
    GraphRule,
    "link-broken-external",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
    required_inputs=[RequiredInput.EXTERNAL_ANSWERS],
)
def link_broken_external(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to a page of another site that no longer exists.

    Grades: MISSING when it gave 404 or 410, or its host was unknown, twice. Any other response proves nothing. Google:
    links.
    """
    answers = site.external_data.external_statuses
    assert answers is not None
    broken = [url for url in site.external_links_of(page) if answers.get(url, 200) in EXTERNAL_GONE_STATUSES]
    return missing(evidence=broken[:MAX_EXAMPLES_SHOWN], count=len(broken)) if broken else OK


@define_rule(
    GraphRule,
    "link-to-redirect",
    Severity.WARNING,
    Category.LINKS,
    source="redirects",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.HTML,
)
def link_to_redirect(page: PageFacts, site: SiteFacts) -> Verdict:
    """A page links to a URL of the site that redirects.

    Grades: INCOMPLETE: the link works, but takes a detour. When the redirect ends in an error, link-broken-internal
    reports it. Google: redirects.
    """
    detours: dict[str, str] = {}
    for link in site.links_of(page):
        chain = site.graph.follow_redirects(link.target)
        final = site.pages.get(chain.final) if chain.final else None
        if chain.hops and (final is None or not final.is_broken):
            detours.setdefault(link.target, f"“{link.anchor}” → {link.target} → {chain.final or '…'}")
    return incomplete(evidence=list(detours.values())[:MAX_EXAMPLES_SHOWN], count=len(detours)) if detours else OK
