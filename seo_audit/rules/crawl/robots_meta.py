"""Rules about the robots meta tag and X-Robots-Tag: conflicts, expiry dates and suppressed snippets."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dateutil import parser as dates

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import AppliesTo, Category, PageRule, Repair, Severity, define_rule

OPPOSITE_DIRECTIVES = (
    ("index", "noindex"),
    ("index", "none"),
    ("follow", "nofollow"),
    ("all", "noindex"),
    ("all", "none"),
)
"""Pairs of contradictory directives. Google applies the strictest."""

UNAVAILABLE_AFTER = re.compile(r"unavailable_after\s*:\s*(.+)", re.IGNORECASE)

SUPPRESSING_DIRECTIVES = frozenset({"nosnippet", "max-snippet:0", "noimageindex", "max-image-preview:none"})
"""Directives that show a page in the results without text or image."""


@define_rule(
    PageRule,
    "robots-conflict",
    Severity.WARNING,
    Category.CRAWL,
    source="robots-meta",
    repair=Repair.TEMPLATE,
    applies_to=AppliesTo.ANY,
)
def robots_conflict(page: Page, _site: Site) -> Verdict:
    """The robots directives of a page contradict each other.

    Grades: INVALID for opposites (index and noindex, follow and nofollow). Google: robots meta tag: "the more
    restrictive rule applies", which is rarely intended.
    """
    directives = page.directives
    clash = next((pair for pair in OPPOSITE_DIRECTIVES if directives.issuperset(pair)), None)
    if clash is None:
        return OK if directives else NOT_APPLICABLE
    return invalid(evidence="; ".join(rule.content for rule in page.robots), one=clash[0], other=clash[1])


@define_rule(
    PageRule,
    "unavailable-after-past",
    Severity.WARNING,
    Category.CRAWL,
    source="robots-meta",
    repair=Repair.CONTENT,
    applies_to=AppliesTo.ANY,
)
def unavailable_after_past(page: Page, _site: Site) -> Verdict:
    """The unavailable_after date of a page is in the past.

    Grades: MISSING when the date had passed at the time of the crawl, INVALID when it is not a date (RFC 822, RFC 850,
    ISO 8601). Google: robots meta tag, unavailable_after.
    """
    # The crawler splits directives at commas, which a date may contain too, so they are joined again.
    match = UNAVAILABLE_AFTER.search(", ".join(rule.content for rule in page.robots))
    if not match:
        return NOT_APPLICABLE
    moment = _parse_expiry(match[1])
    if moment is None:
        return invalid("date", match[1])
    return missing(evidence=match[0]) if moment < page.fetched_at else OK


@define_rule(
    PageRule, "snippet-suppressed", Severity.NOTICE, Category.CRAWL, source="robots-meta", repair=Repair.SETTING
)
def snippet_suppressed(page: Page, _site: Site) -> Verdict:
    """An indexable page does not allow Google to show its text or an image.

    Grades: INCOMPLETE for nosnippet, max-snippet:0, noimageindex and max-image-preview:none. Google: robots meta tag.
    """
    found = SUPPRESSING_DIRECTIVES.intersection(directive.replace(" ", "") for directive in page.directives)
    return incomplete(evidence=", ".join(sorted(found))) if found else OK


def _parse_expiry(text: str) -> datetime | None:
    """Parse the date at the start of a text: the longest piece between commas that is a date."""
    pieces = text.split(",")
    for end in (2, 1):
        try:
            moment: datetime = dates.parse(",".join(pieces[:end]).strip())
        except (ValueError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
