"""Rules about the meta description: missing, repeated, too short or too long."""

from __future__ import annotations

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import OK, Grade, Verdict, incomplete, missing
from seo_audit.rules.rule import Category, GraphRule, PageRule, Repair, Severity, define_rule
from seo_audit.rules.shared_checks import duplicate_verdict

MIN_DESCRIPTION_LENGTH, MAX_DESCRIPTION_LENGTH = 50, 320
"""Limits in characters (catalogue: ours). Google sets none."""


@define_rule(
    PageRule, "description-missing", Severity.WARNING, Category.CONTENT, source="snippet", repair=Repair.CONTENT
)
def description_missing(page: Page, _site: Site) -> Verdict:
    """A page has no meta description, or an empty one.

    Grades: MISSING. Google: snippets, "Create quality meta descriptions".
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
    """Another page in the same language has the same meta description.

    Grades: INVALID. Of each group, the page with most incoming links is reported but not counted. Google: snippets.
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
    """A meta description has fewer than 50 or more than 320 characters.

    Grades: INCOMPLETE. The limits are ours: Google sets none.
    """
    text = page.description.strip()
    if not text or MIN_DESCRIPTION_LENGTH <= len(text) <= MAX_DESCRIPTION_LENGTH:
        return OK
    return incomplete("short" if len(text) < MIN_DESCRIPTION_LENGTH else "long", text, length=len(text))
