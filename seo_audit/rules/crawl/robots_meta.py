"""Rules about the robots meta tag and X-Robots-Tag: conflicts, expiry dates and suppressed snippets."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from dateutil import parser as dates

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.records.verdict import NOT_APPLICABLE, OK, Verdict, incomplete, invalid, missing
from seo_audit.rules.rule import (
    AppliesTo,
    Category,
    PageRule,
    Repair,
    Severity,
    define_rule,
)

OPPOSITES = (("index", "noindex"), ("index", "none"), ("follow", "nofollow"), ("all", "noindex"), ("all", "none"))
"""Directives that deny one another; Google takes the strictest."""

EXPIRY = re.compile(r"unavailable_after\s*:\s*(.+)", re.IGNORECASE)

SUPPRESSING = frozenset({"nosnippet", "max-snippet:0", "noimageindex", "max-image-preview:none"})
"""Directives by which a page is found and yet shown without text or image."""


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
    """A page's robots directives contradict one another.

    Rungs: INVALID for opposites (index and noindex, follow and nofollow). Google: robots meta tag: "the more
    restrictive rule applies", which is seldom what was meant.
    """
    directives = page.directives
    clash = next((pair for pair in OPPOSITES if directives.issuperset(pair)), None)
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
    """A page asks Google to forget it from a moment that lies in the past.

    Rungs: MISSING once the moment has passed at the time of the crawl, INVALID when it is none that can be read
    (RFC 822, RFC 850, ISO 8601). Google: robots meta tag, unavailable_after.
    """
    # A date may hold a comma, at which directives are split; so they are read joined.
    match = EXPIRY.search(", ".join(rule.content for rule in page.robots))
    if not match:
        return NOT_APPLICABLE
    moment = _moment(match[1])
    if moment is None:
        return invalid("date", match[1])
    return missing(evidence=match[0]) if moment < page.fetched_at else OK


@define_rule(
    PageRule, "snippet-suppressed", Severity.NOTICE, Category.CRAWL, source="robots-meta", repair=Repair.SETTING
)
def snippet_suppressed(page: Page, _site: Site) -> Verdict:
    """A page that Google may show forbids it to show a text or an image of it.

    Rungs: INCOMPLETE for nosnippet, max-snippet:0, noimageindex and max-image-preview:none.
    Google: robots meta tag.
    """
    found = SUPPRESSING.intersection(directive.replace(" ", "") for directive in page.directives)
    return incomplete(evidence=", ".join(sorted(found))) if found else OK


def _moment(text: str) -> datetime | None:
    """Return the date at the start of a text, the longest piece between commas that is one."""
    pieces = text.split(",")
    for end in (2, 1):
        try:
            moment: datetime = dates.parse(",".join(pieces[:end]).strip())
        except (ValueError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
