"""Rule about the viewport meta tag."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import OK, Verdict, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule


@define_rule(
    PageRule,
    "viewport",
    Severity.WARNING,
    Category.MOBILE,
    source="mobile-first",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.HTML,
)
def viewport(page: Page, _site: Site) -> Verdict:
    """A page does not adapt to the screen of a phone.

    Grades: MISSING without meta viewport, INVALID when it does not set the width of the device. Google: mobile-first
    indexing.
    """
    if page.viewport is None:
        return missing("none")
    settings = page.viewport.lower().replace(" ", "")
    if "width=device-width" in settings or "initial-scale=" in settings:
        return OK
    return invalid("fixed", page.viewport)
