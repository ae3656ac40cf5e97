"""Rule about a `<head>` that an invalid element closes too early."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import OK, Verdict, invalid
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule


@define_rule(
    PageRule,
    "head-broken",
    Severity.ERROR,
    Category.CONTENT,
    source="page-metadata",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def head_broken(page: Page, _site: Site) -> Verdict:
    """An element closes <head> early, so that canonical, robots or hreflang end up in <body>.

    Grades: INVALID. Google: valid page metadata: Google does not read what comes after an invalid element.
    """
    return invalid(evidence=", ".join(page.misplaced)) if page.misplaced else OK
