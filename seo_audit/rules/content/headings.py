"""Rules about headings: the main heading (h1) and skipped levels."""

from __future__ import annotations

from itertools import pairwise

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import OK, Verdict, incomplete, missing
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule


@define_rule(PageRule, "h1-missing", Severity.WARNING, Category.CONTENT, source="title-link", repair=Repair.TEMPLATE)
def h1_missing(page: Page, _site: Site) -> Verdict:
    """A page has no main heading, an empty one, or several.

    Grades: MISSING for none or only empty ones, INCOMPLETE for several. Google: title links: the main heading is one of
    the sources of the title in the results.
    """
    mains = [heading.text for heading in page.headings if heading.level == 1]
    if not mains:
        return missing("none")
    if not any(text.strip() for text in mains):
        return missing("empty", "<h1></h1>")
    if len(mains) > 1:
        return incomplete("several", " + ".join(mains), count=len(mains))
    return OK


@define_rule(PageRule, "heading-skip", Severity.NOTICE, Category.CONTENT, source="wcag-headings", repair=Repair.CONTENT)
def heading_skip(page: Page, _site: Site) -> Verdict:
    """A heading is more than one level deeper than the heading before it.

    Grades: INCOMPLETE. WCAG 2.1, 1.3.1; it makes no difference to Google.
    """
    for before, after in pairwise(page.headings):
        if after.level > before.level + 1:
            return incomplete(evidence=after.text, before=before.level, after=after.level)
    return OK
