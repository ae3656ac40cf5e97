"""Rules about links that Google does not follow: without a usable href, or with nofollow."""

from __future__ import annotations

from crawler.records.page import Link, Page
from crawler.records.url import host_of
from crawler.registry.site import Site
from seo_audit.records.verdict import OK, Verdict, incomplete, invalid
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import MAX_EXAMPLES_SHOWN


@define_rule(
    PageRule,
    "anchor-uncrawlable",
    Severity.WARNING,
    Category.LINKS,
    source="links",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def anchor_uncrawlable(page: Page, _site: Site) -> Verdict:
    """A link has no href, or one with JavaScript, so Google cannot follow it.

    Grades: INVALID. An <a> without href counts when a script makes it a link, not when it is a placeholder. Google:
    links, "Make your links crawlable".
    """
    found = [
        f"“{link.anchor}” ({link.raw if link.raw is not None else '<a>'})"
        for link in page.links
        if (link.raw is None and link.anchor.strip())
        or (link.raw is not None and link.raw.strip().lower().startswith("javascript:"))
    ]
    return invalid(evidence=found[:MAX_EXAMPLES_SHOWN], count=len(found)) if found else OK


@define_rule(
    PageRule,
    "nofollow-internal",
    Severity.WARNING,
    Category.LINKS,
    source="nofollow",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def nofollow_internal(page: Page, site: Site) -> Verdict:
    """A link to the site itself has rel=nofollow.

    Grades: INCOMPLETE. Google: qualify outbound links: nofollow is for links to other sites.
    """
    found = [
        f"“{link.anchor}” → {link.url}"
        for link in page.links
        if link.url and "nofollow" in link.rel and _internal(link, site)
    ]
    return incomplete(evidence=found[:MAX_EXAMPLES_SHOWN], count=len(found)) if found else OK


def _internal(link: Link, site: Site) -> bool:
    return link.url is not None and host_of(link.url) in site.hosts
