"""Rules about the meta description: missing, repeated, too short or too long."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, Grade, Verdict, incomplete, missing
from seo_audit.rules.rule import (
    Category,
    GraphRule,
    PageRule,
    Repair,
    Severity,
    define_rule,
)
from seo_audit.rules.shared_checks import duplicate_verdict

DESCRIPTION_MIN, DESCRIPTION_MAX = 50, 320
"""Characters; Google sets no limit (catalogue: ours)."""


@define_rule(
    PageRule, "description-missing", Severity.WARNING, Category.CONTENT, source="snippet", repair=Repair.CONTENT
)
def description_missing(page: Page, _site: Site) -> Verdict:
    """A page has no meta description, or an empty one.

    Rungs: MISSING. Google: snippets, "Create quality meta descriptions".
    """
    return OK if any(text.strip() for text in page.descriptions) else missing()


@define_rule(
    GraphRule,
    "description-duplicate",
    Severity.WARNING,
    Category.CONTENT,
    source="snippet",
    repair=Repair.CONTENT,
    prerequisites=("description-missing",),
)
def description_duplicate(page: PageFacts, site: SiteFacts) -> Verdict:
    """A meta description also stands on another page in the same language.

    Rungs: INVALID; the page of each group that most links lead to is told, not counted. Google: snippets.
    """
    return duplicate_verdict(Grade.INVALID, page.url, site.duplicates.descriptions, page.description)


@define_rule(
    PageRule,
    "description-length",
    Severity.NOTICE,
    Category.CONTENT,
    source="snippet",
    repair=Repair.CONTENT,
    prerequisites=("description-missing",),
)
def description_length(page: Page, _site: Site) -> Verdict:
    """A meta description is shorter than 50 or longer than 320 characters.

    Rungs: INCOMPLETE. The numbers are ours: Google sets no limit.
    """
    text = page.description.strip()
    if not text or DESCRIPTION_MIN <= len(text) <= DESCRIPTION_MAX:
        return OK
    return incomplete("short" if len(text) < DESCRIPTION_MIN else "long", text, length=len(text))
